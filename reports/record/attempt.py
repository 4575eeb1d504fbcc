"""Collect the notes of one attempt while the test runs.

This module neither judges the attempt (`outcomes` does) nor writes files (`collector` does).
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from msgspec import convert, field, msgpack

from bluebar.reports.record.record_fields import (
    AttemptNotes,
    ConversationNote,
    CountNote,
    PhaseNote,
    VerdictNote,
)


class Attempt(AttemptNotes):
    """The notes of a running attempt. A test sets a field directly, or calls a method `note_…`.

    Attributes:
        test_id: the test's name in the record.
        clicked: whether Connect was clicked. After the click, an error of Playwright about the
            app's page is a failure of the app.
        secrets: the test's passwords and tokens, which are overwritten in everything that bluebar
            writes. The record does not contain them.
        pictures: the JPEG of the page at the end of a phase, by the name of the phase.
        started: the moment from which the times of phases are counted, on the monotonic clock.
    """

    test_id: str
    clicked: bool = False
    secrets: set[str] = field(default_factory=set)
    pictures: dict[str, bytes] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.epoch = self.epoch or time.time()

    def __repr__(self) -> str:
        # pytest prints the arguments of a failed test, and the notes contain secrets.
        return f"Attempt({self.test_id!r})"

    @property
    def used(self) -> bool:
        """Return whether a scenario was noted. A test that notes none is not in the report."""
        return bool(self.scenario.id)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Measure how long a phase takes.

        If the phase raises an exception, note that the attempt stopped in this phase.
        """
        phase = PhaseNote(name=name, at=self._clock())
        self.phases.append(phase)
        try:
            yield
        except BaseException:
            phase.stopped_here = True
            raise
        finally:
            phase.seconds = round(self._clock() - phase.at, 4)

    def note_secret(self, secret: str) -> None:
        """Note a password or a token, which is overwritten in everything that bluebar writes."""
        self.secrets.add(secret)

    def note_verdict(
        self,
        *,
        expected: str,
        shown: str,
        said: str = "",
        read_as: str = "",
        false_success: str = "",
    ) -> None:
        """Note a verdict; `VerdictNote` explains the arguments."""
        self.verdicts.append(
            VerdictNote(
                expected=expected,
                shown=shown,
                said=said,
                read_as=read_as,
                false_success=false_success,
            )
        )

    def note_count(
        self, *, name: str, expected: int, shown: int | None, on_server: int | None = None
    ) -> None:
        """Note a count, which replaces an earlier count of the same name.

        `CountNote` explains the arguments.
        """
        self.counts = [count for count in self.counts if count.name != name]
        self.counts.append(
            CountNote(name=name, expected=expected, shown=shown, on_server=on_server)
        )

    def note_difference(self, *, missing: Sequence[str], extra: Sequence[str]) -> None:
        """Note contacts and messages that the app lacks, or should not have, each name once."""
        self.missing += [line for line in missing if line not in self.missing]
        self.extra += [line for line in extra if line not in self.extra]

    def note_not_looked_at(self, what: str) -> None:
        """Note once that a check was left out, because the target does not show the data."""
        if what not in self.not_looked_at:
            self.not_looked_at.append(what)

    def note_picture(self, jpeg: bytes) -> None:
        """Note a JPEG picture of the page, taken at the end of the last phase."""
        self.pictures[self.phases[-1].name] = jpeg

    def note_conversations(self, conversations: Sequence[Mapping[str, Any]]) -> None:
        """Note redacted transcripts of a front door, given as dicts, lists and texts."""
        self.conversations += convert(conversations, list[ConversationNote])

    def to_bytes(self) -> bytes:
        """Return the attempt as bytes, which pytest-xdist sends between processes."""
        return msgpack.encode(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Attempt":
        """Return the attempt that `to_bytes` encoded."""
        return msgpack.decode(data, type=cls)

    def _clock(self) -> float:
        return round(time.monotonic() - self.started, 4)
