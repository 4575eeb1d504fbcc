"""Remove the screencast from Playwright's traces, and choose frames for the report.

The screencast (the film) takes nine tenths of a trace, and most frames equal the frame before. The
report shows the last frame of a phase as a picture, for which a reader needs no server. Without the
screencast, a trace still has the snapshots of the page before and after each action.
`trace_secrets` reads session secrets from a trace.
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
    """One picture of the screencast in a trace.

    Attributes:
        at: when the browser showed the picture, in seconds since 1970.
        checksum: the checksum of the picture; equal pictures have the same checksum.
        jpeg: a function that reads the picture from the trace. Most pictures are never read.
    """

    at: float
    checksum: int
    jpeg: Callable[[], bytes] = field(compare=False)


def open_in_memory(trace: Path) -> zipfile.ZipFile:
    """Read a trace into memory, so that its pictures stay readable after its file is rewritten.

    Raises:
        UNREADABLE: the trace cannot be read.
    """
    return zipfile.ZipFile(io.BytesIO(trace.read_bytes()))


def drop_screencast(
    trace: zipfile.ZipFile, rewrite: Callable[[str, bytes], bytes]
) -> tuple[list[Frame], bytes]:
    """Return the frames of a trace's screencast in order, and the trace's data without them.

    Args:
        trace: the trace with its screencast; this object is not changed.
        rewrite: a function that is called with the name and the data of each member that is kept,
            and returns the member's new data.

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
            # `writestr` changes the offset of the member that it gets, so it gets a copy.
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
    """Return the last frame of each phase, by the name of the phase, in order.

    A phase is left out if its last frame equals the one of the phase before, or if the phase is
    shorter than a frame.

    Args:
        film: the frames in order.
        phases: the phases in order. Of two phases with the same name, the later one counts.
        epoch: the moment from which the times of phases are counted, in seconds since 1970.
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
