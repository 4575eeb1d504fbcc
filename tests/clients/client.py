"""One library of tests/clients/: its commands, messages and habits, read from its client.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bluebar.api import FailureKind

FOLDER = Path(__file__).parent
INSTALLED = Path(".targets/clients").absolute()
"""The folder in which each library is installed, in a subfolder of the library's name."""


@dataclass(frozen=True, kw_only=True)
class Habit:
    """A behaviour of a library that the author of an app must know, and the rows that show it.

    Attributes:
        why: the habit, in a sentence.
        advice: what a person who builds on the library should set or do.
        rows: the ids of the rows that fail because of the habit; `*` matches any characters. Empty
            if the adapter declares the habit, or no row shows it.
        kind: the kind of failure, a value of `FailureKind`.
        shown: the verdict that the app shows, e.g. "Rejected(unspecified)"; empty: any verdict.
    """

    why: str
    advice: str = ""
    rows: list[str] = field(default_factory=list)
    kind: str = FailureKind.OTHER
    shown: str = ""


@dataclass(frozen=True, kw_only=True)
class Client:
    """A library, with the commands that install and run its importer.

    A command is a list of words. `{folder}` is the library's installed folder, `{ca}` the file of
    the run's authority, and `{work}` a folder of the running app.

    Attributes:
        id: the name of the library's folder.
        title: the library's name.
        language: the language of the importer.
        needs: the programs that must be on the machine.
        packages: the packages of Debian that contain these programs.
        install: the commands that install the library; they run in the installed folder.
        version: the command that prints the library's version.
        prepare: a command that runs once when the app starts; empty for none.
        run: the command of the importer.
        options: pytest options of every run.
        verdict: how many seconds bluebar waits for the app's verdict, which comes after the import.
        shipped_verdict: the same for the row that waits for the library's own deadline.
        trust: the environment variables with which the importer trusts the run's authority.
        authority: how a person lets the library trust an authority, in a sentence.
        deadline: what the library does if the server is silent and the app sets no deadline, in a
            sentence.
        sets: the option with which the importer sets a deadline.
        wording: parts of the library's messages, each with the reason that it means, a value of
            `Reason`.
        declares: attributes of the adapter.
        habits: the library's habits.
    """

    id: str
    title: str
    language: str
    needs: list[str]
    version: list[str]
    run: list[str]
    authority: str
    deadline: str
    sets: str
    trust: dict[str, str]
    wording: list[tuple[str, str]]
    packages: list[str] = field(default_factory=list)
    install: list[list[str]] = field(default_factory=list)
    prepare: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    verdict: float = 40
    shipped_verdict: float = 75
    declares: dict[str, Any] = field(default_factory=dict)
    habits: list[Habit] = field(default_factory=list)

    @property
    def source(self) -> Path:
        """Return the folder in the repository."""
        return FOLDER / self.id

    @property
    def installed(self) -> Path:
        """Return the folder in which the library is installed."""
        return INSTALLED / self.id

    def filled(self, command: list[str], **places: str) -> list[str]:
        """Return a command with its placeholders, e.g. `{folder}`, filled in."""
        names = {"folder": str(self.installed), **places}
        return [word.format_map(names) for word in command]


def load(name: str) -> Client:
    """Return the library of the folder with this name."""
    values: dict[str, Any] = tomllib.loads((FOLDER / name / "client.toml").read_text("utf-8"))
    wording = [(words, reason) for words, reason in values.pop("wording")]
    habits = [Habit(**each) for each in values.pop("habits", [])]
    return Client(id=name, wording=wording, habits=habits, **values)


def all_clients() -> Mapping[str, Client]:
    """Return every library, by the name of its folder, in order of the names."""
    names = sorted(each.parent.name for each in FOLDER.glob("*/client.toml"))
    return {name: load(name) for name in names}
