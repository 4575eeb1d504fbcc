"""Find and read `bluebar.toml`, the file with options that every run of a project needs.

The file is the nearest `bluebar.toml` in the current folder or in a folder above. This module
imports neither pytest nor Playwright, so that every command can read the file quickly.
`settings_options` makes options of pytest from the file; docs/configuration.md describes the file.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bluebar.mailserver.errors import HarnessError

FILE_NAME = "bluebar.toml"
NIGHT = "night"
"""The table with the options of `bluebar night`; all other keys are options of `bluebar run`."""


class BadSettings(HarnessError):
    """The file of settings cannot be read, or one of its values is wrong."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The content of a file of settings.

    Attributes:
        file: the path of the file.
        values: the values by key.
    """

    file: Path
    values: Mapping[str, Any]

    def path(self, text: str) -> str:
        """Return a path of the file, which is relative to the file's folder, for this process."""
        return os.path.relpath(self.file.parent / Path(text).expanduser())

    def target(self) -> str | None:
        """Return the value of `--target`; None if the file names no target."""
        name = self.values.get("target")
        if not isinstance(name, str):
            return None
        adapter, separator, class_name = name.rpartition(":")
        return f"{self.path(adapter)}:{class_name}" if separator else name


def find_settings(folder: Path) -> Path | None:
    """Return the nearest file of settings, in a folder or in one above; None if there is none."""
    places = (each / FILE_NAME for each in (folder, *folder.parents))
    # Path.is_file would raise an exception for a folder that this user may not enter.
    return next((each for each in places if os.path.isfile(each)), None)  # noqa: PTH113


def read_settings(file: Path) -> Settings:
    """Return the content of a file of settings. The keys are not checked.

    Raises:
        BadSettings: the file cannot be read, or is not TOML.
    """
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        happened = getattr(error, "strerror", None) or str(error)
        raise bad_settings(file, happened, "correct the file, or omit --settings") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise bad_settings(file, f"not TOML: {error}", "correct this line") from error
    return Settings(file=file, values=values)


def settings_of(folder: Path) -> Settings:
    """Return the settings for a command that is called in a folder; empty if there is no file.

    Raises:
        BadSettings: the file cannot be read, or is not TOML.
    """
    file = find_settings(folder)
    return read_settings(file) if file else Settings(file=folder / FILE_NAME, values={})


def bad_settings(file: Path, happened: str, next_step: str) -> BadSettings:
    """Return the error for a wrong file of settings."""
    return BadSettings(
        wanted=f"to read the options in {FILE_NAME}",
        happened=happened,
        where=os.path.relpath(file),
        next_step=next_step,
    )
