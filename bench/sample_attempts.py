"""Generate sample attempts, whose notes, traces and secrets are as large as those of the suite.

The sizes were measured on the tests of the groups article, counts and account. A trace has 170 kB
of actions and snapshots, 70 kB of network log, 25 resources and sources of 4 kB each, and 30 frames
of 25 kB each. A record has 25 kB, mostly IMAP lines. An attempt has three passwords, and five
cookies and tokens. The same number always generates the same attempt.
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
from bluebar.reports.record.record_fields import (
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
"""The words of all texts: as few as in a page with its markup, so that texts compress as well."""


@dataclass(frozen=True, kw_only=True)
class SampleAttempt:
    """One attempt, as pytest and Playwright deliver it.

    Attributes:
        number: the number from which the attempt was generated.
        attempt: the notes that the test made.
        secrets: the passwords in the notes.
        trace: the content of Playwright's trace, a zip archive.
    """

    number: int
    attempt: Attempt
    secrets: list[str]
    trace: bytes

    def report(self, trace: Path) -> pytest.TestReport:
        """Return pytest's report about the teardown, which carries the notes and the trace's path.

        Args:
            trace: the path of the trace's file.
        """
        test = self.attempt.test_id
        report = pytest.TestReport(
            test,
            ("bench/test_sample.py", 1, test),
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


def make_attempt(number: int) -> SampleAttempt:
    """Generate the attempt that belongs to a number."""
    random = Random(number)
    epoch = 1_800_000_000.0 + number * SECONDS
    secrets = [f"{kind}-{token(random, 9)}" for kind in ("mailbox", "inbox", "sign-in")]
    return SampleAttempt(
        number=number,
        attempt=_attempt(random, number, epoch, secrets),
        secrets=secrets,
        trace=_trace(random, epoch, secrets[0]),
    )


def token(random: Random, size: int) -> str:
    """Return a random token in base64.

    Args:
        random: the random generator.
        size: the number of bytes before they are encoded.
    """
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
        f"bench/test_sample.py::test_it[{number}]",
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
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members.items():
            # A member without a date, so that the same number generates the same bytes at any time.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 1)
    return data.getvalue()


def _actions(
    random: Random, password: str, frames: dict[str, bytes], epoch: float
) -> Iterator[str]:
    """Yield the trace's lines: an action for each frame. One action fills in the password."""
    for number, file in enumerate(frames):
        at = (epoch + number * SECONDS / FRAMES) * 1000
        frame = {"type": "screencast-frame", "file": file, "frameSwapWallTime": at}
        yield json.dumps(frame, separators=(",", ":"))
        filled = {"selector": "internal:label=Password", "value": password}
        params = filled if number == 9 else {}
        yield json.dumps({"type": "before", "method": "fill", "params": params})
        for _ in range(2):
            nodes = [["LI", {"class": "card"}, _words(random, 60)] for _ in range(30)]
            yield json.dumps({"type": "frame-snapshot", "snapshot": {"html": nodes}})
        yield json.dumps({"type": "after", "log": _words(random, 200)})


def _exchanges(random: Random) -> Iterator[str]:
    """Yield the lines of the network log: 60 HTTP exchanges. Every 15th sets a new cookie."""
    names = ("Accept", "User-Agent", "Host")
    kept = [{"name": name, "value": _words(random, 20)} for name in names]
    cookie = token(random, 120)
    for number in range(60):
        previous, cookie = cookie, token(random, 120) if number % 15 == 14 else cookie
        request: dict[str, Any] = {
            "method": "POST" if number == 30 else "GET",
            "url": f"http://127.0.0.1:8000/{number}",
            "cookies": [{"name": "session", "value": previous}],
            "headers": [*kept * 3, {"name": "Cookie", "value": f"session={previous}"}],
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
