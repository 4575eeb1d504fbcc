"""Whatever lets one into a session is known by the network log of its trace."""

import base64
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bluebar.reports.record.trace import opened
from bluebar.reports.secrets.trace_secrets import session_secrets
from tests.reports.tracer import TOLD

ROOT = Path(__file__).parents[2]
LONGEST = 120
"""Seconds for a browser to be started and to browse a little."""


@pytest.fixture(scope="module")
def browsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trace of a session, made by the Playwright that is locked."""
    trace = tmp_path_factory.mktemp("trace") / "trace.zip"
    command = [sys.executable, "-m", "tests.reports.tracer", str(trace)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=LONGEST)
    return trace


@pytest.mark.parametrize("what", TOLD)
def test_playwrights_own_trace_tells(browsed: Path, what: str) -> None:
    assert TOLD[what] in session_secrets(opened(browsed))


def test_what_is_no_token_is_no_secret(browsed: Path) -> None:
    assert session_secrets(opened(browsed)) == set(TOLD.values())


def secrets_of(tmp_path: Path, *exchanges: Any, body: bytes = b"") -> set[str]:
    """Return what is found in a trace with these lines in its network log."""
    trace = tmp_path / "trace.zip"
    lines = [each if isinstance(each, str) else json.dumps(each) for each in exchanges]
    with zipfile.ZipFile(trace, "w") as archive:
        archive.writestr("trace.network", "\n".join(lines))
        archive.writestr("resources/body.dat", body)
    return session_secrets(opened(trace))


def with_header(name: str, value: str) -> dict[str, Any]:
    return {"snapshot": {"request": {"headers": [{"name": name, "value": value}]}}}


def test_a_basic_password_is_a_secret_by_itself(tmp_path: Path) -> None:
    told = base64.b64encode(b"ann:sesame:open").decode()
    basic = with_header("Authorization", f"Basic {told}")
    broken = with_header("Proxy-Authorization", "Basic no-base64!")
    assert secrets_of(tmp_path, basic, broken) == {told, "sesame:open", "no-base64!"}


def test_cookies_of_both_sides_are_secrets(tmp_path: Path) -> None:
    exchange = {
        "snapshot": {
            "request": {"cookies": [{"name": "session", "value": "the-session-before"}]},
            "response": {"cookies": [{"name": "session", "value": "the-session-after"}]},
        }
    }
    assert secrets_of(tmp_path, exchange) == {"the-session-before", "the-session-after"}


@pytest.mark.parametrize("word", ["accepted", "Europe/Berlin", "1600000000", ""])
def test_a_cookie_that_is_a_word_or_a_number_is_no_secret(tmp_path: Path, word: str) -> None:
    cookies = [{"name": "setting", "value": word}, {"name": "s", "value": "9f86d081"}]
    exchange = {"snapshot": {"request": {"cookies": cookies}}}
    assert secrets_of(tmp_path, exchange) == {"9f86d081"}


@pytest.mark.parametrize("body", [b"{", b"[" * 100_000, b"\xff\xfe", b""])
def test_what_cannot_be_read_hides_nothing_else(tmp_path: Path, body: bytes) -> None:
    posted = {"mimeType": "application/json", "_file": "resources/body.dat"}
    exchange = {"snapshot": {"request": {"postData": posted}}}
    cookie = {"snapshot": {"response": {"cookies": [{"name": "s", "value": "the-session-1"}]}}}
    assert secrets_of(tmp_path, "no json", exchange, cookie, body=body) == {"the-session-1"}


def test_half_a_character_is_no_secret_and_no_trouble(tmp_path: Path) -> None:
    line = '{"snapshot": {"response": {"cookies": [{"name": "s", "value": "sesame-1\\ud800"}]}}}'
    assert secrets_of(tmp_path, line) == set()
