"""Install django-helpdesk from PyPI into a separate virtual environment, with an empty database.

    make target-helpdesk       # or: bluebar install helpdesk

Each test copies the empty database, because creating one takes longer than the rest of the start.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from bluebar.e2e.targets.app_process import INSTALLED
from bluebar.e2e.targets.helpdesk import app_server
from bluebar.e2e.targets.installing import InstallFailed, NotInstalled, report_progress

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
HOME = INSTALLED / "helpdesk"
VERSIONS = "import importlib.metadata as m; print(*map(m.version, ('django-helpdesk', 'django')))"

_say = partial(report_progress, "helpdesk")

REMEDIES = (
    ("HASHES", "compare the packages with requirements.txt, and check the index that pip uses"),
    ("No matching distribution", "check the network, and whether pip's index has the package"),
    ("No module named ensurepip", "install Python's venv: sudo apt-get install python3-venv"),
)
"""Parts of a failed command's output, each with the next step for the user.

The first part in this list that the output contains counts."""


def expected_stamp() -> str:
    """Return the stamp, a text that identifies the installation that this bluebar needs.

    The stamp is the list of packages and the project's settings. Each installation has a file
    `stamp` with its own; if the two differ, the app is installed again.
    """
    return REQUIREMENTS.read_text() + (app_server.PROJECT / "settings.py").read_text()


def installed_folder() -> Path:
    """Return the folder of the installation.

    Raises:
        NotInstalled: the installation is missing, or was made by another version of bluebar.
    """
    if _stamp(HOME) != expected_stamp():
        raise NotInstalled(
            wanted="django-helpdesk in the version that this bluebar needs",
            happened="another version is installed" if _stamp(HOME) else "it is not installed",
            where=str(HOME),
            next_step="install it from PyPI: make target-helpdesk",
        )
    return HOME


def install(home: Path = HOME) -> str:
    """Install django-helpdesk unless it is installed; return the versions.

    Args:
        home: the folder of the installation. It is replaced only after the new installation is
            complete.

    Raises:
        InstallFailed: a command failed; the old installation stays.
    """
    if _stamp(home) != expected_stamp():
        new = home.with_name(f"{home.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        _say("creating a virtual environment")
        _run(sys.executable, "-m", "venv", str(new / "venv"))
        _say("installing the packages of requirements.txt")
        pip = ("-m", "pip", "install", "--disable-pip-version-check", "-q", "--require-hashes")
        _run(str(app_server.python(new)), *pip, "-r", str(REQUIREMENTS))
        _say("creating an empty database")
        app_server.prepare(new / "empty", smtp=("127.0.0.1", 25), ca_file="")
        environment = app_server.environment(new / "empty")
        _run(*app_server.manage(new, "migrate", "-v", "0"), environment=environment)
        (new / "stamp").write_text(expected_stamp())
        shutil.rmtree(home, ignore_errors=True)
        new.rename(home)
    return versions(home)


def versions(home: Path = HOME) -> str:
    """Return the installed versions of django-helpdesk and Django."""
    helpdesk, django = _run(str(app_server.python(home)), "-c", VERSIONS).split()
    return f"django-helpdesk {helpdesk}, Django {django}"


def _stamp(home: Path) -> str:
    file = home / "stamp"
    return file.read_text() if file.is_file() else ""


def _run(*command: str, environment: Mapping[str, str] | None = None) -> str:
    """Run a command; return its output.

    Raises:
        InstallFailed: the command failed.
    """
    done = subprocess.run(
        command,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        output = done.stdout + done.stderr
        steps = (step for part, step in REMEDIES if part in output)
        raise InstallFailed(
            wanted="to install django-helpdesk into a virtual environment",
            happened=f"a command ended with status {done.returncode}",
            where=" ".join(command),
            next_step=next(steps, "read its output below"),
            output=output,
        )
    return done.stdout
