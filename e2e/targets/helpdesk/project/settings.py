"""The settings of a Django project that contains only django-helpdesk.

The run's settings come from run.json in the app's folder. The others are Django's defaults for a
new project, in production (`DEBUG` is off), with the log on the terminal.
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
        # The data are deleted after the run, so syncing to disk, which is slow, is not needed.
        "OPTIONS": {"timeout": 20, "init_command": "PRAGMA synchronous=OFF"},
    }
}
# Django's advice for tests: a strong hash takes half of the time of a sign-in.
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
# Teams need another app, which is not installed.
HELPDESK_TEAMS_MODE_ENABLED = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"terminal": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["terminal"], "level": "INFO"},
    # Do not log requests between the lines of the job.
    "loggers": {"django.server": {"level": "ERROR"}},
}
