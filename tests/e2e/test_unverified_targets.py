"""An app that saves unverified settings is judged by the verdict of its job."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bluebar.e2e.environment.app_instance import AppInstance
from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.expect.connect_verdict import expect_form_kept
from bluebar.e2e.outcome.adapter_error import AdapterError
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.outcome.verdict import (
    Connected,
    NoVerdict,
    Reason,
    Rejected,
    SavedUnverified,
    Verdict,
)
from bluebar.e2e.protocol.declarations import SharedByATeam
from bluebar.e2e.protocol.target import ConnectForm, FormInput, Instance
from bluebar.e2e.scenarios import refusals
from bluebar.e2e.scenarios.model import Conditions, Group, Scenario
from bluebar.e2e.steps.connect import click_connect, connect, retry
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User
from bluebar.reports.record.attempt import Attempt
from bluebar.reports.record.record_fields import VerdictNote

WRONG = Rejected(Reason.WRONG_CREDENTIALS)
ROW = Scenario(id="x", group=Group.REFUSALS, why="")


A_RUN = SimpleNamespace(no_front_door=False)
A_PAGE = SimpleNamespace(screenshot=lambda **_: b"", locator=lambda _: None)


class Control:
    """A control of a form, which keeps its text, or whether it is ticked."""

    page: Any = SimpleNamespace(url="http://app.test/")

    def __init__(self, kind: str = "text") -> None:
        self.kind, self.value = kind, ""

    def fill(self, text: str) -> None:
        self.value = text

    def input_value(self) -> str:
        return self.value

    def get_attribute(self, _: str) -> str:
        return self.kind

    def set_checked(self, checked: bool) -> None:
        self.value = "on" if checked else ""

    def is_checked(self) -> bool:
        return bool(self.value)

    def click(self, **_: object) -> None:
        pass

    def evaluate(self, _: str) -> None:
        pass


def form(**changes: Any) -> ConnectForm:
    names = ("username", "password", "server", "connect", "use_ssl")
    controls: Any = {name: Control() for name in names}
    return ConnectForm(**{**controls, "port": Control("number"), **changes})


class Unverified:
    """An app that saves, with a job that has a verdict."""

    name = "unverified"
    deadlines: Any = SimpleNamespace(verdict=1.0)

    def __init__(self, job_says: Verdict, form: ConnectForm) -> None:
        self.job_says, self.form = job_says, form
        self.saved: Verdict = SavedUnverified()
        self.jobs = 0

    def open_connect_form(self, _: object) -> ConnectForm:
        return self.form

    def open_edit_form(self, _: object, address: str) -> ConnectForm:
        assert address == "ann@x.test"
        return self.form

    def verdict(self, *_: object) -> Verdict:
        return self.saved

    def message(self, _: object) -> str:
        return "at the field"

    def run_job(self) -> tuple[Verdict, str]:
        self.jobs += 1
        return self.job_says, "the job's words"


def typed(**changes: Any) -> FormInput:
    values: dict[str, Any] = {
        "email_address": "ann@x.test", "username": "ann", "password": "x" * 8,
        "server": "h", "port": "993", "use_ssl": True,
    }  # fmt: skip
    return FormInput(**(values | changes))


def user_of(target: object) -> User:
    return cast("User", SimpleNamespace(target=target, attempt=Attempt("t"), page=A_PAGE))


def mailbox(row: Scenario = ROW, **changes: Any) -> Mailbox:
    stand_in = SimpleNamespace(
        scenario=row,
        connected_address="ann@x.test",
        endpoint=SimpleNamespace(clock=lambda: 0.0),
        typed=lambda **more: typed(**changes, **more),
        expected_import=lambda _: None,
    )
    return cast("Mailbox", stand_in)


def connected_by(target: Unverified) -> Connection:
    return click_connect(user_of(target), mailbox(), target.form, typed())


def test_the_jobs_verdict_counts_and_the_save_is_on_record() -> None:
    connection = connected_by(Unverified(WRONG, form()))
    assert (connection.verdict, connection.message) == (WRONG, "the job's words")
    noted = connection.user.attempt.verdicts
    assert noted == [VerdictNote(expected="SavedUnverified", shown="SavedUnverified")]


def test_a_job_that_connects_has_no_message() -> None:
    connection = connected_by(Unverified(Connected(), form()))
    assert (connection.verdict, connection.message) == (Connected(), "")


def test_no_job_runs_after_a_refusal_of_the_form() -> None:
    target = Unverified(Connected(), form())
    target.saved = WRONG
    connection = connected_by(target)
    assert (connection.verdict, connection.message, target.jobs) == (WRONG, "at the field", 0)


def test_a_second_try_opens_the_saved_account() -> None:
    first, again = form(), form()
    target = Unverified(WRONG, first)
    connection = connected_by(target)
    target.form = again
    retry(connection, password="the right one")
    assert cast("Control", again.password).value == "the right one"
    assert cast("Control", first.password).value == ""
    assert target.jobs == 2


def test_a_form_that_closes_when_it_saves_is_not_looked_at() -> None:
    connection = connected_by(Unverified(WRONG, form()))
    expect_form_kept(connection)
    assert connection.user.attempt.not_looked_at == ["the form, which closes when it saves"]


PORT_MISSING = next(row for row in refusals.MISSING if row.expected.wrong_field == "port")


@pytest.mark.parametrize(
    ("row", "changes", "lacks", "why"),
    [
        (ROW, {"starttls": True}, {"has_starttls": False}, "this scenario needs STARTTLS"),
        (ROW, {"use_ssl": False}, {"always_ssl": True}, "always uses SSL"),
        (PORT_MISSING, {"port": ""}, {"may_be_empty": {"port"}}, "the port may be empty"),
        (ROW, {"port": "99a3"}, {}, "accepts only digits"),
    ],
    ids=["starttls", "always SSL", "a port by default", "letters for a number"],
)
def test_input_that_a_form_does_not_accept_is_not_offered_before_anything_is_typed(
    row: Scenario, changes: dict[str, Any], lacks: dict[str, Any], why: str
) -> None:
    target = Unverified(WRONG, form(**lacks))
    user = user_of(target)
    with pytest.raises(NotOffered, match=f"not offered: .*{why}"):
        connect(user, mailbox(row, **changes))
    assert not user.attempt.clicked


def test_a_form_without_starttls_is_judged_in_a_row_without_ssl() -> None:
    use_ssl: Any = SimpleNamespace(set_checked=lambda _: None)
    target = Unverified(WRONG, form(has_starttls=False, use_ssl=use_ssl))
    connection = connect(user_of(target), mailbox(starttls=True, use_ssl=False))
    assert connection.verdict == WRONG


def test_a_capability_that_answers_a_row_ends_the_test_before_anything_starts() -> None:
    row = replace(ROW, conditions=Conditions(skip_if_supports=(SharedByATeam,)))
    target = SimpleNamespace(name="desk", sharing="test", is_a_teams=True)
    environment: Any = SimpleNamespace(
        scenario=row,
        app=SimpleNamespace(target=target),
        attempt=Attempt("t"),
        running=A_RUN,
        probes=False,
        _uses=frozenset(),
    )
    with pytest.raises(NotOffered, match="not for targets with SharedByATeam; desk declares it"):
        Environment.__enter__(environment)


@pytest.mark.parametrize(
    ("sharing", "pid", "conditions", "must_be_started"),
    [
        ("run", 1, Conditions(), False),
        ("test", 1, Conditions(), True),
        ("test", 0, Conditions(), False),
        ("run", 1, Conditions(shipped_deadlines=True), True),
        ("run", 1, Conditions(settings=(("A", "b"),)), True),
    ],
    ids=["shared by the run", "never shared", "runs elsewhere", "deadlines", "settings"],
)
def test_an_app_is_started_for_a_test_if_it_is_never_shared_or_the_row_needs_it(
    tmp_path: Path, sharing: str, pid: int, conditions: Conditions, must_be_started: bool
) -> None:
    target: Any = SimpleNamespace(sharing=sharing)
    running: Any = SimpleNamespace(instance=Instance(base_url="", pid=pid))
    app = AppInstance(running=running, target=target, conditions=conditions, folder=tmp_path)
    assert app.must_be_started is must_be_started


class TimesOut(Unverified):
    """An app whose adapter waits in `verdict` until Playwright's time-out."""

    def verdict(self, *_: object) -> Verdict:
        raise PlaywrightTimeout("Locator.wait_for: Timeout 300ms exceeded.\nCall log:\n")


def test_a_time_out_at_the_deadline_is_no_verdict() -> None:
    target = TimesOut(WRONG, form())
    target.deadlines = SimpleNamespace(verdict=0.3)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("bluebar.e2e.steps.read_verdict.words_of", lambda _: "the page's words")
        patched.setattr("bluebar.e2e.steps.read_verdict.stop_loading", lambda _: True)
        connection = connected_by(target)
    waited = "the browser still waits for the app's answer to the form; the page's words"
    assert (connection.verdict, connection.message) == (NoVerdict(within=0.3), waited)


def test_a_time_out_long_before_the_deadline_is_the_adapters() -> None:
    with pytest.raises(AdapterError, match=r"it raised TimeoutError: Locator.wait_for: Timeout 3"):
        connected_by(TimesOut(WRONG, form()))
