"""The settings of a Django project that is django-helpdesk and nothing else.

What a run has to say stands in a file of the run's folder; all else is as a new project has it, in
production (`DEBUG` is off) and with the log on the terminal, where the operator reads it.
"""

import json
import os
from pathlib import Path

FOLDER = Path(os.environ["HELPDESK_FOLDER"])
RUN = json.loads((FOLDER / "run.json").read_text())

SECRET_KEY = RUN["secret_key"]
ALLOWED_HOSTS = ["127.0.0.1"]
DEBUG = False
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.humanize",
    "rest_framework",
    "helpdesk",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "helpdesk.db",
        # Data that go with the run need not be safe from a power cut, which costs most of the time.
        "OPTIONS": {"timeout": 20, "init_command": "PRAGMA synchronous=OFF"},
    }
}
# What Django advises for tests: half of a sign-in's time is spent on making a good hash.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ROOT_URLCONF = "urls"
SITE_ID = 1
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = FOLDER / "media"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

EMAIL_HOST, EMAIL_PORT = RUN["smtp_host"], RUN["smtp_port"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = "helpdesk@example.org"
# Teams want another app, which is no part of it.
HELPDESK_TEAMS_MODE_ENABLED = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"terminal": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["terminal"], "level": "INFO"},
    # Each request would be told, between what the job says.
    "loggers": {"django.server": {"level": "ERROR"}},
}
