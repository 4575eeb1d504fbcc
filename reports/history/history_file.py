"""Read and replace the history file: JSON lines, one run per line.

An unreadable line is reported and kept: a newer bluebar may have written it, or it may be part of a
merge conflict that a person has to resolve.
"""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bluebar.reports.history.run_summary import RunSummary, UnreadableRunSummary
from bluebar.reports.report_errors import ReportError

KEPT_RUNS = 400
"""The number of runs in the history: more than a year of nightly runs. Older runs are deleted."""


@dataclass(frozen=True, kw_only=True)
class History:
    """The content of the history file.

    Attributes:
        lines: the lines of the file that are not empty. Each is a pair: the line without its line
            end, and the run that the line describes, or None if the line is unreadable.
        warnings: a message for each unreadable line.
    """

    lines: tuple[tuple[bytes, RunSummary | None], ...] = ()
    warnings: tuple[str, ...] = ()

    @cached_property
    def runs(self) -> tuple[RunSummary, ...]:
        """The runs of all readable lines, the oldest first."""
        return tuple(sorted((run for _, run in self.lines if run), key=lambda run: run.date))

    def with_run(self, run: RunSummary) -> "History":
        """Return a history to which a run is added; the same object if it already contains the run.

        The last KEPT_RUNS runs and all unreadable lines are kept.
        """
        if any(each.run_id == run.run_id for each in self.runs):
            return self
        lines = (*self.lines, (run.to_line(), run))
        latest = sorted((*self.runs, run), key=lambda each: each.date)[-KEPT_RUNS:]
        kept = {each.run_id for each in latest}
        return History(
            lines=tuple(each for each in lines if each[1] is None or each[1].run_id in kept),
            warnings=self.warnings,
        )


def read_history(file: Path) -> History:
    """Return the content of a history file, or an empty history if the file does not exist.

    Raises:
        ReportError: the file cannot be read.
    """
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return History()
    except OSError as error:
        raise _failed("read", file, error) from error
    lines: list[tuple[bytes, RunSummary | None]] = []
    warnings: list[str] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            lines.append((line, RunSummary.from_line(line)))
        except UnreadableRunSummary as error:
            lines.append((line, None))
            warnings.append(f"{file}, line {number}: {error}; the line is kept")
    return History(lines=tuple(lines), warnings=tuple(warnings))


def write_history(file: Path, history: History) -> None:
    """Write a history to a file, which is replaced atomically.

    Raises:
        ReportError: the file cannot be written; its content is unchanged.
    """
    replace_file(file, b"".join(line + b"\n" for line, _ in history.lines))


def replace_file(file: Path, data: bytes) -> None:
    """Replace a file atomically: a reader sees either the old or the new content.

    Raises:
        ReportError: the file cannot be written; its content is unchanged.
    """
    target = file.resolve()  # A symbolic link is kept: the file that it names is replaced.
    new = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with new.open("wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        new.replace(target)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise _failed("write", file, error) from error


def _failed(action: str, file: Path, error: OSError) -> ReportError:
    return ReportError(
        wanted=f"to {action} the history",
        happened=error.strerror or str(error),
        where=file,
        next_step="name a file in a folder that this user may write to",
    )
