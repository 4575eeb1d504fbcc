"""Made-up attempts with notes, traces and secrets of the size that the suite's own have.

Measured on the article's, the counts' and the account's tests: a trace of 170 kB of actions and
snapshots, 70 kB of network log, 25 resources and sources of 4 kB, 30 frames of 25 kB; a record of
25 kB, most of it conversation; three passwords and five cookies and tokens, of which one is new
with every answer. The same number makes the same attempt.
"""

import base64
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest

from bluebar.reports.record.attempt import Attempt
from bluebar.reports.record.notes import (
    ConversationNote,
    LineNote,
    PhaseNote,
    ScenarioNote,
    SummaryNote,
    TlsNote,
)

SECONDS = 6.0
FRAMES = 30
PHASES = ("sign in", "deliver", "open the form", "fill the form in", "connect", "sync", "count")
WORDS = [
    "".join(Random(number).choices("aeiourstlndhcm", k=3 + number % 6)) for number in range(80)
]
"""As few as a page and its markup have, so that text packs as well."""


@dataclass(frozen=True, kw_only=True)
class MadeUp:
    """One attempt, as pytest and Playwright would bring it.

    Attributes:
        attempt: what the test noted.
        secrets: the passwords among it.
        trace: the archive.
    """

    number: int
    attempt: Attempt
    secrets: list[str]
    trace: bytes

    def report(self, trace: Path) -> pytest.TestReport:
        """Return pytest's report of the teardown, the trace lying there."""
        test = self.attempt.test_id
        report = pytest.TestReport(
            test,
            ("bench/test_made_up.py", 1, test),
            {},
            "passed",
            None,
            "teardown",
            duration=SECONDS,
            start=self.attempt.epoch,
            user_properties=[("playwright_trace", str(trace))],
        )
        report.attempt_notes = self.attempt.to_bytes()  # type: ignore[attr-defined]
        return report


def make_up(number: int) -> MadeUp:
    """Return an attempt."""
    random = Random(number)
    epoch = 1_800_000_000.0 + number * SECONDS
    secrets = [f"{kind}-{token(random, 9)}" for kind in ("mailbox", "inbox", "sign-in")]
    return MadeUp(
        number=number,
        attempt=_attempt(random, number, epoch, secrets),
        secrets=secrets,
        trace=_trace(random, epoch, secrets[0]),
    )


def token(random: Random, size: int) -> str:
    """Return what lets one in."""
    return base64.urlsafe_b64encode(random.randbytes(size)).decode()


def _words(random: Random, characters: int) -> str:
    return " ".join(random.choices(WORDS, k=characters // 5 + 1))[:characters]


def _attempt(random: Random, number: int, epoch: float, secrets: list[str]) -> Attempt:
    span = SECONDS / len(PHASES)
    lines = [
        LineNote(at=at / 50, who=random.choice(("app", "server")), text=_words(random, 55))
        for at in range(250)
    ]
    conversation = ConversationNote(
        port=993,
        listening_on=993,
        opened_at=1.0,
        closed_at=5.0,
        app_left_at=5.0,
        tls=TlsNote(version="TLSv1.3"),
        lines=lines,
    )
    return Attempt(
        f"bench/test_made_up.py::test_it[{number}]",
        secrets=set(secrets),
        epoch=epoch,
        scenario=ScenarioNote(id=f"bench/{number}", why=_words(random, 80), route="front door"),
        phases=[
            PhaseNote(name=name, at=place * span, seconds=span) for place, name in enumerate(PHASES)
        ],
        conversations=[conversation],
        summary=SummaryNote(subject="Imported", text=_words(random, 300), html="<p>Imported"),
        log=_words(random, 2_000),
    )


def _trace(random: Random, epoch: float, password: str) -> bytes:
    csrf = token(random, 24)
    form = urlencode({"csrf": csrf, "user": "ann@example.org", "password": password})
    page = f"<input type=hidden name=csrf value={csrf}>"
    frames = {f"screencast/{n}.jpeg": random.randbytes(25_000) for n in range(FRAMES)}
    members = {
        "trace.trace": "\n".join(_actions(random, password, frames, epoch)).encode(),
        "trace.network": "\n".join(_exchanges(random)).encode(),
        "resources/posted.dat": form.encode(),
        **{f"resources/{n}.html": (page + _words(random, 3_000)).encode() for n in range(12)},
        **{f"src/{n}.py": _words(random, 5_000).encode() for n in range(12)},
        **frames,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in members.items():
            # Without a date, so that the same number makes the same attempt at any time.
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, 1)
    return made.getvalue()


def _actions(
    random: Random, password: str, frames: dict[str, bytes], epoch: float
) -> Iterator[str]:
    """Yield the lines of an action a frame, of which one fills the password in."""
    for number, file in enumerate(frames):
        at = (epoch + number * SECONDS / FRAMES) * 1000
        frame = {"type": "screencast-frame", "file": file, "frameSwapWallTime": at}
        yield json.dumps(frame, separators=(",", ":"))
        filled = {"selector": "internal:label=Password", "value": password}
        typed = filled if number == 9 else {}
        yield json.dumps({"type": "before", "method": "fill", "params": typed})
        for _ in range(2):
            nodes = [["LI", {"class": "card"}, _words(random, 60)] for _ in range(30)]
            yield json.dumps({"type": "frame-snapshot", "snapshot": {"html": nodes}})
        yield json.dumps({"type": "after", "log": _words(random, 200)})


def _exchanges(random: Random) -> Iterator[str]:
    """Yield what went over the wire; the server gives another cookie now and then."""
    names = ("Accept", "User-Agent", "Host")
    kept = [{"name": name, "value": _words(random, 20)} for name in names]
    cookie = token(random, 120)
    for number in range(60):
        was, cookie = cookie, token(random, 120) if number % 15 == 14 else cookie
        request: dict[str, Any] = {
            "method": "POST" if number == 30 else "GET",
            "url": f"http://127.0.0.1:8000/{number}",
            "cookies": [{"name": "session", "value": was}],
            "headers": [*kept * 3, {"name": "Cookie", "value": f"session={was}"}],
        }
        if number == 30:
            request["postData"] = {
                "mimeType": "application/x-www-form-urlencoded", "_file": "resources/posted.dat",
            }  # fmt: skip
        response = {
            "status": 200,
            "cookies": [{"name": "session", "value": cookie}],
            "headers": [*kept, {"name": "Set-Cookie", "value": f"session={cookie}; Path=/"}],
        }
        yield json.dumps({"snapshot": {"request": request, "response": response}})
