"""Playwright's traces: take the film out, and read whose session they hold.

Nine tenths of a trace are its film, most frames of which show what the one before did. The report
shows the frames that tell something in place, where no server is needed; in the trace stay the
pages themselves, which its viewer shows as they were before and after each action.
"""

import json
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What `zipfile` raises of an archive that is broken, encrypted, or of an unknown kind."""

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
        jpeg: the picture.
    """

    at: float
    jpeg: bytes


def take_film_out(trace: Path) -> list[Frame]:
    """Write a trace anew without its film; return the film in order.

    Raises:
        OSError, UNREADABLE: the trace cannot be read or written; it is left as it was.
    """
    thinner = trace.with_suffix(".thinner")
    frames: list[Frame] = []
    with zipfile.ZipFile(trace) as before, zipfile.ZipFile(thinner, "w") as after:
        for member in before.infolist():
            if member.filename.startswith(FILM):
                continue
            data = before.read(member)
            if member.filename.endswith(".trace"):
                lines = data.splitlines(keepends=True)
                frames += _frames(before, (line for line in lines if line.startswith(FRAME)))
                data = b"".join(line for line in lines if not line.startswith(FRAME))
            after.writestr(member, data, member.compress_type, FASTEST)
    thinner.replace(trace)
    return sorted(frames, key=lambda frame: frame.at)


def _frames(archive: zipfile.ZipFile, lines: Iterator[bytes]) -> Iterator[Frame]:
    inside = set(archive.namelist())
    for line in lines:
        event = json.loads(line)
        if event["file"] in inside:
            yield Frame(at=event["frameSwapWallTime"] / 1000, jpeg=archive.read(event["file"]))


def after_each_phase(
    film: Sequence[Frame], phases: Sequence[dict[str, Any]], began: float
) -> dict[str, bytes]:
    """Return what the browser showed at the end of each phase that showed something new.

    A phase that is shorter than a frame showed nothing of its own.

    Args:
        film: in order.
        phases: of a record, in order; where two have one name, the later one counts.
        began: when the phases' times began, in seconds since the epoch.

    Returns:
        Names of phases and JPEG pictures, in order.
    """
    pictures: dict[str, bytes] = {}
    shown = b""
    for phase in (each for each in phases if each["seconds"] > A_FRAME):
        end = began + phase["at"] + phase["seconds"]
        until = [frame.jpeg for frame in film if frame.at <= end]
        if until and until[-1] != shown:
            shown = until[-1]
            pictures.pop(phase["name"], None)
            pictures[phase["name"]] = shown
    return pictures


def session_cookies(trace: Path) -> set[str]:
    """Return the values of every cookie that a trace holds: whoever has one is in."""
    try:
        with zipfile.ZipFile(trace) as archive:
            networks = [name for name in archive.namelist() if name.endswith(".network")]
            lines = [line for name in networks for line in archive.read(name).splitlines()]
    except (OSError, *UNREADABLE):
        return set()
    return {value for line in lines for value in _cookies(line)}


def _cookies(line: bytes) -> Iterator[str]:
    try:
        snapshot = json.loads(line).get("snapshot", {})
    except ValueError:
        return
    for side in ("request", "response"):
        yield from (each["value"] for each in snapshot.get(side, {}).get("cookies", []))
