"""Turn pytest's reports of a test's phases into records, and keep them as they come."""

import shlex
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest

from bluebar.reports.html.pytest_html import follow
from bluebar.reports.record.outcomes import Outcome, skipped_as
from bluebar.reports.record.record import Record, slug
from bluebar.reports.record.trace import (
    UNREADABLE,
    Frame,
    after_each_phase,
    drop_screencast,
    opened,
)
from bluebar.reports.report_folder import ReportFolder
from bluebar.reports.scrubber import Scrubber
from bluebar.reports.secrets.redaction import Redactor
from bluebar.reports.secrets.secret_scan import rewritten

ATTACHMENTS = {
    "playwright_trace": "trace",
    "playwright_screenshot": "screenshot",
    "playwright_video": "video",
}
"""pytest-playwright's user_properties, and what they are called here."""

PICTURES = 4
"""That an attempt keeps at most: what was shown last tells most."""


class Moved(NamedTuple):
    """A file of an attempt: what it is called, where it was, and where it is."""

    name: str
    source: Path
    file: Path


class Collector:
    """Make a record of every attempt, from the reports of its set-up, call and teardown.

    Args:
        folder: where they are kept.
        cleaner: takes the secrets out.
        page: pytest-html's, whose links follow what is moved.
    """

    def __init__(self, folder: ReportFolder, cleaner: Scrubber, page: Path | None = None) -> None:
        self.folder = folder
        self.cleaner = cleaner
        self.page = page
        self.records: list[Record] = []
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
        test: str = notes.get("test", last.nodeid)
        outcome, error = _judge(phases)
        record = Record(
            test=test,
            attempt=1 + sum(record.test == test for record in self.records),
            outcome=outcome,
            began=phases[0].start,
            seconds=round(sum(each.duration for each in phases), 3),
            error=error,
            run=run,
            line=(last.location[1] or 0) + 1,
            worker=getattr(last, "worker_id", ""),
            replay=_replay(test, run.get("replay", "")),
            **{
                name: notes[name]
                for name in (
                    "epoch", "scenario", "typed", "verdicts", "phases", "counts", "missing",
                    "extra", "finding", "not_looked_at", "left_behind", "summary",
                    "conversations", "log",
                )
                if name in notes
            },
        )  # fmt: skip
        moved = self._move_in(last, record.folder, root)
        attached = {each.name: each.file for each in moved}
        traces = self._opened(file for name, file in attached.items() if name.startswith("trace"))
        redactor = self.cleaner.learn(getattr(last, "attempt_secrets", ()), traces.values())
        pictures: dict[str, Callable[[], bytes]] = {
            name: frame.jpeg for name, frame in self._film(traces, record, redactor).items()
        }
        pictures |= {name: partial(bytes, jpeg) for name, jpeg in notes.get("pictures", {}).items()}
        order = [phase["name"] for phase in record.phases]
        last_ones = sorted(pictures, key=order.index)[-PICTURES:]
        attached |= self._write_pictures({n: pictures[n] for n in last_ones}, record.folder)
        kept = {name: file for name, file in attached.items() if self.cleaner.clean(file, redactor)}
        if self.page:
            now = {each.source: each.file if each.name in kept else None for each in moved}
            follow(last, self.page, now)
        record = replace(record.rewritten(redactor.rewrite_text), attachments=self._named(kept))
        self.records.append(record)
        self.folder.write_records([record], more=True)

    def _move_in(self, last: pytest.TestReport, inside: str, root: Path) -> list[Moved]:
        """Move traces in; they would be deleted when pytest starts again."""
        moved: list[Moved] = []
        for name, value in [each for each in last.user_properties if each[0] in ATTACHMENTS]:
            last.user_properties.remove((name, value))
            source = root / str(value)
            kind = ATTACHMENTS[name]
            alike = sum(other.name.startswith(kind) for other in moved)
            called = f"{kind}-{alike + 1}" if alike else kind
            file = f"{inside}/{called}{source.suffix}"
            if self.folder.move_in(source, file):
                moved.append(Moved(called, source, self.folder.path / file))
        return moved

    def _write_pictures(
        self, pictures: dict[str, Callable[[], bytes]], inside: str
    ) -> dict[str, Path]:
        written: dict[str, Path] = {}
        for name, jpeg in pictures.items():
            file = self.folder.path / inside / f"{slug(name)}.jpeg"
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(jpeg())
            except UNREADABLE as error:
                self.folder.cannot(f"the picture {name!r}", file, error)
            else:
                written[name] = file
        return written

    def _opened(self, files: Iterable[Path]) -> dict[Path, ZipFile]:
        traces: dict[Path, ZipFile] = {}
        for file in files:
            # A trace that is broken is deleted, and told of, when secrets are taken out.
            with suppress(*UNREADABLE):
                traces[file] = opened(file)
        return traces

    def _film(
        self, traces: Mapping[Path, ZipFile], record: Record, redactor: Redactor
    ) -> dict[str, Frame]:
        """Take films and secrets out of the traces; return what was shown after each phase."""
        film: list[Frame] = []
        for file, trace in traces.items():
            try:
                frames, rest = drop_screencast(trace, partial(rewritten, redactor=redactor))
                file.write_bytes(rest)
                film += frames
            except OSError as error:
                self.folder.cannot("a trace without its film", file, error)
            except UNREADABLE:
                continue  # It stays as it was, is deleted by `clean`, and told of.
        return after_each_phase(film, record.phases, record.epoch)

    def _named(self, files: dict[str, Path]) -> dict[str, str]:
        return {name: file.relative_to(self.folder.path).as_posix() for name, file in files.items()}


def went_wrong(report: pytest.TestReport) -> bool:
    """Say whether a phase failed; pytest-rerunfailures calls one that is run again `rerun`."""
    return report.outcome not in ("passed", "skipped")


def _replay(test: str, options: str) -> str:
    """Return the command that runs a test again."""
    return f"bluebar run {shlex.quote(test)} {options}".strip()


def _judge(phases: list[pytest.TestReport]) -> tuple[Outcome, str]:
    """Return the outcome of an attempt and what was raised."""
    for report in phases:
        if went_wrong(report):
            in_call = report.when == "call"
            return (Outcome.FAILED if in_call else Outcome.ERROR), report.longreprtext
        if hasattr(report, "wasxfail"):
            return Outcome.KNOWN, f"{report.wasxfail}\n\n{report.longreprtext}"
        if report.skipped:
            longrepr = report.longrepr
            reason = longrepr[2] if isinstance(longrepr, tuple) else report.longreprtext
            reason = reason.removeprefix("Skipped: ")
            return skipped_as(reason), reason
    return Outcome.PASSED, ""
