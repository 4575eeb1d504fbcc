"""Bring django-helpdesk from PyPI into a virtual environment of its own, and nothing into ours.

    make target-helpdesk       # or: bluebar install helpdesk

An empty database comes with it, since making one takes longer than all else at an app's start.
What is *not* here: starting it (`server`).
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
from bluebar.e2e.targets.installing import say
from bluebar.mailserver.errors import HarnessError

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
HOME = INSTALLED / "helpdesk"
VERSIONS = "import importlib.metadata as m; print(*map(m.version, ('django-helpdesk', 'django')))"

_say = partial(say, "helpdesk")

REMEDIES = (
    ("HASHES", "look at what came instead, and at the index that pip asks"),
    ("No matching distribution", "see whether the index that pip asks has it, and the network"),
    ("No module named ensurepip", "install Python's venv: sudo apt-get install python3-venv"),
)
"""A part of what is said, and what to do then; the first that is said counts."""


class NotBrought(HarnessError):
    """django-helpdesk could not be installed."""


class NotInstalled(HarnessError):
    """django-helpdesk was not brought yet, or for another version of bluebar."""


def stamp() -> str:
    """Return what an installation is for: what is installed, and the project that it is run as."""
    return REQUIREMENTS.read_text() + (app_server.PROJECT / "settings.py").read_text()


def home() -> Path:
    """Return where it is installed.

    Raises:
        NotInstalled: it is not, or something else is.
    """
    if _stamped(HOME) != stamp():
        raise NotInstalled(
            wanted="django-helpdesk as this version of bluebar runs it",
            happened="another one is there" if _stamped(HOME) else "it is not there",
            where=str(HOME),
            next_step="bring it, from PyPI: make target-helpdesk",
        )
    return HOME


def install(home: Path = HOME) -> str:
    """Install it into its folder, unless it is there; return which versions these are.

    Args:
        home: the folder; replaced as a whole once all is well.

    Raises:
        NotBrought: something failed; what was there is left.
    """
    if _stamped(home) != stamp():
        new = home.with_name(f"{home.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        _say("making a virtual environment")
        _run(sys.executable, "-m", "venv", str(new / "venv"))
        _say("installing what requirements.txt lists")
        pip = ("-m", "pip", "install", "--disable-pip-version-check", "-q", "--require-hashes")
        _run(str(app_server.python(new)), *pip, "-r", str(REQUIREMENTS))
        _say("making an empty database")
        app_server.prepare(new / "empty", smtp=("127.0.0.1", 25), ca_file="")
        environment = app_server.environment(new / "empty")
        _run(*app_server.manage(new, "migrate", "-v", "0"), environment=environment)
        (new / "stamp").write_text(stamp())
        shutil.rmtree(home, ignore_errors=True)
        new.rename(home)
    return versions(home)


def versions(home: Path = HOME) -> str:
    """Return which versions were brought."""
    helpdesk, django = _run(str(app_server.python(home)), "-c", VERSIONS).split()
    return f"django-helpdesk {helpdesk}, Django {django}"


def _stamped(home: Path) -> str:
    file = home / "stamp"
    return file.read_text() if file.is_file() else ""


def _run(*command: str, environment: Mapping[str, str] | None = None) -> str:
    """Run a command; return what it printed.

    Raises:
        NotBrought: it failed.
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
        known = (step for part, step in REMEDIES if part in output)
        raise NotBrought(
            wanted="django-helpdesk in a virtual environment of its own",
            happened=f"a command ended with status {done.returncode}",
            where=" ".join(command),
            next_step=next(known, "see what it says below"),
            output=output,
        )
    return done.stdout
