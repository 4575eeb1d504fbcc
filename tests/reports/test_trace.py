"""A trace gives its film and its cookies away, and nothing else."""

import json
import zipfile
from pathlib import Path
from typing import Any

from reports.trace import Frame, after_each_phase, session_cookies, take_film_out


def frame(file: str, at: float) -> bytes:
    event = {"type": "screencast-frame", "file": file, "frameSwapWallTime": at * 1000}
    return json.dumps(event, separators=(",", ":")).encode() + b"\n"


def made(trace: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(trace, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return trace


def test_the_film_comes_out_in_order_and_the_rest_stays(tmp_path: Path) -> None:
    action = b'{"type":"before"}\n'
    lines = frame("screencast/2.jpeg", 2) + action + frame("screencast/1.jpeg", 1)
    trace = made(
        tmp_path / "trace.zip",
        {
            "trace.trace": lines,
            "screencast/1.jpeg": b"one",
            "screencast/2.jpeg": b"two",
            "resources/a.css": b"{}",
        },
    )
    assert take_film_out(trace) == [Frame(at=1, jpeg=b"one"), Frame(at=2, jpeg=b"two")]
    with zipfile.ZipFile(trace) as archive:
        left = {name: archive.read(name) for name in archive.namelist()}
    assert left == {"trace.trace": action, "resources/a.css": b"{}"}
    assert [each.name for each in tmp_path.iterdir()] == ["trace.zip"]


def test_a_frame_that_the_trace_does_not_hold_is_passed_over(tmp_path: Path) -> None:
    trace = made(tmp_path / "trace.zip", {"trace.trace": frame("screencast/gone.jpeg", 1)})
    assert take_film_out(trace) == []


def phase(name: str, at: float, seconds: float = 1.0) -> dict[str, Any]:
    return {"name": name, "at": at, "seconds": seconds}


def test_a_phase_has_the_last_frame_before_its_end_if_it_is_new() -> None:
    film = [Frame(at=100.5, jpeg=b"a"), Frame(at=102.9, jpeg=b"b"), Frame(at=103.1, jpeg=b"c")]
    phases = [
        phase("sign in", 0), phase("plan", 1.9, 0.01), phase("deliver", 1.95, 0.01),
        phase("connect", 2), phase("count", 9),
    ]  # fmt: skip
    assert after_each_phase(film, phases, 100) == {"sign in": b"a", "connect": b"b", "count": b"c"}


def test_of_two_phases_with_one_name_the_later_counts() -> None:
    film = [Frame(at=0.5, jpeg=b"a"), Frame(at=1.5, jpeg=b"b"), Frame(at=2.5, jpeg=b"c")]
    phases = [phase("connect", 0), phase("retry", 1), phase("connect", 2)]
    assert list(after_each_phase(film, phases, 0).items()) == [("retry", b"b"), ("connect", b"c")]


def test_cookies_of_a_trace_are_secrets_whoever_set_them(tmp_path: Path) -> None:
    line = {
        "snapshot": {
            "request": {"cookies": [{"name": "session", "value": "the-session-before"}]},
            "response": {"cookies": [{"name": "session", "value": "the-session-after"}]},
        }
    }
    network = json.dumps(line).encode() + b"\nno json\n{}"
    trace = made(tmp_path / "trace.zip", {"trace.network": network})
    assert session_cookies(trace) == {"the-session-before", "the-session-after"}
    assert session_cookies(tmp_path / "none.zip") == set()
