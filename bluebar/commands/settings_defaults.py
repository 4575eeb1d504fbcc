"""Defaults of commands from bluebar.toml, which is read only if a command needs a default."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bluebar.e2e.run.settings_file import NIGHT, Settings, bad_settings, settings_of
from bluebar.reports.report_folder import default_home

Read = Callable[[Settings], object]


def _text(key: str) -> Read:
    """Return a function that reads a text from the file; any other value counts as missing."""
    return lambda settings: value if isinstance(value := settings.values.get(key), str) else None


def _path(key: str) -> Read:
    """Return a function that reads a path from the file, which starts in the file's folder."""
    text = _text(key)
    return lambda settings: settings.path(str(given)) if (given := text(settings)) else None


TARGET: Mapping[str, Read] = {
    "name": lambda settings: settings.target(),
    "base_url": _text("base-url"),
    "storage_state": _path("storage-state"),
}

DEFAULTS: Mapping[str, Mapping[str, Read]] = {
    "check": {**TARGET, "allow_writes": _text("allow-writes")},
    "login": TARGET,
    "night": {
        "history": lambda settings: _of_night(settings, "history"),
        "link": lambda settings: _of_night(settings, "link"),
    },
}
"""For each command, the parameters that the file may set. `bluebar run` reads the file itself."""

KEYS_OF_NIGHT = tuple(DEFAULTS["night"])


class FileDefaults(Mapping[str, object]):
    """The defaults of one command, for Click. A parameter that the file does not set is missing.

    Click asks for a default only if neither the command line nor the environment has a value.

    Args:
        command: the name of the command.
    """

    def __init__(self, command: str) -> None:
        self._read = DEFAULTS.get(command, {})

    def __getitem__(self, name: str) -> object:
        """Return a parameter's value in the file.

        Raises:
            KeyError: the file does not set the parameter.
            BadSettings: the file cannot be read, or a value is wrong.
        """
        value = self._read[name](settings_of(Path.cwd()))
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)


def reports_home() -> Path:
    """Return the folder of the reports of all runs for the current folder.

    Raises:
        BadSettings: the file of settings cannot be read.
    """
    settings = settings_of(Path.cwd())
    named = settings.values.get("reports")
    return Path(settings.path(named)) if isinstance(named, str) else default_home(Path.cwd())


def _of_night(settings: Settings, key: str) -> object:
    """Return a value of the table `night`.

    Raises:
        BadSettings: the table has another key, or a value is no text.
    """
    table = settings.values.get(NIGHT, {})
    if not isinstance(table, dict):
        table = {}
    for name, value in table.items():
        if name not in KEYS_OF_NIGHT or not isinstance(value, str):
            raise bad_settings(
                settings.file,
                f"`{name}` in [{NIGHT}] is {value!r}",
                f"write only {' and '.join(KEYS_OF_NIGHT)} there, each with a text",
            )
    value = table.get(key)
    return settings.path(value) if key == "history" and value else value
