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
    """Return the Python of the virtual environment."""
    return home / "venv" / "bin" / "python"


def manage(home: Path, *arguments: str) -> list[str]:
    """Return a `manage.py` command with these arguments."""
    return [str(python(home)), "-m", "django", *arguments]


def environment(folder: Path) -> dict[str, str]:
    """Return the environment variables of every command.

    Args:
        folder: the app's folder, filled by `prepare`.
    """
    return {
        "DJANGO_SETTINGS_MODULE": "settings",
        "HELPDESK_FOLDER": str(folder),
        "PYTHONPATH": str(PROJECT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        # For an app that verifies certificates with Python's ssl.
        "SSL_CERT_FILE": json.loads((folder / "run.json").read_text())["ca_file"],
    }


def prepare(
    folder: Path, *, smtp: tuple[str, int], ca_file: str, database: Path | None = None
) -> None:
    """Write the run's settings into the app's folder, and copy the database unless it exists.

    Args:
        folder: the app's folder.
        smtp: host and port of the SMTP server for the app's mail.
        ca_file: the trusted authorities; empty for the system's.
        database: an empty database; None to copy nothing.
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
    """Create a superuser.

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
