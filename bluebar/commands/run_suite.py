"""`bluebar run`: run the tests with pytest, in the current folder."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from bluebar.e2e.run.settings_file import find_settings
from bluebar.e2e.suite import SUITE

CHECKOUT = SUITE.parent
SETTINGS = Path(__file__).with_name("pytest.ini")
"""pytest's configuration for runs outside of bluebar's checkout.

The configuration of the current project is not used, because it may need other plugins.
"""


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": True},
)
@click.option("--only", is_flag=True, help="Run only the tests in PATHS, without bluebar's own.")
@click.option("--help-all", is_flag=True, help="Show all options, and exit.")
@click.argument(
    "arguments", nargs=-1, type=click.UNPROCESSED, metavar="[PATHS] [PYTEST OPTIONS]..."
)
def run(arguments: tuple[str, ...], *, only: bool, help_all: bool) -> NoReturn:
    """Run the tests against an app.

    The app is the included reference app unless --target names another one. bluebar starts a mail
    server (in Docker if available, else on a JVM) and the app, runs the tests in a browser, and
    writes a report. PATHS are files and folders with tests of your own; they run after bluebar's.
    The ID of a test (PATH::NAME), as the report prints it, runs that test alone.

    The file bluebar.toml, in the current folder or in one above, may have options that every run
    needs (docs/configuration.md). Options on the command line win.

    \b
    Often used options; `bluebar run --help-all` shows all of them:
      --target NAME|FILE:CLASS   the app: an included app, or your adapter
      --base-url URL             address of an app that already runs
      --mailserver jvm           no Docker
      -m article                 only the tests of a group: article, certificates, ...
      -k wrong-password          only tests with these words in their names
      -n 2                       two browsers at a time
      --headed --slowmo 300      watch the browser
      --reports FOLDER           the folder for the reports

    \b
    Examples:
      bluebar run -m article
      bluebar run --target crm/adapter.py:Crm -k "wrong-password or closed-port"
      bluebar run crm --only --target crm/adapter.py:Crm

    Exit status: 0 all tests passed, 1 a test failed, 2 interrupted, 3 bluebar could not start,
    4 usage error, 5 nothing was tested.
    """
    shown = ["--help"] if help_all else []
    given = pytest_arguments(arguments, only=only, folder=Path.cwd())
    # pytest takes over this process, with its signals and its exit status. -P: a file such as
    # secrets.py in the current folder must not replace a module of the standard library.
    os.execv(sys.executable, [sys.executable, "-P", "-m", "pytest", *shown, *given])  # noqa: S606


def pytest_arguments(arguments: Sequence[str], *, only: bool, folder: Path) -> list[str]:
    """Return pytest's arguments for a run.

    Args:
        arguments: the paths and options on the command line of `bluebar run`.
        only: whether to leave bluebar's own tests out.
        folder: the folder in which `bluebar run` is called.
    """
    given = [_with_path(each) for each in arguments]
    alone = only or any(_names_a_test(each) for each in given)
    # Outside of the checkout, pytest reads no file of the folder except the tests that are named.
    settings = [] if folder == CHECKOUT else [f"-c{SETTINGS}"]
    return [
        "-pbluebar",
        *settings,
        f"--rootdir={folder}",
        f"--confcutdir={folder}",
        "--start-servers",
        *_settings(given, folder),
        *([] if alone else [str(SUITE)]),
        *given,
    ]


def _settings(given: Sequence[str], folder: Path) -> list[str]:
    """Return the option that names the nearest file of settings, unless the command line does."""
    if any(each == "--settings" or each.startswith("--settings=") for each in given):
        return []
    file = find_settings(folder)
    return [f"--settings={file}"] if file else []


def _with_path(argument: str) -> str:
    """Replace `e2e/…` at the beginning of a test's ID by the real path of the test's file.

    Reports name the files of bluebar's own tests `e2e/…`, also where bluebar is installed. Any
    other argument is returned unchanged.
    """
    file, separator, name = argument.partition("::")
    own = CHECKOUT / file
    if separator and file.startswith("e2e/") and own.is_file():
        return f"{own}::{name}"
    return argument


def _names_a_test(argument: str) -> bool:
    file, separator, _ = argument.partition("::")
    return bool(separator) and Path(file).is_file()
