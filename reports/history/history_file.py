"""The file of the nights: JSON lines, read and written as a whole, so that nothing gets lost.

A line that cannot be read is told and kept where it is: it may be of a newer version, or a merge
conflict that somebody has to resolve.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

from bluebar.reports.history.run_summary import RunSummary, UnreadableHistory
from bluebar.reports.report_errors import ReportError

KEPT = 400
"""Nights: more than a year. Older ones are dropped."""


@dataclass(frozen=True, kw_only=True)
class History:
    """What stands in the file.

    Attributes:
        lines: as they stand there, without line ends and empty ones, each with the night that it
            is, where it can be read.
        troubles: what is to be told of those that cannot.
    """

    lines: tuple[tuple[bytes, RunSummary | None], ...] = ()
    troubles: tuple[str, ...] = ()
    nights: tuple[RunSummary, ...] = field(init=False)
    """Those that can be read, the oldest first."""

    def __post_init__(self) -> None:
        nights = sorted((night for _, night in self.lines if night), key=lambda night: night.date)
        object.__setattr__(self, "nights", tuple(nights))

    def with_night(self, night: RunSummary) -> "History":
        """Return the same with a night more, the last KEPT of them; itself if it is there already.

        What cannot be read is never dropped.
        """
        if any(each.run == night.run for each in self.nights):
            return self
        lines = (*self.lines, (night.to_line().encode(), night))
        kept = sorted((*self.nights, night), key=lambda each: each.date)[-KEPT:]
        runs = {each.run for each in kept}
        return History(
            lines=tuple(each for each in lines if each[1] is None or each[1].run in runs),
            troubles=self.troubles,
        )


def read_history(file: Path) -> History:
    """Return what stands in the file; nothing where there is none yet.

    Raises:
        ReportError: it cannot be read at all.
    """
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return History()
    except OSError as error:
        raise _cannot("read", file, error) from error
    lines: list[tuple[bytes, RunSummary | None]] = []
    troubles: list[str] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            lines.append((line, RunSummary.from_line(line.decode())))
        except (UnreadableHistory, UnicodeDecodeError) as error:
            lines.append((line, None))
            troubles.append(f"{file}, line {number}: {error}; it is kept as it is")
    return History(lines=tuple(lines), troubles=tuple(troubles))


def write_history(file: Path, history: History) -> None:
    """Write the file anew, whole or not at all.

    Raises:
        ReportError: it cannot be written; what stood there stands there.
    """
    write_whole(file, b"".join(line + b"\n" for line, _ in history.lines))


def write_whole(file: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it.

    Raises:
        ReportError: it cannot be written.
    """
    target = file.resolve()  # a link stays one
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
        raise _cannot("write", file, error) from error


def _cannot(what: str, file: Path, error: OSError) -> ReportError:
    return ReportError(
        wanted=f"to {what} the history of the nights",
        happened=error.strerror or str(error),
        where=file,
        next_step="name a file in a folder that this user may write to",
    )
