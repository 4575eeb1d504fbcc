"""Install an app for `bluebar install NAME`: progress messages, and errors that all apps share."""

import sys
from collections.abc import Callable
from pathlib import Path

from bluebar.mailserver.errors import HarnessError


class NotInstalled(HarnessError):
    """The app is not installed, or not in the version that this bluebar needs."""


class InstallFailed(HarnessError):
    """The app could not be installed."""


def report_progress(name: str, text: str) -> None:
    """Print a line of progress that begins with the name of the target."""
    print(f"{name}: {text}", flush=True)  # noqa: T201 - a command's progress


def install_with_progress(name: str, install: Callable[[], str], home: Path) -> None:
    """Install an app and print the result; exit with the error if the installation fails.

    Args:
        name: the target's name.
        install: the function that installs the app and returns the installed versions.
        home: the folder of the installation.
    """
    try:
        versions = install()
    except HarnessError as error:
        sys.exit(f"{name}: {error}")
    except OSError as error:
        sys.exit(
            f"{name}: cannot write to {home}: {error}. "
            "Free disk space, or make the folder writable."
        )
    report_progress(name, f"{versions}, in {home}")
    report_progress(name, f"run it with: pytest e2e --target {name}")
