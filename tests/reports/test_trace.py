"""The screencast is removed from a trace, and nothing else."""

import io
import json
import zipfile
import zlib
from pathlib import Path

from bluebar.reports.record.record_fields import PhaseNote
from bluebar.reports.record.trace import Frame, drop_screencast, last_frames, open_in_memory


def frame(file: str, at: float) -> bytes:
    event = {"type": "screencast-frame", "file": file, "frameSwapWallTime": at * 1000}
    return json.dumps(event, separators=(",", ":")).encode() + b"\n"


def made(trace: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(trace, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return trace


def test_the_film_is_returned_in_order_and_the_rest_of_the_trace_stays(tmp_path: Path) -> None:
    action = b'{"type":"before"}\n'
    lines = frame("screencast/2.jpeg", 2) + action + frame("screencast/1.jpeg", 1)
    trace = made(
        tmp_path / "trace.zip",
        {
            "trace.trace": lines,
            "screencast/1.jpeg": b"one",
            "screencast/2.jpeg": b"two",
            "resources/a.css": b"{secret}",
        },
    )
    film, thinner = drop_screencast(
        open_in_memory(trace), lambda name, data: data.replace(b"secret", name.encode()[:6])
    )
    assert [(frame.at, frame.jpeg()) for frame in film] == [(1, b"one"), (2, b"two")]
    with zipfile.ZipFile(io.BytesIO(thinner)) as archive:
        left = {name: archive.read(name) for name in archive.namelist()}
    assert left == {"trace.trace": action, "resources/a.css": b"{resour}"}


def test_a_frame_whose_picture_is_missing_is_skipped(tmp_path: Path) -> None:
    trace = made(tmp_path / "trace.zip", {"trace.trace": frame("screencast/gone.jpeg", 1)})
    film, _ = drop_screencast(open_in_memory(trace), lambda _, data: data)
    assert film == []


def shown(at: float, jpeg: bytes) -> Frame:
    return Frame(at=at, checksum=zlib.crc32(jpeg), jpeg=lambda: jpeg)


def pictures(film: list[Frame], phases: list[PhaseNote], began: float) -> dict[str, bytes]:
    chosen = last_frames(film, phases, began)
    return {name: frame.jpeg() for name, frame in chosen.items()}


def phase(name: str, at: float, seconds: float = 1.0) -> PhaseNote:
    return PhaseNote(name=name, at=at, seconds=seconds)


def test_a_phase_has_the_last_frame_before_its_end_if_the_frame_is_new() -> None:
    film = [shown(100.5, b"a"), shown(102.9, b"b"), shown(103.1, b"c")]
    phases = [
        phase("sign in", 0), phase("plan", 1.9, 0.01), phase("deliver", 1.95, 0.01),
        phase("connect", 2), phase("count", 9),
    ]  # fmt: skip
    assert pictures(film, phases, 100) == {"sign in": b"a", "connect": b"b", "count": b"c"}


def test_of_two_phases_with_one_name_the_later_counts() -> None:
    film = [shown(0.5, b"a"), shown(1.5, b"b"), shown(2.5, b"c")]
    phases = [phase("connect", 0), phase("retry", 1), phase("connect", 2)]
    assert list(pictures(film, phases, 0).items()) == [("retry", b"b"), ("connect", b"c")]
