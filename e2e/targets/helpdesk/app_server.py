"""What django-helpdesk runs with: its Python, a project, a folder with database and settings.

What is *not* here: driving its pages (`adapter`) and reading what its job tells (`job`).
"""

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


class UserNotMade(HarnessError):
    """Django did not make a user."""


def python(home: Path) -> Path:
    """Return the Python that it is installed for."""
    return home / "venv" / "bin" / "python"


def manage(home: Path, *arguments: str) -> list[str]:
    """Return a command of Django's: `manage.py` with these arguments."""
    return [str(python(home)), "-m", "django", *arguments]


def environment(folder: Path) -> dict[str, str]:
    """Return the variables that each of its commands is run with.

    Args:
        folder: the app's own, which `prepare` has filled.
    """
    return {
        "DJANGO_SETTINGS_MODULE": "settings",
        "HELPDESK_FOLDER": str(folder),
        "PYTHONPATH": str(PROJECT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        # What Python's ssl trusts, for an app that looks at certificates.
        "SSL_CERT_FILE": json.loads((folder / "run.json").read_text())["ca_file"],
    }


def prepare(
    folder: Path, *, smtp: tuple[str, int], ca_file: str, database: Path | None = None
) -> None:
    """Write what it reads of the run into its folder; a database that is there is kept.

    Args:
        folder: the app's own.
        smtp: host and port to which its mail goes.
        ca_file: the authorities to trust; empty for the machine's.
        database: the one to begin with; None for none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    said = {
        "secret_key": secrets.token_hex(25),
        "smtp_host": smtp[0],
        "smtp_port": smtp[1],
        "ca_file": ca_file,
    }
    (folder / "run.json").write_text(json.dumps(said))
    if database and not (folder / DATABASE).exists():
        shutil.copyfile(database, folder / DATABASE)


def serve(home: Path) -> list[str]:
    """Return the command that serves its pages, static files too, on a free port."""
    return manage(home, "runserver", "--noreload", "--insecure", "127.0.0.1:0")


def make_user(home: Path, folder: Path, person: AppUser) -> None:
    """Make somebody one of the staff who may do all.

    Raises:
        UserNotMade: with what Django says.
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
        raise UserNotMade(
            wanted=f"a user of django-helpdesk: {person.email}",
            happened=f"createsuperuser ended with status {done.returncode}",
            where=str(folder),
            next_step="see what it says below",
            output=done.stdout + done.stderr,
        )
