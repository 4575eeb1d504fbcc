"""The attempt record, schema v1: one JSON line per attempt, described in docs/records.md.

Every page, summary and history is computed from these lines.
"""

import re
from collections.abc import Callable, Iterable
from enum import Enum
from hashlib import sha256
from typing import Any

from msgspec import DecodeError, Struct, field, json
from msgspec.structs import replace

from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record_fields import AttemptNotes

VERSION = 1


class UnreadableRecord(ValueError):
    """A line is not a record, or is a record of another version."""


class _Versioned(Struct):
    version: int


# mypy takes a struct for a dataclass, and a frozen dataclass must not inherit from one that is not.
class Record(  # type: ignore[misc]
    AttemptNotes, frozen=True, kw_only=True, tag_field="version", tag=VERSION
):
    """One attempt at one test: the test's notes, and what pytest reported.

    Attributes:
        test: the path of the test's file relative to pytest's root, `::`, and the test's name in
            the file; mostly equal to pytest's node ID.
        attempt: the number of the attempt: 1 for the first, 2 for the first rerun.
        outcome: the outcome of the attempt.
        began: when the attempt began, in seconds since 1970.
        seconds: the duration of the attempt, including set-up and teardown.
        error: the exception as pytest shows it, or the reason for a skip.
        attachments: the paths of the attached files, relative to the report's folder. The key is
            "trace", another kind of file, or the name of the phase that a picture shows.
        replay: the command that runs this test again with the same data.
        run: the facts of the run by name: mail server, way (how the mail server was launched),
            target, browser, seed and more.
        line: the line of the test in its file, counted from 1; 0 if unknown.
        worker: pytest-xdist's name of the worker; empty without pytest-xdist.
    """

    test: str
    attempt: int
    outcome: Outcome
    began: float
    seconds: float
    error: str = ""
    attachments: dict[str, str] = field(default_factory=dict)
    replay: str = ""
    run: dict[str, str] = field(default_factory=dict)
    line: int = 0
    worker: str = ""

    @property
    def name(self) -> str:
        """Return the id of the test's scenario; if the test has no scenario, the test's name."""
        return self.scenario.id or self.test

    @property
    def launcher(self) -> str:
        """Return how the mail server was launched: docker, jvm or external; empty if unknown."""
        return self.run.get("way", "")

    @property
    def test_id(self) -> str:
        """Return the test's id, which is the same in every run, but differs for each launcher."""
        return sha256(f"{self.launcher}\0{self.test}".encode()).hexdigest()[:20]

    @property
    def mail_server(self) -> str:
        """Return as one text the mail server, its launcher, and why this launcher was chosen."""
        return self.run.get("mail server", "no mail server")

    @property
    def claim(self) -> str:
        """Return the name of the test's function in words, or else the whole name of the test."""
        function = (self.test.partition("::")[2] or self.test).partition("[")[0]
        return function.rpartition("::")[2].removeprefix("test_").replace("_", " ")

    @property
    def key(self) -> tuple[str, float]:
        """Return the attempt's key, the same in every report that contains the attempt."""
        return self.test_id, self.began

    @property
    def false_success(self) -> str:
        """Return why the app's verdict *Connected* is false; empty if there is no false success."""
        return next((each.false_success for each in self.verdicts if each.false_success), "")

    @property
    def folder(self) -> str:
        """Return the folder of the attachments, relative to the report's folder.

        The folder is the same in every report that contains the attempt.
        """
        key = sha256(f"{self.test}\0{self.began!r}".encode()).hexdigest()[:8]
        return f"attempts/{slug(self.name)}-{key}"

    def rewritten(self, rewrite: Callable[[str], str]) -> "Record":
        """Return a copy of the record in which `rewrite` has replaced every text, at any depth.

        Keys of dicts and outcomes stay the same.
        """
        copy: Record = _rewritten(self, rewrite)
        return copy

    def to_line(self) -> str:
        """Return the record as one line of JSON."""
        return json.encode(self).decode()

    @classmethod
    def from_line(cls, line: str) -> "Record":
        """Return the record that `to_line` encoded.

        Raises:
            UnreadableRecord: the line is not a record, or a record of another version.
        """
        try:
            version = json.decode(line, type=_Versioned).version
            if version != VERSION:
                raise UnreadableRecord(
                    f"a record of version {version}; this bluebar reads only version {VERSION}"
                )
            return json.decode(line, type=cls)
        except (DecodeError, RecursionError) as error:
            raise UnreadableRecord(f"not a record: {error}: {line[:80]!r}") from error


def _rewritten(value: Any, rewrite: Callable[[str], str]) -> Any:
    match value:
        case Enum():
            return value
        case str():
            return rewrite(value)
        case list():
            return [_rewritten(each, rewrite) for each in value]
        case dict():
            return {name: _rewritten(each, rewrite) for name, each in value.items()}
        case Struct():
            names = value.__struct_fields__
            return replace(value, **{n: _rewritten(getattr(value, n), rewrite) for n in names})
    return value


def slug(name: str) -> str:
    """Return a file name that every file system accepts."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[-60:]


def by_start(records: Iterable[Record]) -> list[Record]:
    """Return records in the order in which the attempts began. Merging reports keeps this order."""
    return sorted(records, key=lambda record: (record.began, record.test))
