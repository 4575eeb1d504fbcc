"""What one attempt at one test did and saw, collected while it runs.

Nothing is judged here (`outcomes` does) and nothing written (`collect` does). Secrets are noted so
that they can be taken out of what is written; they are no part of the record.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any


class Attempt:
    """Collect what the record of one attempt will hold.

    Attributes:
        test_id: what a record names the test by.
        epoch: when the times of phases began, in seconds since the epoch.
        clicked: whether Connect has been clicked: from then on an exception is the app's.
        secrets: what must not stand in anything that is written of it.
        used: whether anything was noted; a test that notes nothing is a plain unit test.
    """

    def __init__(self, test_id: str) -> None:
        self.test_id = test_id
        self.clicked = False
        self.secrets: set[str] = set()
        self.scenario: dict[str, Any] = {}
        self.phases: list[dict[str, Any]] = []
        self.verdicts: list[dict[str, str]] = []
        self.counts: list[dict[str, Any]] = []
        self.missing: list[str] = []
        self.extra: list[str] = []
        self.not_looked_at: list[str] = []
        self.finding = ""
        self.left_behind: list[str] = []
        self.typed: dict[str, str] = {}
        self.log = ""
        self.summary: dict[str, str] = {}
        self.conversations: list[dict[str, Any]] = []
        self.pictures: dict[str, bytes] = {}
        self.epoch = time.time()
        self._began = time.monotonic()

    @property
    def used(self) -> bool:
        """Say whether a scenario was noted."""
        return bool(self.scenario)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time a phase; one that raises is marked as the one in which the attempt stopped."""
        began = self._clock()
        phase = {"name": name, "at": began, "seconds": 0.0, "stopped_here": False}
        self.phases.append(phase)
        try:
            yield
        except BaseException:
            phase["stopped_here"] = True
            raise
        finally:
            phase["seconds"] = round(self._clock() - began, 4)

    def note_scenario(self, facts: Mapping[str, Any]) -> None:
        """Note which scenario this is: id, why, route, proves, cited, and links where there are."""
        self.scenario = dict(facts)

    def note_secret(self, secret: str) -> None:
        """Note a password or a token, to be taken out wherever it was written down."""
        self.secrets.add(secret)

    def note_typed(self, typed: Mapping[str, str]) -> None:
        """Note what was typed, without the password."""
        self.typed = dict(typed)

    def note_verdict(
        self, *, expected: str, shown: str, said: str = "", false_success: str = ""
    ) -> None:
        """Note what the app had to show, what it showed and said, and what belies that."""
        more = {"said": said, "false_success": false_success}
        self.verdicts.append(
            {"expected": expected, "shown": shown} | {name: t for name, t in more.items() if t}
        )

    def note_count(
        self, *, name: str, expected: int, shown: int | None, on_server: int | None = None
    ) -> None:
        """Note a line of the table of counts; a later one of the same name takes its place."""
        self.counts = [count for count in self.counts if count["name"] != name]
        self.counts.append(
            {"name": name, "expected": expected, "shown": shown, "on_server": on_server}
        )

    def note_difference(self, *, missing: Sequence[str], extra: Sequence[str]) -> None:
        """Note by name what is missing in the app and what it has too many."""
        self.missing += [line for line in missing if line not in self.missing]
        self.extra += [line for line in extra if line not in self.extra]

    def note_finding(self, kind: str) -> None:
        """Note of what kind the app's failure is."""
        self.finding = kind

    def note_not_looked_at(self, what: str) -> None:
        """Note what was left out because the target does not show it."""
        if what not in self.not_looked_at:
            self.not_looked_at.append(what)

    def note_left_behind(self, lines: Sequence[str]) -> None:
        """Note what the test brought to the app and is still there."""
        self.left_behind += lines

    def note_summary(self, *, subject: str, text: str, html: str) -> None:
        """Note the summary email."""
        self.summary = {"subject": subject, "text": text, "html": html}

    def note_log(self, text: str) -> None:
        """Note what the app logged meanwhile."""
        self.log += text

    def note_picture(self, jpeg: bytes) -> None:
        """Note a picture of the page as it is after the last phase."""
        self.pictures[self.phases[-1]["name"]] = jpeg

    def note_conversations(self, conversations: Sequence[Mapping[str, Any]]) -> None:
        """Note what was said at a front door, redacted at the source."""
        self.conversations += [dict(each) for each in conversations]

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain values, which travel between pytest-xdist's processes."""
        return {
            "test": self.test_id,
            "epoch": self.epoch,
            "pictures": self.pictures,
            "scenario": self.scenario,
            "clicked": self.clicked,
            "phases": self.phases,
            "verdicts": self.verdicts,
            "counts": self.counts,
            "missing": self.missing,
            "extra": self.extra,
            "not_looked_at": self.not_looked_at,
            "finding": self.finding,
            "left_behind": self.left_behind,
            "typed": self.typed,
            "summary": self.summary,
            "log": self.log,
            "conversations": self.conversations,
            "seconds": round(self._clock(), 3),
        }

    def _clock(self) -> float:
        return round(time.monotonic() - self._began, 4)
