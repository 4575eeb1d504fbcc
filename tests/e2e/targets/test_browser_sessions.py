"""Only its owner can read a stored session; for an unusable one the error names the command."""

import json
import stat
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bluebar.e2e.protocol.target import Target
from bluebar.e2e.targets import browser_sessions
from bluebar.e2e.targets.browser_sessions import NotSignedIn
from bluebar.e2e.targets.reference.adapter import Reference
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.report_folder import read_records
from tests.e2e.targets.browsers import run

ADAPTER = """
from bluebar.e2e.targets.reference.adapter import Reference

class ByHand(Reference):
    name = "{name}"
    signs_in_by_hand = True
    def is_signed_in(self, page): return False
"""


class ByHand(Reference):
    name = "by hand"
    signs_in_by_hand = True

    def is_signed_in(self, page: Any) -> bool:
        return bool(page.who)


@pytest.fixture(autouse=True)
def session_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(browser_sessions, "SESSION_FOLDER", tmp_path / ".bluebar")
    return tmp_path / ".bluebar"


def state(*ends: float, **storage: str) -> dict[str, Any]:
    """Return a session with cookies that expire at `ends`, and with this local storage."""
    stored = [{"name": name, "value": value} for name, value in storage.items()]
    return {
        "cookies": [{"name": "sid", "value": f"cookie-{end}", "expires": end} for end in ends],
        "origins": [{"origin": "http://x", "localStorage": stored}] if storage else [],
    }


LONG_AGO, LATER, WITH_THE_BROWSER = 9.0, time.time() + 3600, -1


def test_only_the_owner_can_read_a_session(session_folder: Path) -> None:
    session_folder.mkdir(mode=0o755)
    file = browser_sessions.save_session(ByHand(), state(LATER))
    assert file == session_folder / "by-hand.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(session_folder.stat().st_mode) == 0o700
    browser_sessions.save_session(ByHand(), state(WITH_THE_BROWSER))
    assert json.loads(file.read_text())["cookies"][0]["value"] == "cookie--1"
    assert [each.name for each in session_folder.iterdir()] == ["by-hand.json"]


@pytest.mark.parametrize(
    "session", [state(LATER), state(WITH_THE_BROWSER), state(LONG_AGO, LATER), state(token="x")]
)
def test_a_usable_session_is_loaded_into_the_browser_context(session: dict[str, Any]) -> None:
    file = browser_sessions.save_session(ByHand(), session)
    browser_sessions.check(ByHand(), "")
    assert browser_sessions.context_arguments(ByHand()) == {"storage_state": str(file)}


@pytest.mark.parametrize(
    ("saved", "message"),
    [
        (None, "no person has signed in yet"),
        (state(LONG_AGO), "expired: its last cookie expired Thu Jan  1"),
        (state(), "expired: it has no cookies"),
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        ('{"cookies": [{}], "origins": []}', "cannot be read"),
    ],
)
def test_an_unusable_session_is_an_error_that_names_the_command(
    session_folder: Path, saved: Any, message: str
) -> None:
    session_folder.mkdir()
    if isinstance(saved, str):
        (session_folder / "by-hand.json").touch(0o600)
        (session_folder / "by-hand.json").write_text(saved)
    elif saved:
        browser_sessions.save_session(ByHand(), saved)
    with pytest.raises(NotSignedIn) as raised:
        browser_sessions.check(ByHand(), "https://crm.example")
    assert message in raised.value.happened
    command = (
        f"login {Path(__file__).relative_to(Path.cwd())}:ByHand --base-url https://crm.example"
    )
    assert raised.value.next_step.endswith(command)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_session_that_others_can_read_is_an_error(mode: int) -> None:
    browser_sessions.save_session(ByHand(), state(LATER)).chmod(mode)
    with pytest.raises(NotSignedIn, match=f"mode is {mode:o}, not 600"):
        browser_sessions.check(ByHand(), "")


def test_a_session_that_the_app_has_ended_is_an_error() -> None:
    page: Any = SimpleNamespace(who="ann", url="https://crm.example/")
    browser_sessions.expect_signed_in(ByHand(), page, "https://crm.example")
    page.who = ""
    with pytest.raises(NotSignedIn, match="no user is signed in at https://crm"):
        browser_sessions.expect_signed_in(ByHand(), page, "https://crm.example")


def test_cookies_and_possible_tokens_are_secrets() -> None:
    token, inside = "eyJhbGciOiJIUzI1NiJ9.e30", "a-refresh-token-of-some-length"
    stored = json.dumps({"user": {"name": "Ann", "refresh": inside}, "at": "https://crm.example/x"})
    browser_sessions.save_session(
        ByHand(), state(LATER, token=token, auth=stored, theme="dark mode, always")
    )
    assert browser_sessions.session_secrets(ByHand()) == {f"cookie-{LATER}", token, inside}


class OtherSignIn(ByHand):
    signs_in_by_hand = False


@pytest.mark.parametrize("target", [Reference(), OtherSignIn()])
def test_a_target_that_signs_in_by_itself_needs_no_session(target: Target) -> None:
    browser_sessions.check(target, "")
    browser_sessions.expect_signed_in(target, SimpleNamespace(who=""), "")  # type: ignore[arg-type]
    assert browser_sessions.context_arguments(target) == {}
    assert browser_sessions.session_secrets(target) == set()


def test_a_run_without_a_session_stops_before_it_starts_anything(tmp_path: Path) -> None:
    adapter = tmp_path / "adapter.py"
    adapter.write_text(ADAPTER.format(name=tmp_path.name))
    ended = run(
        "pytest", "e2e", "--target", f"{adapter}:ByHand", "--base-url", "http://127.0.0.1:9",
        "--reports", f"{tmp_path / 'out'}",
    )  # fmt: skip
    assert ended.returncode == 3
    assert "happened: no person has signed in yet" in ended.stdout + ended.stderr
    assert "bluebar login" in ended.stdout + ended.stderr
    (record,) = read_records(tmp_path / "out" / "latest")
    assert record.outcome is Outcome.ERROR
