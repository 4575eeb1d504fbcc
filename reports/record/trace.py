"""Playwright's traces: take the film out.

Nine tenths of a trace are its film, most frames of which show what the one before did. The report
shows the frames that tell something in place, where no server is needed; in the trace stay the
pages themselves, which its viewer shows as they were before and after each action. Whose session a
trace holds is read in `session`.
"""

import io
import json
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

UNREADABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip
"""What is raised of an archive that is broken, encrypted, or of an unknown kind."""

FASTEST = 1
"""The level of compression: a higher one takes twice as long for a tenth less."""

FILM = "screencast/"
A_FRAME = 0.05
"""Seconds."""

FRAME = b'{"type":"screencast-frame"'


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One picture of a trace's film.

    Attributes:
        at: when the browser showed it, in seconds since the epoch.
        shows: the same for all that show the same.
        jpeg: reads the picture; most are never asked for.
    """

    at: float
    shows: int
    jpeg: Callable[[], bytes] = field(compare=False)


def opened(trace: Path) -> zipfile.ZipFile:
    """Return a trace, held in memory, so that its pictures can be read when it is written anew.

    Raises:
        UNREADABLE: it cannot be read.
    """
    return zipfile.ZipFile(io.BytesIO(trace.read_bytes()))


def drop_screencast(
    trace: zipfile.ZipFile, rewritten: Callable[[str, bytes], bytes]
) -> tuple[list[Frame], bytes]:
    """Return a trace's film in order, and the trace without it.

    Args:
        trace: as it was.
        rewritten: what becomes of all but the film, from a member's name and data.

    Raises:
        UNREADABLE: the trace is broken.
    """
    thinner = io.BytesIO()
    frames: list[Frame] = []
    with zipfile.ZipFile(thinner, "w") as after:
        for member in trace.infolist():
            if member.filename.startswith(FILM):
                continue
            data = trace.read(member)
            if member.filename.endswith(".trace"):
                lines = data.splitlines(keepends=True)
                frames += _frames(trace, (line for line in lines if line.startswith(FRAME)))
                data = b"".join(line for line in lines if not line.startswith(FRAME))
            data = rewritten(member.filename, data)
            # A copy, because it is told there where it lies now.
            after.writestr(copy(member), data, member.compress_type, FASTEST)
    return sorted(frames, key=lambda frame: frame.at), thinner.getvalue()


def _frames(archive: zipfile.ZipFile, lines: Iterator[bytes]) -> Iterator[Frame]:
    inside = {member.filename: member for member in archive.infolist()}
    for line in lines:
        event = json.loads(line)
        if member := inside.get(event["file"]):
            yield Frame(
                at=event["frameSwapWallTime"] / 1000,
                shows=member.CRC,
                jpeg=partial(archive.read, member),
            )


def after_each_phase(
    film: Sequence[Frame], phases: Sequence[dict[str, Any]], began: float
) -> dict[str, Frame]:
    """Return what the browser showed at the end of each phase that showed something new.

    A phase that is shorter than a frame showed nothing of its own.

    Args:
        film: in order.
        phases: of a record, in order; where two have one name, the later one counts.
        began: when the phases' times began, in seconds since the epoch.

    Returns:
        Names of phases and frames, in order.
    """
    pictures: dict[str, Frame] = {}
    shown: Frame | None = None
    for phase in (each for each in phases if each["seconds"] > A_FRAME):
        end = began + phase["at"] + phase["seconds"]
        until = [frame for frame in film if frame.at <= end]
        if until and (shown is None or until[-1].shows != shown.shows):
            shown = until[-1]
            pictures.pop(phase["name"], None)
            pictures[phase["name"]] = shown
    return pictures
