"""Turn pytest's reports of a test's phases into records, and keep them as they come."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reports.folder import Folder
from reports.gate import Found, look_at, rewrite
from reports.outcomes import Outcome, skipped_as
from reports.record import Record, slug
from reports.redaction import Redactor
from reports.trace import UNREADABLE, Frame, after_each_phase, session_cookies, take_film_out

ATTACHMENTS = {
    "playwright_trace": "trace",
    "playwright_screenshot": "screenshot",
    "playwright_video": "video",
}
"""pytest-playwright's user_properties, and what they are called here."""

PICTURES = 4
"""That an attempt keeps at most: what was shown last tells most."""


class Collector:
    """Make a record of every attempt, from the reports of its set-up, call and teardown.

    Args:
        folder: where they are kept.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.records: list[Record] = []
        self.secrets: set[str] = set()
        self.leaks: list[Found] = []
        self._open: dict[str, list[pytest.TestReport]] = {}

    def add(self, report: pytest.TestReport, run: dict[str, str], root: Path) -> None:
        """Take in one phase; the teardown's ends the attempt. A crashed worker has only one.

        Args:
            report: pytest's.
            run: what is known of the run.
            root: what the paths in the report are relative to.
        """
        phases = self._open.setdefault(report.nodeid, [])
        phases.append(report)
        crashed = report.when not in ("setup", "call", "teardown")
        if report.when != "teardown" and not crashed:
            return
        del self._open[report.nodeid]
        if any(hasattr(each, "attempt_notes") for each in phases) or crashed:
            self._keep(phases, run, root)

    def _keep(self, phases: list[pytest.TestReport], run: dict[str, str], root: Path) -> None:
        last = phases[-1]
        notes: dict[str, Any] = getattr(last, "attempt_notes", {})
        secrets: set[str] = set(getattr(last, "attempt_secrets", ()))
        outcome, error = _judge(phases)
        record = Record(
            test=last.nodeid,
            attempt=1 + sum(record.test == last.nodeid for record in self.records),
            outcome=outcome,
            began=phases[0].start,
            seconds=round(sum(each.duration for each in phases), 3),
            error=error,
            run=run,
            line=(last.location[1] or 0) + 1,
            worker=getattr(last, "worker_id", ""),
            replay=f"pytest '{last.nodeid}' {run.get('replay', '')}".strip(),
            **{
                name: notes[name]
                for name in (
                    "epoch", "scenario", "typed", "verdicts", "phases", "counts", "missing",
                    "extra", "not_looked_at", "summary", "conversations", "log",
                )
                if name in notes
            },
        )  # fmt: skip
        attached = self._move_in(last, record.folder, root)
        traces = [file for name, file in attached.items() if name.startswith("trace")]
        redactor = Redactor(secrets.union(*map(session_cookies, traces)))
        self.secrets |= secrets
        pictures = self._film(traces, record) | notes.get("pictures", {})
        order = [phase["name"] for phase in record.phases]
        last_ones = sorted(pictures, key=order.index)[-PICTURES:]
        attached |= self._write_pictures({n: pictures[n] for n in last_ones}, record.folder)
        kept = {name: file for name, file in attached.items() if self.clean(file, redactor)}
        record = replace(record.rewritten(redactor.rewrite_text), attachments=self._named(kept))
        self.records.append(record)
        self.folder.write_records([record], more=True)

    def clean(self, file: Path, redactor: Redactor) -> bool:
        """Take the secrets out of a file, and look; return whether it can be kept."""
        try:
            is_there = rewrite(file, redactor)
        except OSError as error:
            self.folder.cannot(f"{file.name} without secrets", file, error)
            return False
        if is_there:
            self.look(file, redactor)
        else:
            self.folder.trouble = self.folder.trouble or (
                f"{file} was deleted: secrets could not be taken out of it"
            )
        return is_there

    def look(self, file: Path, redactor: Redactor) -> None:
        """Look for what is left in a file."""
        try:
            self.leaks += look_at(file, redactor)
        except OSError as error:
            self.folder.cannot(f"{file.name}, looked through for secrets", file, error)

    def _move_in(self, last: pytest.TestReport, inside: str, root: Path) -> dict[str, Path]:
        """Move traces in; they would be deleted when pytest starts again."""
        moved: dict[str, Path] = {}
        for name, value in [each for each in last.user_properties if each[0] in ATTACHMENTS]:
            last.user_properties.remove((name, value))
            source = root / str(value)
            kind = ATTACHMENTS[name]
            alike = sum(other.startswith(kind) for other in moved)
            called = f"{kind}-{alike + 1}" if alike else kind
            if self.folder.move_in(source, f"{inside}/{called}{source.suffix}"):
                moved[called] = self.folder.path / inside / f"{called}{source.suffix}"
        return moved

    def _write_pictures(self, pictures: dict[str, bytes], inside: str) -> dict[str, Path]:
        written: dict[str, Path] = {}
        for name, jpeg in pictures.items():
            file = self.folder.path / inside / f"{slug(name)}.jpeg"
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(jpeg)
            except OSError as error:
                self.folder.cannot(f"the picture {name!r}", file, error)
            else:
                written[name] = file
        return written

    def _film(self, traces: Iterable[Path], record: Record) -> dict[str, bytes]:
        """Take the films out of the traces; return what the browser showed after each phase."""
        film: list[Frame] = []
        for trace in traces:
            try:
                film += take_film_out(trace)
            except UNREADABLE:
                pass  # It is deleted, and told of, when secrets are taken out.
            except OSError as error:
                self.folder.cannot("a trace without its film", trace, error)
        return after_each_phase(film, record.phases, record.epoch)

    def _named(self, files: dict[str, Path]) -> dict[str, str]:
        return {name: file.relative_to(self.folder.path).as_posix() for name, file in files.items()}


def _judge(phases: list[pytest.TestReport]) -> tuple[Outcome, str]:
    """Return the outcome of an attempt and what was raised."""
    for report in phases:
        if report.failed:
            in_call = report.when == "call"
            return (Outcome.FAILED if in_call else Outcome.ERROR), report.longreprtext
        if report.skipped:
            longrepr = report.longrepr
            reason = longrepr[2] if isinstance(longrepr, tuple) else report.longreprtext
            reason = reason.removeprefix("Skipped: ")
            return skipped_as(reason), reason
    return Outcome.PASSED, ""
