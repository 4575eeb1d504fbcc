"""Make options of pytest from a file of settings (`bluebar.toml`).

A key of the file is the name of an option of `bluebar run`. The options themselves, as pytest's
parser knows them, decide which keys exist and which values they take.
"""

import os
import re
from argparse import SUPPRESS, Action
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pytest

from bluebar.e2e.run.deadline_options import DEADLINE
from bluebar.e2e.run.settings_file import (
    NIGHT,
    BadSettings,
    Settings,
    bad_settings,
    read_settings,
)
from bluebar.e2e.suite import SUITE
from bluebar.reports.plugin import ARGUMENTS_OF_FILE

SETTINGS = "--settings"
"""The option that names the file. `bluebar run` sets the option to the nearest file."""

LOADED = pytest.StashKey[Settings]()
"""The settings of the run, if a file was read."""

ALIASES: Mapping[str, str] = {"workers": "--numprocesses", "markers": "-m", "keyword": "-k"}
"""Keys for options of which the name says little, or that have no long name."""

TESTS = "tests"
"""The key for your own tests: their files and folders."""

DEADLINES = "deadlines"
"""The table with the deadlines of the adapter."""

CHOOSING = {TESTS, "markers", "keyword"}
"""Keys that choose tests. They do not count if the command line leaves bluebar's own tests out."""

NOT_IN_FILE = {
    "settings", "start-servers", "rootdir", "confcutdir", "config-file", "help", "version",
}  # fmt: skip
"""Options that `bluebar run` sets itself, and options that run no test."""

PATHS = {"file", "dir", "path", "folder"}
"""Option values with such a name in the help text are paths, which start in the file's folder."""


def add_option(parser: pytest.Parser) -> None:
    """Add the option that names the file."""
    parser.getgroup("bluebar: settings").addoption(
        SETTINGS,
        metavar="FILE",
        help="the file with options; an empty text reads no file (default: the nearest "
        "bluebar.toml in the current folder or in a folder above)",
    )


def add_arguments_of_file(
    config: pytest.Config, parser: pytest.Parser, arguments: list[str]
) -> None:
    """Put the options of the file before the arguments of the command line, which win.

    Args:
        config: pytest's configuration, before the arguments are parsed completely.
        parser: the parser, which knows the options of all plugins.
        arguments: the arguments of the command line; changed.

    Raises:
        pytest.UsageError: the file cannot be read, or a key or value is wrong.
    """
    given = config.known_args_namespace
    if not given.settings:
        return
    try:
        settings = read_settings(Path(given.settings))
        skipped = _skipped(given.file_or_dir)
        made = list(_arguments(settings, parser, skipped))
    except BadSettings as error:
        raise pytest.UsageError(str(error)) from error
    config.stash[LOADED] = settings
    config.stash[ARGUMENTS_OF_FILE] = tuple(made)
    tests = [] if TESTS in skipped else [settings.path(each) for each in _tests(settings)]
    arguments[:] = [*made, *arguments, *tests]


def options_by_key(parser: pytest.Parser) -> dict[str, Action]:
    """Return the options that a file may set, by key."""
    actions: dict[str, Action] = parser.optparser._option_string_actions
    named = {
        name.removeprefix("--"): action
        for name, action in actions.items()
        if name.startswith("--") and name.removeprefix("--") not in NOT_IN_FILE
    }
    named.pop(DEADLINE.removeprefix("--"), None)  # The table `deadlines` sets this option.
    return named | {key: actions[name] for key, name in ALIASES.items() if name in actions}


def keys_in_words(settings: Settings) -> str:
    """Return the file and its keys in words, for pytest's header and the report."""
    return f"{os.path.relpath(settings.file)} ({', '.join(settings.values) or 'empty'})"


def _arguments(settings: Settings, parser: pytest.Parser, skipped: set[str]) -> Iterator[str]:
    """Return the options of pytest that a file sets.

    Raises:
        BadSettings: a key is unknown, or its value is wrong.
    """
    options = options_by_key(parser)
    for key, value in settings.values.items():
        made: list[str] = []
        if key == DEADLINES:
            table = _table(settings, key)
            made = [f"{DEADLINE}={name}={seconds}" for name, seconds in table.items()]
        elif key == NIGHT:
            _table(settings, key)  # Only `bluebar night` reads the values.
        elif key == TESTS:
            _tests(settings)  # Paths come after the options.
        elif key not in options:
            raise _unknown_key(settings, key, options)
        elif key not in skipped and not (key == "base-url" and os.environ.get("PYTEST_BASE_URL")):
            made = list(_option(settings, key, value, options[key]))
        _check(settings, key, parser, made)
        yield from made


def _option(settings: Settings, key: str, value: object, action: Action) -> Iterator[str]:
    """Return an option of pytest with its value.

    Raises:
        BadSettings: the value has a wrong type.
    """
    name = ALIASES.get(key, f"--{key}")
    if action.nargs == 0:
        if not isinstance(value, bool):
            raise _wrong_type(settings, key, value, "true or false")
        yield from [name] if value else []
        return
    can_repeat = type(action).__name__ == "_AppendAction"
    values = value if isinstance(value, list) and can_repeat else [value]
    for each in values:
        if isinstance(each, bool) or not isinstance(each, str | int | float):
            wanted = "a text, a number, or a list of them" if can_repeat else "a text or a number"
            raise _wrong_type(settings, key, value, wanted)
        yield f"{name}={_value(settings, key, each, action)}"


def _value(settings: Settings, key: str, value: str | float, action: Action) -> str:
    if key == "target":
        return settings.target() or str(value)
    is_path = str(action.metavar).casefold() in PATHS
    return settings.path(value) if is_path and isinstance(value, str) and value else str(value)


def _check(settings: Settings, key: str, parser: pytest.Parser, made: list[str]) -> None:
    """Let pytest's parser check the value of a key.

    Raises:
        BadSettings: the value is wrong.
    """
    try:
        parser.parse_known_args(made)
    except pytest.UsageError as error:
        # argparse's message, without the option's name and without the name of a Python function.
        line = str(error).partition("error: ")[2].partition("\n")[0]
        message = re.sub(r"^argument \S+: ", "", line)
        message = re.sub(r"^invalid \w+ value: ", "invalid value ", message)
        raise bad_settings(settings.file, f"`{key}`: {message}", "correct the value") from error


def _skipped(named: Sequence[str]) -> set[str]:
    """Return the keys that do not count, because the command line chooses tests.

    Args:
        named: the files and folders on the command line.
    """
    if named and str(SUITE) not in named:
        return CHOOSING
    return {TESTS} if len(named) > 1 else set()


def _tests(settings: Settings) -> list[str]:
    tests = settings.values.get(TESTS, [])
    listed = [tests] if isinstance(tests, str) else tests
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise _wrong_type(settings, TESTS, tests, "a text or a list of texts")
    return listed


def _table(settings: Settings, key: str) -> Mapping[str, Any]:
    value: Any = settings.values[key]
    if not isinstance(value, dict):
        raise _wrong_type(settings, key, value, f"a table, which begins with a line [{key}]")
    return value


def _unknown_key(settings: Settings, key: str, options: Mapping[str, Action]) -> BadSettings:
    shown = [name for name, action in options.items() if action.help != SUPPRESS]
    near = get_close_matches(key, [*shown, DEADLINES, NIGHT, TESTS], n=1)
    return bad_settings(
        settings.file,
        f"the key `{key}` is unknown",
        f"write `{near[0]}`"
        if near
        else "`bluebar run --help-all` lists the options; a key is an option's name without dashes",
    )


def _wrong_type(settings: Settings, key: str, value: object, wanted: str) -> BadSettings:
    return bad_settings(settings.file, f"`{key}` is {value!r}", f"write {wanted}")
