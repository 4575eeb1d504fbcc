"""Turn pytest's reports of a test's phases into records, and keep them as they come."""

import re
import shutil
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from reports.gate import Found, look_at, rewrite, session_cookies
from reports.outcomes import Outcome, skipped_as
from reports.record import Record
from reports.redaction import Redactor

KEPT_RUNS = 10
NAME = re.compile(r"\d{4}-\d\d-\d\d-\d{6}-\d{6}")
ATTACHMENTS = {"playwright_trace": "trace", "playwright_screenshot": "screenshot"}
"""pytest-playwright's user_properties, and what they are called here."""


@dataclass
class Folder:
    """The folder of one run's report. What cannot be written is told once and fails nothing.

    Attributes:
        home: where the folders of all runs lie.
        trouble: why something could not be written, or empty.
    """

    home: Path
    trouble: str = ""
    path: Path = field(init=False)

    def __post_init__(self) -> None:
        self.path = self.home / f"{datetime.now():%Y-%m-%d-%H%M%S-%f}"

    def make(self) -> None:
        """Make it, point `latest` at it, and remove runs beyond the last ten."""
        try:
            self.path.mkdir(parents=True)
            latest = self.home / "latest"
            latest.unlink(missing_ok=True)
            latest.symlink_to(self.path.name, target_is_directory=True)
            runs = sorted(each for each in self.home.iterdir() if _is_a_runs(each))
            for old in runs[:-KEPT_RUNS]:
                shutil.rmtree(old, ignore_errors=True)
        except OSError as error:
            self.cannot("the report's folder", self.path, error)

    def write(self, name: str, text: str, *, more: bool = False) -> None:
        """Write a file of the report, or add to it."""
        try:
            with (self.path / name).open("a" if more else "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            self.cannot(name, self.path / name, error)

    def move_in(self, source: Path, name: str) -> bool:
        """Move a file into the report; return whether it is there."""
        target = self.path / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(source, target)
        except OSError as error:
            self.cannot(name, target, error)
            return False
        return True

    def cannot(self, what: str, where: Path, error: OSError) -> None:
        """Remember why something could not be written."""
        self.trouble = self.trouble or (
            f"the report is not whole. Wanted: to write {what}; happened: "
            f"{error.strerror or error}; where: {where}; next: make room or another folder "
            "with --reports DIR. The tests themselves are not affected."
        )


def _is_a_runs(folder: Path) -> bool:
    """Say whether a folder is a run's, and no other that lies where reports are kept."""
    return bool(NAME.fullmatch(folder.name)) and folder.is_dir()


class Collector:
    """Make a record of every attempt, from the reports of its set-up, call and teardown.

    Args:
        folder: where they are kept.
        replay: options that replay the run's data.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.records: list[Record] = []
        self.secrets: set[str] = set()
        self.leaks: list[Found] = []
        self._open: dict[str, list[pytest.TestReport]] = {}

    def add(self, report: pytest.TestReport, replay: str, root: Path) -> None:
        """Take in one phase; the teardown's ends the attempt. A crashed worker has only one."""
        phases = self._open.setdefault(report.nodeid, [])
        phases.append(report)
        crashed = report.when not in ("setup", "call", "teardown")
        if report.when != "teardown" and not crashed:
            return
        del self._open[report.nodeid]
        if any(hasattr(each, "attempt_notes") for each in phases) or crashed:
            self._keep(phases, replay, root)

    def _keep(self, phases: list[pytest.TestReport], replay: str, root: Path) -> None:
        last = phases[-1]
        notes: dict[str, Any] = getattr(last, "attempt_notes", {})
        secrets: set[str] = set(getattr(last, "attempt_secrets", ()))
        self.secrets |= secrets
        attached = self._attachments(last, len(self.records) + 1, root)
        cookies = [session_cookies(file) for file in attached.values()]
        redactor = Redactor(secrets.union(*cookies))
        kept = {kind: file for kind, file in attached.items() if self.clean(file, redactor)}
        outcome, error = _judge(phases)
        number = 1 + sum(record.test == last.nodeid for record in self.records)
        record = Record(
            test=last.nodeid,
            attempt=number,
            outcome=outcome,
            began=phases[0].start,
            seconds=round(sum(each.duration for each in phases), 3),
            error=error,
            attachments={
                kind: file.relative_to(self.folder.path).as_posix() for kind, file in kept.items()
            },
            replay=f"pytest '{last.nodeid}' {replay}".strip(),
            **{
                name: notes[name]
                for name in (
                    "scenario", "typed", "verdicts", "phases", "counts", "missing", "extra",
                    "summary", "conversations",
                    "log",
                )
                if name in notes
            },
        )  # fmt: skip
        record = record.rewritten(redactor.rewrite_text)
        self.records.append(record)
        self.folder.write("records.jsonl", record.to_line() + "\n", more=True)

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

    def _attachments(self, last: pytest.TestReport, number: int, root: Path) -> dict[str, Path]:
        """Move trace and screenshot in; they would be deleted when pytest starts again."""
        moved: dict[str, Path] = {}
        for name, value in [each for each in last.user_properties if each[0] in ATTACHMENTS]:
            last.user_properties.remove((name, value))
            source = root / str(value)
            kind = ATTACHMENTS[name]
            inside = f"attempts/{number:04}/{kind}{source.suffix}"
            if kind not in moved and self.folder.move_in(source, inside):
                moved[kind] = self.folder.path / inside
        return moved


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


def tell(text: str) -> None:
    """Say something where pytest's own output may be over already."""
    sys.stderr.write(f"{text}\n")
