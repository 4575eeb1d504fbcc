"""The session secrets in the network log of a trace are found."""

import base64
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bluebar.reports.record.trace import open_in_memory
from bluebar.reports.secrets.trace_secrets import session_secrets
from tests.reports.tracer import SECRETS

ROOT = Path(__file__).parents[2]
TIMEOUT = 120
"""Seconds to start a browser and open two pages."""


@pytest.fixture(scope="module")
def browsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trace of a session, recorded with the locked version of Playwright."""
    trace = tmp_path_factory.mktemp("trace") / "trace.zip"
    command = [sys.executable, "-m", "tests.reports.tracer", str(trace)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=TIMEOUT)
    return trace


@pytest.mark.parametrize("carrier", SECRETS)
def test_a_secret_in_playwrights_trace_is_found_in(browsed: Path, carrier: str) -> None:
    assert SECRETS[carrier] in session_secrets(open_in_memory(browsed))


def test_only_the_secrets_of_playwrights_trace_are_found(browsed: Path) -> None:
    assert session_secrets(open_in_memory(browsed)) == set(SECRETS.values())


def secrets_of(tmp_path: Path, *exchanges: Any, body: bytes = b"") -> set[str]:
    """Return the secrets in a trace with these lines in its network log."""
    trace = tmp_path / "trace.zip"
    lines = [each if isinstance(each, str) else json.dumps(each) for each in exchanges]
    with zipfile.ZipFile(trace, "w") as archive:
        archive.writestr("trace.network", "\n".join(lines))
        archive.writestr("resources/body.dat", body)
    return session_secrets(open_in_memory(trace))


def with_header(name: str, value: str) -> dict[str, Any]:
    return {"snapshot": {"request": {"headers": [{"name": name, "value": value}]}}}


def test_the_password_in_basic_credentials_is_a_secret(tmp_path: Path) -> None:
    credentials = base64.b64encode(b"ann:sesame:open").decode()
    basic = with_header("Authorization", f"Basic {credentials}")
    broken = with_header("Proxy-Authorization", "Basic no-base64!")
    assert secrets_of(tmp_path, basic, broken) == {credentials, "sesame:open", "no-base64!"}


def test_cookies_of_request_and_response_are_secrets(tmp_path: Path) -> None:
    exchange = {
        "snapshot": {
            "request": {"cookies": [{"name": "session", "value": "the-session-before"}]},
            "response": {"cookies": [{"name": "session", "value": "the-session-after"}]},
        }
    }
    assert secrets_of(tmp_path, exchange) == {"the-session-before", "the-session-after"}


@pytest.mark.parametrize("word", ["accepted", "Europe/Berlin", "1600000000", ""])
def test_a_cookie_with_a_word_or_a_number_is_not_a_secret(tmp_path: Path, word: str) -> None:
    cookies = [{"name": "setting", "value": word}, {"name": "s", "value": "9f86d081"}]
    exchange = {"snapshot": {"request": {"cookies": cookies}}}
    assert secrets_of(tmp_path, exchange) == {"9f86d081"}


@pytest.mark.parametrize("body", [b"{", b"[" * 100_000, b"\xff\xfe", b""])
def test_an_unreadable_body_does_not_hide_the_other_secrets(tmp_path: Path, body: bytes) -> None:
    posted = {"mimeType": "application/json", "_file": "resources/body.dat"}
    exchange = {"snapshot": {"request": {"postData": posted}}}
    cookie = {"snapshot": {"response": {"cookies": [{"name": "s", "value": "the-session-1"}]}}}
    assert secrets_of(tmp_path, "no json", exchange, cookie, body=body) == {"the-session-1"}


def test_a_lone_surrogate_is_not_a_secret(tmp_path: Path) -> None:
    line = '{"snapshot": {"response": {"cookies": [{"name": "s", "value": "sesame-1\\ud800"}]}}}'
    assert secrets_of(tmp_path, line) == set()
