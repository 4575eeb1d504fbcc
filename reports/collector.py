"""Turn pytest's reports about the phases of a test into records.

Each record is written as soon as its attempt ends.
"""

import shlex
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import pytest
from msgspec.structs import replace

from bluebar.reports.archives import UNREADABLE
from bluebar.reports.html.pytest_html import change_links
from bluebar.reports.record.attempt import Attempt
from bluebar.reports.record.outcomes import Outcome, outcome_of_skip
from bluebar.reports.record.record import Record, slug
from bluebar.reports.record.trace import (
    Frame,
    drop_screencast,
    last_frames,
    open_in_memory,
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
"""The names of pytest-playwright's user_properties, and the attachment that each one becomes."""

PICTURES = 4
"""The maximum number of pictures per attempt. The last pictures are kept: they show the most."""


class Moved(NamedTuple):
    """An attachment that was moved: its name, its old path and its new path."""

    name: str
    source: Path
    file: Path


class Collector:
    """Make a record of every attempt, from pytest's reports about its set-up, call and teardown.

    Args:
        folder: the folder of the run's report.
        scrubber: the scrubber, which removes secrets from the attachments.
        page: the path of pytest-html's page, in which links to moved files are changed; None if
            there is no such page.
    """

    def __init__(self, folder: ReportFolder, scrubber: Scrubber, page: Path | None = None) -> None:
        self.folder = folder
        self.scrubber = scrubber
        self.page = page
        self.records: list[Record] = []
        self._open: dict[str, list[pytest.TestReport]] = {}

    def add(self, report: pytest.TestReport, run: dict[str, str], root: Path) -> None:
        """Add one phase of an attempt; after the last phase, make and write the attempt's record.

        The teardown is the last phase. If a worker crashed, pytest-xdist makes a report without a
        known phase, which ends the attempt, too.

        Args:
            report: pytest's report about the phase.
            run: the facts of the run by name.
            root: the folder from which relative paths in `report` start.
        """
        phases = self._open.setdefault(report.nodeid, [])
        phases.append(report)
        crashed = report.when not in ("setup", "call", "teardown")
        if report.when != "teardown" and not crashed:
            return
        del self._open[report.nodeid]
        if any(hasattr(each, "attempt_notes") for each in phases) or crashed:
            self._finish_attempt(phases, run, root)

    def _finish_attempt(
        self, phases: list[pytest.TestReport], run: dict[str, str], root: Path
    ) -> None:
        last = phases[-1]
        attempt = _attempt(last)
        record = self._record(phases, attempt, run)
        moved = self._move_attachments(last, record.folder, root)
        traces = _open_traces(each.file for each in moved if each.name.startswith("trace"))
        redactor = self.scrubber.add_secrets(sorted(attempt.secrets), traces.values())
        film = self._take_film(traces, redactor)
        pictures = _choose_pictures(attempt, film)
        files = {each.name: each.file for each in moved}
        files |= self._write_pictures(pictures, record.folder)
        kept = {n: file for n, file in files.items() if self.scrubber.scrub(file, redactor)}
        self._change_links(last, moved, kept)
        self._keep(replace(record.rewritten(redactor.rewrite_text), attachments=self._paths(kept)))

    def _record(
        self, phases: list[pytest.TestReport], attempt: Attempt, run: dict[str, str]
    ) -> Record:
        last = phases[-1]
        outcome, error = _outcome_and_error(phases)
        return Record(
            test=attempt.test_id,
            attempt=1 + sum(record.test == attempt.test_id for record in self.records),
            outcome=outcome,
            began=phases[0].start,
            seconds=round(sum(each.duration for each in phases), 3),
            error=error,
            run=run,
            line=(last.location[1] or 0) + 1,
            worker=getattr(last, "worker_id", ""),
            replay=_replay(attempt.test_id, run.get("replay", "")),
            **attempt.noted(),
        )

    def _move_attachments(self, last: pytest.TestReport, folder: str, root: Path) -> list[Moved]:
        """Move Playwright's files into the report, because the next run of pytest deletes them."""
        moved: list[Moved] = []
        for name, value in [each for each in last.user_properties if each[0] in ATTACHMENTS]:
            last.user_properties.remove((name, value))
            source = root / str(value)
            kind = ATTACHMENTS[name]
            earlier = sum(other.name.startswith(kind) for other in moved)
            numbered = f"{kind}-{earlier + 1}" if earlier else kind
            file = f"{folder}/{numbered}{source.suffix}"
            if self.folder.move_in(source, file):
                moved.append(Moved(numbered, source, self.folder.path / file))
        return moved

    def _take_film(self, traces: Mapping[Path, ZipFile], redactor: Redactor) -> list[Frame]:
        """Remove the screencast and the secrets from the trace files; return the frames."""
        film: list[Frame] = []
        for file, trace in traces.items():
            try:
                frames, rest = drop_screencast(trace, partial(rewritten, redactor=redactor))
                file.write_bytes(rest)
                film += frames
            except OSError as error:
                self.folder.add_write_error("a trace without its screencast", file, error)
            except UNREADABLE:
                continue  # `Scrubber.scrub` deletes the unchanged file, and reports this.
        return film

    def _write_pictures(
        self, pictures: dict[str, Callable[[], bytes]], folder: str
    ) -> dict[str, Path]:
        """Write the pictures, and return the path of each written picture by phase."""
        written: dict[str, Path] = {}
        for name, jpeg in pictures.items():
            file = self.folder.path / folder / f"{slug(name)}.jpeg"
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(jpeg())
            except UNREADABLE as error:
                self.folder.add_write_error(f"the picture {name!r}", file, error)
            else:
                written[name] = file
        return written

    def _change_links(
        self, last: pytest.TestReport, moved: Iterable[Moved], kept: Mapping[str, Path]
    ) -> None:
        """Change the links of pytest-html's page to the new paths of the moved files.

        A file that is not in `kept` was deleted, and its link is removed.
        """
        if self.page:
            now = {each.source: each.file if each.name in kept else None for each in moved}
            change_links(last, self.page, now)

    def _keep(self, record: Record) -> None:
        self.records.append(record)
        self.folder.write_records([record], more=True)

    def _paths(self, files: dict[str, Path]) -> dict[str, str]:
        return {name: file.relative_to(self.folder.path).as_posix() for name, file in files.items()}


def went_wrong(report: pytest.TestReport) -> bool:
    """Return whether a phase failed.

    The outcome of a failed phase is `failed`, or `rerun` if pytest-rerunfailures runs the test
    again.
    """
    return report.outcome not in ("passed", "skipped")


def skip_reason(report: pytest.TestReport) -> str:
    """Return the reason of a skipped test, without pytest's prefix."""
    longrepr = report.longrepr
    reason: str = longrepr[2] if isinstance(longrepr, tuple) else report.longreprtext
    return reason.removeprefix("Skipped: ")


def _attempt(last: pytest.TestReport) -> Attempt:
    """Return the attempt that came with the report; if the worker crashed, an empty attempt."""
    if sent := getattr(last, "attempt_notes", None):
        return Attempt.from_bytes(sent)
    return Attempt(last.nodeid)


def _open_traces(files: Iterable[Path]) -> dict[Path, ZipFile]:
    """Return the readable traces by path. `Scrubber.scrub` deletes and reports unreadable ones."""
    traces: dict[Path, ZipFile] = {}
    for file in files:
        with suppress(*UNREADABLE):
            traces[file] = open_in_memory(file)
    return traces


def _choose_pictures(attempt: Attempt, film: list[Frame]) -> dict[str, Callable[[], bytes]]:
    """Return pictures of the last `PICTURES` phases: functions that return a JPEG, by phase name.

    A phase's picture is the one that the test took during the phase. If the test took none, the
    picture is the screencast's last frame of the phase.
    """
    frames = last_frames(film, attempt.phases, attempt.epoch)
    pictures: dict[str, Callable[[], bytes]] = {name: each.jpeg for name, each in frames.items()}
    pictures |= {name: partial(bytes, jpeg) for name, jpeg in attempt.pictures.items()}
    order = [phase.name for phase in attempt.phases]
    return {name: pictures[name] for name in sorted(pictures, key=order.index)[-PICTURES:]}


def _replay(test: str, options: str) -> str:
    """Return the command that runs a test again."""
    return f"bluebar run {shlex.quote(test)} {options}".strip()


def _outcome_and_error(phases: list[pytest.TestReport]) -> tuple[Outcome, str]:
    """Return an attempt's outcome, and the text of the exception or of the reason for a skip."""
    for report in phases:
        if went_wrong(report):
            in_call = report.when == "call"
            return (Outcome.FAILED if in_call else Outcome.ERROR), report.longreprtext
        if hasattr(report, "wasxfail"):
            return Outcome.KNOWN, f"{report.wasxfail}\n\n{report.longreprtext}"
        if report.skipped:
            reason = skip_reason(report)
            return outcome_of_skip(reason), reason
    return Outcome.PASSED, ""
