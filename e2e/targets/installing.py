"""How `bluebar install NAME` brings an app into its folder, and tells of it."""

import sys
from collections.abc import Callable
from pathlib import Path

from bluebar.mailserver.errors import HarnessError


def say(name: str, text: str) -> None:
    """Tell how far it has come."""
    print(f"{name}: {text}", flush=True)  # noqa: T201 - a command's progress


def install_with_progress(name: str, install: Callable[[], str], home: Path) -> None:
    """Install an app, and say what is there; end with what went wrong where it did.

    Args:
        name: of the target.
        install: returns what it brought, with versions.
        home: where that is.
    """
    try:
        said = install()
    except HarnessError as error:
        sys.exit(f"{name}: {error}")
    except OSError as error:
        sys.exit(f"{name}: {home} could not be written: {error}. Make room or give the rights.")
    say(name, f"{said}, in {home}")
    say(name, f"run it with: pytest e2e --target {name}")
