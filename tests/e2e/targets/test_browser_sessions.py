"""Only its owner can read a stored session; for an unusable one the error names the command."""

import json
import os
import stat
import time
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bluebar.e2e.protocol.pool import people_of
from bluebar.e2e.protocol.target import AppUser, Instance, Target
from bluebar.e2e.run.target_options import require_use
from bluebar.e2e.targets import browser_sessions
from bluebar.e2e.targets.browser_sessions import BrowserSession, NotSignedIn
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

    def sign_in(self, page: Any, instance: Instance, person: AppUser) -> None:
        page.opened.append((instance.base_url, person.name))


class ByItself(ByHand):
    """An adapter that signs in by itself; the page says whether this succeeds."""

    def renew_session(self, page: Any, instance: Instance) -> None:  # noqa: ARG002
        page.who = page.after_renewal


QUINN = AppUser(name="Quinn", email="quinn@kontor.test", password="")
CRM = Instance(base_url="https://crm.example")


def session(target: Target | None = None, **options: str) -> BrowserSession:
    return BrowserSession.of(target or ByHand(), **options)


def saved(state: dict[str, Any], target: Target | None = None) -> Path:
    """Save a session of a target; return its file."""
    made = session(target)
    made.save(state)
    return made.file


def page_of(who: str = "", after_renewal: str = "") -> Any:
    """Return a stand-in for a page, which says who is signed in."""
    context = SimpleNamespace(clear_cookies=lambda: None, storage_state=lambda **_: state(LATER))
    return SimpleNamespace(
        who=who, after_renewal=after_renewal, opened=[], url="https://crm.example/", context=context
    )


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
    file = saved(state(LATER))
    assert file == session_folder / "by-hand.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(session_folder.stat().st_mode) == 0o700
    saved(state(WITH_THE_BROWSER))
    assert json.loads(file.read_text())["cookies"][0]["value"] == "cookie--1"
    assert {each.name for each in session_folder.iterdir()} == {"by-hand.json", ".gitignore"}
    assert (session_folder / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize(
    "stored", [state(LATER), state(WITH_THE_BROWSER), state(LONG_AGO, LATER), state(token="x")]
)
def test_a_usable_session_is_loaded_into_the_browser_context(stored: dict[str, Any]) -> None:
    file = saved(stored)
    session().check()
    assert session().context_arguments() == {"storage_state": str(file)}


@pytest.mark.parametrize(
    ("stored", "message"),
    [
        (None, "no person has signed in yet"),
        (state(LONG_AGO), "expired: its last cookie expired Thu Jan  1"),
        (state(), "expired: it has no cookies"),
        ("{", "the file is no JSON: Input data was truncated"),
        ("[]", "the file is no storage state of Playwright: Expected `object`, got `array`"),
        ('{"cookies": []}', "Object missing required field `origins`"),
        (
            '{"cookies": [{}], "origins": []}',
            "missing required field `value`",
        ),
    ],
)
def test_an_unusable_session_is_an_error_that_names_the_command(
    session_folder: Path, stored: Any, message: str
) -> None:
    session_folder.mkdir()
    if isinstance(stored, str):
        (session_folder / "by-hand.json").touch(0o600)
        (session_folder / "by-hand.json").write_text(stored)
    elif stored:
        saved(stored)
    with pytest.raises(NotSignedIn) as raised:
        session(base_url="https://crm.example").check()
    assert message in raised.value.happened
    command = (
        f"login {Path(__file__).relative_to(Path.cwd())}:ByHand --base-url https://crm.example"
    )
    assert raised.value.next_step.endswith(command)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_session_that_others_can_read_is_an_error(mode: int) -> None:
    saved(state(LATER)).chmod(mode)
    with pytest.raises(NotSignedIn, match=f"mode is {mode:o}, not 600"):
        session().check()


def test_a_session_that_the_app_has_ended_is_an_error() -> None:
    ann = page_of("ann")
    session().enter(ann, CRM, QUINN)
    assert ann.opened == [("https://crm.example", "Quinn")]
    with pytest.raises(NotSignedIn, match="no user is signed in at https://crm"):
        session().enter(page_of(""), CRM, QUINN)


def test_an_adapter_renews_a_session_that_is_missing_or_has_ended() -> None:
    renewing, steps = session(ByItself()), []

    def phase(name: str) -> nullcontext[None]:
        steps.append(name)
        return nullcontext()

    renewing.check()
    assert renewing.context_arguments() == {}
    page = page_of("", after_renewal="quinn")
    renewing.enter(page, CRM, QUINN, phase)
    assert (page.who, steps) == ("quinn", ["sign in", "renew the session"])
    assert json.loads(renewing.file.read_text()) == state(LATER)
    assert renewing.context_arguments() == {"storage_state": str(renewing.file)}
    renewing.enter(page, CRM, QUINN, phase)
    assert steps == ["sign in", "renew the session", "sign in"]
    saved(state(LONG_AGO), ByItself())
    renewing.check()


def test_an_adapter_that_cannot_sign_in_is_an_error_with_the_command_that_tries_it() -> None:
    with pytest.raises(NotSignedIn) as raised:
        session(ByItself(), base_url="https://crm.example").enter(page_of(""), CRM, QUINN)
    assert raised.value.happened.startswith("`renew_session` has ended, and no user is signed in")
    assert raised.value.next_step.endswith("ByItself --base-url https://crm.example --renew")
    assert not session(ByItself()).file.exists()


def test_a_file_of_ones_own_is_used_and_may_be_read_by_others(tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    given = session(file=str(file))
    with pytest.raises(NotSignedIn) as raised:
        given.check()
    assert (raised.value.happened, raised.value.where) == ("there is no such file", str(file))
    assert raised.value.next_step.endswith(f":ByHand --storage-state {os.path.relpath(file)}")
    file.write_text(json.dumps(state(LATER)))
    file.chmod(0o644)
    given.check()
    assert given.context_arguments() == {"storage_state": str(file)}
    assert given.secrets() == {f"cookie-{LATER}"}


def test_a_file_in_a_folder_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotSignedIn, match="cannot be written: No such file or directory"):
        session(file=str(tmp_path / "none" / "own.json")).save(state(LATER))


def test_cookies_and_possible_tokens_are_secrets() -> None:
    token, inside = "eyJhbGciOiJIUzI1NiJ9.e30", "a-refresh-token-of-some-length"
    stored = json.dumps({"user": {"name": "Ann", "refresh": inside}, "at": "https://crm.example/x"})
    saved(state(LATER, token=token, auth=stored, theme="dark mode, always"))
    assert session().secrets() == {f"cookie-{LATER}", token, inside}


class OtherSignIn(ByHand):
    signs_in_by_hand = False


@pytest.mark.parametrize("target", [Reference(), OtherSignIn()])
def test_a_target_that_signs_in_by_itself_needs_no_session(target: Target) -> None:
    own = session(target)
    own.check()
    assert (own.context_arguments(), own.secrets(), people_of(target)) == ({}, set(), ())
    with pytest.raises(pytest.UsageError, match=r"signs a user in for each test and would not use"):
        require_use(session(target, file="own.json"))
    require_use(own)


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
