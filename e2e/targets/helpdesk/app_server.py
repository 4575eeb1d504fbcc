"""The commands and files with which django-helpdesk runs: Python, project, database, settings."""

import json
import os
import secrets
import shutil
import subprocess
from pathlib import Path

from bluebar.e2e.protocol.target import AppUser
from bluebar.mailserver.errors import HarnessError

PROJECT = Path(__file__).with_name("project")
DATABASE = "helpdesk.db"
LISTENS = r"Starting development server at (http://\S+?)/?\s"


class UserNotCreated(HarnessError):
    """Django did not create a user."""


def python(home: Path) -> Path:
    """Return the path of Python in the virtual environment of the installation `home`."""
    return home / "venv" / "bin" / "python"


def manage(home: Path, *arguments: str) -> list[str]:
    """Return the command that runs Django with these arguments, as `manage.py` does."""
    return [str(python(home)), "-m", "django", *arguments]


def environment(folder: Path) -> dict[str, str]:
    """Return the environment variables with which every command of the app runs.

    Args:
        folder: the app's folder, filled by `prepare`.
    """
    return {
        "DJANGO_SETTINGS_MODULE": "settings",
        "HELPDESK_FOLDER": str(folder),
        "PYTHONPATH": str(PROJECT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        # Python's ssl trusts the authorities in this file when it verifies a certificate.
        "SSL_CERT_FILE": json.loads((folder / "run.json").read_text())["ca_file"],
    }


def prepare(
    folder: Path, *, smtp: tuple[str, int], ca_file: str, database: Path | None = None
) -> None:
    """Write the run's settings into the app's folder; copy the database unless the app has one.

    Args:
        folder: the app's folder.
        smtp: the host and port of the SMTP server for the app's mail.
        ca_file: the file with the trusted authorities; empty for the system's.
        database: the file of an empty database to copy; None to copy no database.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = {
        "secret_key": secrets.token_hex(25),
        "smtp_host": smtp[0],
        "smtp_port": smtp[1],
        "ca_file": ca_file,
    }
    (folder / "run.json").write_text(json.dumps(settings))
    if database and not (folder / DATABASE).exists():
        shutil.copyfile(database, folder / DATABASE)


def serve(home: Path) -> list[str]:
    """Return the command that serves pages and static files on a free port."""
    return manage(home, "runserver", "--noreload", "--insecure", "127.0.0.1:0")


def create_user(home: Path, folder: Path, person: AppUser) -> None:
    """Create a superuser of the app with this person's address and password.

    Raises:
        UserNotCreated: Django's command failed.
    """
    command = manage(home, "createsuperuser", "--noinput", "--username", person.email)
    password = {"DJANGO_SUPERUSER_PASSWORD": person.password}
    done = subprocess.run(
        [*command, "--email", person.email],
        env={**os.environ, **environment(folder), **password},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise UserNotCreated(
            wanted=f"a user of django-helpdesk: {person.email}",
            happened=f"createsuperuser ended with status {done.returncode}",
            where=str(folder),
            next_step="read its output below",
            output=done.stdout + done.stderr,
        )
