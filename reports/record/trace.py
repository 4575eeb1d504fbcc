"""Remove the film from Playwright's traces, and choose the frames that the report shows.

The film is nine tenths of a trace, and most frames equal the one before. The report shows the last
frames of phases, for which it needs no server. The trace keeps the page snapshots before and after
each action. `trace_secrets` reads session secrets from a trace.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bluebar.reports.archives import FASTEST
from bluebar.reports.record.record_fields import PhaseNote

FILM = "screencast/"
FRAME_SECONDS = 0.05

FRAME = b'{"type":"screencast-frame"'


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One picture of a trace's film.

    Attributes:
        at: when the browser showed the picture, in seconds since 1970.
        checksum: equal for equal pictures.
        jpeg: reads the picture; most pictures are never read.
    """

    at: float
    checksum: int
    jpeg: Callable[[], bytes] = field(compare=False)


def open_in_memory(trace: Path) -> zipfile.ZipFile:
    """Return a trace in memory, so that its pictures stay readable after the file is rewritten.

    Raises:
        UNREADABLE: the trace cannot be read.
    """
    return zipfile.ZipFile(io.BytesIO(trace.read_bytes()))


def drop_screencast(
    trace: zipfile.ZipFile, rewrite: Callable[[str, bytes], bytes]
) -> tuple[list[Frame], bytes]:
    """Return a trace's film in order, and the trace without the film.

    Args:
        trace: the original.
        rewrite: returns the new data of a member other than the film, from its name and data.

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
            data = rewrite(member.filename, data)
            # A copy, because writestr changes the member's offset.
            after.writestr(copy(member), data, member.compress_type, FASTEST)
    return sorted(frames, key=lambda frame: frame.at), thinner.getvalue()


def _frames(archive: zipfile.ZipFile, lines: Iterator[bytes]) -> Iterator[Frame]:
    inside = {member.filename: member for member in archive.infolist()}
    for line in lines:
        event = json.loads(line)
        if member := inside.get(event["file"]):
            yield Frame(
                at=event["frameSwapWallTime"] / 1000,
                checksum=member.CRC,
                jpeg=partial(archive.read, member),
            )


def last_frames(
    film: Sequence[Frame], phases: Sequence[PhaseNote], epoch: float
) -> dict[str, Frame]:
    """Return the last frame of each phase that ends with a new picture, by phase, in order.

    A phase that is shorter than a frame has no frame.

    Args:
        film: in order.
        phases: in order; of two phases with one name, the later one counts.
        epoch: when the phases' times begin, in seconds since 1970.
    """
    pictures: dict[str, Frame] = {}
    shown: Frame | None = None
    for phase in (each for each in phases if each.seconds > FRAME_SECONDS):
        end = epoch + phase.at + phase.seconds
        until = [frame for frame in film if frame.at <= end]
        if until and (shown is None or until[-1].checksum != shown.checksum):
            shown = until[-1]
            pictures.pop(phase.name, None)
            pictures[phase.name] = shown
    return pictures
