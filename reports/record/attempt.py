"""Collect the notes of one attempt while the test runs.

This module judges nothing (`outcomes` does) and writes nothing (`collector` does).
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
    """The notes of a running attempt; a test sets a field directly or calls `note_…`.

    Attributes:
        test_id: the test's name in the record.
        clicked: whether Connect was clicked; after that an unknown exception is the app's failure.
        secrets: passwords and tokens, which are removed from everything that is written. The
            record does not contain them.
        pictures: phase to JPEG of the page at the end of the phase.
        started: when the times of phases begin, on the monotonic clock.
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
        """Return whether a scenario was noted; a test without notes is a plain unit test."""
        return bool(self.scenario.id)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time a phase; an exception marks the phase as the one in which the attempt stopped."""
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
        """Note a password or a token, to remove it from everything that is written."""
        self.secrets.add(secret)

    def note_verdict(
        self, *, expected: str, shown: str, said: str = "", false_success: str = ""
    ) -> None:
        """Note a verdict; see `VerdictNote`."""
        self.verdicts.append(
            VerdictNote(expected=expected, shown=shown, said=said, false_success=false_success)
        )

    def note_count(
        self, *, name: str, expected: int, shown: int | None, on_server: int | None = None
    ) -> None:
        """Note a compared number; it replaces an earlier one with the same name."""
        self.counts = [count for count in self.counts if count.name != name]
        self.counts.append(
            CountNote(name=name, expected=expected, shown=shown, on_server=on_server)
        )

    def note_difference(self, *, missing: Sequence[str], extra: Sequence[str]) -> None:
        """Note contacts and messages that are missing or extra in the app, each name once."""
        self.missing += [line for line in missing if line not in self.missing]
        self.extra += [line for line in extra if line not in self.extra]

    def note_not_looked_at(self, what: str) -> None:
        """Note a check that was left out because the target does not show the data, once."""
        if what not in self.not_looked_at:
            self.not_looked_at.append(what)

    def note_picture(self, jpeg: bytes) -> None:
        """Note a picture of the page at the end of the last phase."""
        self.pictures[self.phases[-1].name] = jpeg

    def note_conversations(self, conversations: Sequence[Mapping[str, Any]]) -> None:
        """Note redacted transcripts of a front door, as plain values."""
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
