"""An app that saves what is typed unverified is judged by what its job says right afterwards."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.expect.connect_verdict import expect_connected, expect_form_kept
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.verdict import Connected, Reason, Rejected, SavedUnverified, Verdict
from bluebar.e2e.protocol.declarations import SharedByATeam
from bluebar.e2e.protocol.target import ConnectForm, FormInput
from bluebar.e2e.scenarios import refusals
from bluebar.e2e.scenarios.model import Group, Scenario
from bluebar.e2e.steps.connect import click_connect, connect, retry
from bluebar.e2e.subjects.connection import Connection, Mailbox, User
from bluebar.mailserver.frontdoor.transcript import Login, TlsFacts, Transcript
from bluebar.reports.record.attempt import Attempt
from bluebar.reports.record.notes import VerdictNote

WRONG = Rejected(Reason.WRONG_CREDENTIALS)
ROW = Scenario(id="x", group=Group.REFUSALS, why="")


A_RUN = SimpleNamespace(no_front_door=False)
A_PAGE = SimpleNamespace(screenshot=lambda **_: b"", locator=lambda _: None)


class Control:
    """A control of a form, which holds what is filled in."""

    page: Any = SimpleNamespace(url="http://app.test/")

    def __init__(self, kind: str = "text") -> None:
        self.kind, self.value = kind, ""

    def fill(self, text: str) -> None:
        self.value = text

    def input_value(self) -> str:
        return self.value

    def get_attribute(self, _: str) -> str:
        return self.kind

    def click(self, **_: object) -> None:
        pass


def form(**changes: Any) -> ConnectForm:
    controls: Any = {name: Control() for name in ("username", "password", "server", "connect")}
    return ConnectForm(**{**controls, "port": Control("number"), **changes})


class Unverified:
    """An app that saves, and whose job then says something."""

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

    def said(self, _: object) -> str:
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
        typed=lambda **more: typed(**changes, **more),
        expected_import=lambda _: None,
    )
    return cast("Mailbox", stand_in)


def connected_by(target: Unverified) -> Connection:
    return click_connect(user_of(target), mailbox(), target.form, typed())


def test_what_the_job_says_is_the_verdict_and_the_save_is_on_record() -> None:
    connection = connected_by(Unverified(WRONG, form()))
    assert (connection.verdict, connection.said) == (WRONG, "the job's words")
    noted = connection.user.attempt.verdicts
    assert noted == [VerdictNote(expected="SavedUnverified", shown="SavedUnverified")]


def test_a_job_that_connects_has_nothing_more_to_say() -> None:
    connection = connected_by(Unverified(Connected(), form()))
    assert (connection.verdict, connection.said) == (Connected(), "")


def test_no_job_is_run_where_the_form_refuses() -> None:
    target = Unverified(Connected(), form())
    target.saved = WRONG
    connection = connected_by(target)
    assert (connection.verdict, connection.said, target.jobs) == (WRONG, "at the field", 0)


def test_a_second_try_opens_again_what_was_saved() -> None:
    first, again = form(), form()
    target = Unverified(WRONG, first)
    connection = connected_by(target)
    target.form = again
    retry(connection, password="the right one")
    assert cast("Control", again.password).value == "the right one"
    assert cast("Control", first.password).value == ""
    assert target.jobs == 2


def test_a_form_that_was_left_is_not_looked_at() -> None:
    connection = connected_by(Unverified(WRONG, form()))
    expect_form_kept(connection)
    assert connection.user.attempt.not_looked_at == ["the form, which was left when it was saved"]


PORT_MISSING = next(row for row in refusals.MISSING if row.wrong_field == "port")


@pytest.mark.parametrize(
    ("row", "changes", "lacks", "why"),
    [
        (ROW, {"starttls": True}, {"has_starttls": False}, "offers no STARTTLS"),
        (ROW, {"use_ssl": False}, {"always_ssl": True}, "always speaks SSL"),
        (PORT_MISSING, {"port": ""}, {"may_be_empty": {"port"}}, "the port may be left empty"),
        (ROW, {"port": "99a3"}, {}, "nothing but digits"),
    ],
    ids=["starttls", "always SSL", "a port by default", "letters for a number"],
)
def test_what_a_form_does_not_take_is_not_offered_before_anything_is_typed(
    row: Scenario, changes: dict[str, Any], lacks: dict[str, Any], why: str
) -> None:
    target = Unverified(WRONG, form(**lacks))
    user = user_of(target)
    with pytest.raises(BaseException, match=f"not offered: .*{why}"):
        connect(user, mailbox(row, **changes))
    assert not user.attempt.clicked


def test_a_form_without_starttls_is_judged_where_no_ssl_is_asked_for() -> None:
    use_ssl: Any = SimpleNamespace(set_checked=lambda _: None)
    target = Unverified(WRONG, form(has_starttls=False, use_ssl=use_ssl))
    try:
        connection = connect(user_of(target), mailbox(starttls=True, use_ssl=False))
    except pytest.skip.Exception as skipped:
        pytest.fail(f"{skipped}")
    assert connection.verdict == WRONG


class TestStartTlsThatNobodyAskedFor:
    def connection(self, **parts: object) -> Connection:
        login = Login(user="ann", method="LOGIN", in_clear=False, at=0.1, result="OK", text="in")
        conversation = Transcript(
            port=143,
            listening_on=143,
            opened_at=0.0,
            logins=[login],
            tls=TlsFacts(version="TLSv1.3"),
        )
        door = SimpleNamespace(conversations=[conversation], trouble="")
        stand_in: Any = SimpleNamespace(
            user=user_of(SimpleNamespace(name="x", **parts)),
            mailbox=SimpleNamespace(scenario=ROW, access=SimpleNamespace(door=door)),
            typed=typed(port="143", use_ssl=False),
            verdict=Connected(),
            said="",
        )
        return cast("Connection", stand_in)

    def test_is_no_failure_of_an_app_that_takes_it_by_itself(self) -> None:
        expect_connected(self.connection(upgrades_by_itself=True))

    def test_is_one_of_an_app_that_does_as_it_is_told(self) -> None:
        with pytest.raises(AppFailure, match="not ticked, but the app spoke TLS"):
            expect_connected(self.connection())


def test_what_is_no_question_for_a_target_is_not_offered_before_anything_starts() -> None:
    row = replace(ROW, unless=(SharedByATeam,))
    target = SimpleNamespace(name="desk", sharing="test", is_a_teams=True)
    stage: Any = SimpleNamespace(
        scenario=row, target=target, attempt=Attempt("t"), running=A_RUN, probes=False
    )
    with pytest.raises(BaseException, match="not offered: desk declares SharedByATeam"):
        Environment.__enter__(stage)


@pytest.mark.parametrize(("sharing", "starts"), [("run", 0), ("test", 1)])
def test_an_app_that_is_shared_by_no_tests_is_started_for_each(sharing: str, starts: int) -> None:
    started: list[None] = []
    stage: Any = SimpleNamespace(
        scenario=ROW,
        target=SimpleNamespace(name="x", sharing=sharing),
        attempt=Attempt("t"),
        instance=SimpleNamespace(pid=1),
        running=A_RUN,
        probes=False,
        start_the_app=lambda: started.append(None),
    )
    Environment.__enter__(stage)
    assert len(started) == starts
