"""The attempt record, schema v1: one JSON line an attempt; in words: docs/records.md.

Everything else (the page, JUnit, a merge, a history) is a pure function of these lines.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from typing import Any

from bluebar.reports.record.outcomes import Outcome

VERSION = 1


def encryption(conversation: Mapping[str, Any]) -> str:
    """Tell how a conversation of a record was encrypted, if it was."""
    tls = conversation["tls"]
    return (tls["version"] or f"no TLS: {tls['error']}") if tls else "plain"


def slug(name: str) -> str:
    """Return a name that every file system takes."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[-60:]


def in_order(records: Iterable["Record"]) -> list["Record"]:
    """Return attempts in the order of their beginning, which no merge changes."""
    return sorted(records, key=lambda record: (record.began, record.test))


class UnreadableRecord(ValueError):
    """A line is no record of this version."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One attempt at one test.

    Attributes:
        test: its file as seen from pytest's root, and its name in there: mostly its node id.
        attempt: 1 for the first, 2 for the first rerun.
        outcome: what bluebar says of it.
        began: seconds since the epoch.
        seconds: how long it took, set-up and teardown included.
        error: what was raised, as pytest shows it, or the reason of a skip.
        scenario: id, why, route, proves, cited, and the links of what is cited, if any.
        typed: what was typed, without the password.
        verdicts: expected and shown, in order; also what the app `said` where it refused, and
            `false_success` where the wire belies it.
        phases: name, at and seconds, and whether the attempt stopped there.
        counts: name, expected, shown, on_server.
        missing: contacts and messages that should be there, by name.
        extra: likewise what should not.
        finding: of what kind the app's failure is, e.g. "wrong reason".
        not_looked_at: what was left out because the target does not show it.
        left_behind: what the test brought to a user of a pool and is still there.
        summary: subject, text and html of the summary email.
        conversations: what was said at the front door, redacted.
        log: what the app logged meanwhile; other tests' lines too where they share it.
        attachments: "trace" or what a picture shows, to path, relative to the report's folder.
        run: what is known of the run: mail server, way, target, browser, seed, ...
        line: where the test stands in its file, from 1; 0 where it is not known.
        worker: pytest-xdist's name of the process, or empty.
        replay: a command that runs this test again with the same data.
        epoch: when the phases' times began, in seconds since the epoch.
    """

    test: str
    attempt: int
    outcome: Outcome
    began: float
    seconds: float
    error: str = ""
    scenario: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    verdicts: list[dict[str, str]] = field(default_factory=list)
    phases: list[dict[str, Any]] = field(default_factory=list)
    counts: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    finding: str = ""
    not_looked_at: list[str] = field(default_factory=list)
    left_behind: list[str] = field(default_factory=list)
    summary: dict[str, str] = field(default_factory=dict)
    conversations: list[dict[str, Any]] = field(default_factory=list)
    log: str = ""
    attachments: dict[str, str] = field(default_factory=dict)
    replay: str = ""
    epoch: float = 0.0
    run: dict[str, str] = field(default_factory=dict)
    line: int = 0
    worker: str = ""

    @property
    def name(self) -> str:
        """Return the scenario's id, or the test's where there is no scenario."""
        return str(self.scenario.get("id") or self.test)

    @property
    def way(self) -> str:
        """Return how the mail server ran; empty where nothing could run."""
        return self.run.get("way", "")

    @property
    def test_id(self) -> str:
        """Return what tells a test apart: the same in every night, another one for each way."""
        return sha256(f"{self.way}\0{self.test}".encode()).hexdigest()[:20]

    @property
    def mail_server(self) -> str:
        """Return the mail server, and why this way."""
        return self.run.get("mail server", "no mail server")

    @property
    def claim(self) -> str:
        """Return what the test's name claims, in words; the name itself where it is no test."""
        function = (self.test.partition("::")[2] or self.test).partition("[")[0]
        return function.rpartition("::")[2].removeprefix("test_").replace("_", " ")

    @property
    def key(self) -> tuple[str, float]:
        """Return what tells an attempt apart, in whichever report it is."""
        return self.test_id, self.began

    @property
    def false_success(self) -> str:
        """Return what the app said and what the wire says against it, or empty."""
        return next(filter(None, (each.get("false_success", "") for each in self.verdicts)), "")

    @property
    def folder(self) -> str:
        """Return where its attachments lie: the same in every report that holds it."""
        key = sha256(f"{self.test}\0{self.began!r}".encode()).hexdigest()[:8]
        return f"attempts/{slug(self.name)}-{key}"

    def rewritten(self, rewrite: Callable[[str], str]) -> "Record":
        """Return the same with each text in it, at whatever depth, as `rewrite` has it."""

        def through(value: Any) -> Any:
            if isinstance(value, str) and not isinstance(value, Outcome):
                return rewrite(value)
            if isinstance(value, list):
                return [through(each) for each in value]
            if isinstance(value, dict):
                return {name: through(each) for name, each in value.items()}
            return value

        return replace(
            self, **{each.name: through(getattr(self, each.name)) for each in fields(self)}
        )

    def to_line(self) -> str:
        """Return it as one line of JSON."""
        return json.dumps({"version": VERSION, **vars(self)}, ensure_ascii=False)

    @classmethod
    def from_line(cls, line: str) -> "Record":
        """Read a line that `to_line` wrote.

        Raises:
            UnreadableRecord: it is something else, or of another version.
        """
        try:
            values = json.loads(line)
            version = values.pop("version")
            if version != VERSION:
                raise UnreadableRecord(f"a record of version {version}; this reads {VERSION}")
            known = {each.name for each in fields(cls)}
            return cls(
                **{
                    **{name: value for name, value in values.items() if name in known},
                    "outcome": Outcome(values["outcome"]),
                }
            )
        except (AttributeError, KeyError, TypeError, json.JSONDecodeError) as error:
            raise UnreadableRecord(f"no record: {line[:80]!r}") from error
