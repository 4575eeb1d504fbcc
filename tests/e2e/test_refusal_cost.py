"""A refusal costs one login with the typed user name, and leaves no connection open."""

from types import SimpleNamespace
from typing import Any

import pytest

from bluebar.e2e.expect.refusal_cost import (
    expect_connection_closed,
    expect_low_cost_of_refusal,
    expect_one_login,
    expect_user_name_as_typed,
)
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.verdict import Reason, Rejected
from bluebar.e2e.protocol.target import FormInput
from bluebar.e2e.scenarios.model import Route
from bluebar.mailserver.frontdoor.transcript import HIDDEN, Login, Transcript
from bluebar.reports.record.attempt import Attempt

USER = "ada@mail.test"
CLICK = 2.0


def login(user: str = USER, result: str | None = "NO", *, at: float = 2.5) -> Login:
    return Login(user=user, method="LOGIN", in_clear=False, at=at, result=result)


def refused(*logins: Login, target: object = None, left: bool = True, door: bool = True) -> Any:
    transcript = Transcript(
        port=993, listening_on=993, opened_at=2.1, app_left_at=3.0 if left else None,
        logins=list(logins),
    )  # fmt: skip
    opened = SimpleNamespace(
        conversations=[transcript], wait_for=lambda condition, **_: condition([transcript])
    )
    verdict = Rejected(Reason.WRONG_CREDENTIALS)
    return SimpleNamespace(
        clicked_at=CLICK,
        verdict=verdict,
        typed=FormInput(
            email_address=USER, username=f" {USER} ", password="x", server="s", port="993",
            use_ssl=True,
        ),
        user=SimpleNamespace(target=target or SimpleNamespace(), attempt=Attempt("x")),
        mailbox=SimpleNamespace(
            endpoint=SimpleNamespace(door=opened if door else None, route=Route.DOOR),
            scenario=SimpleNamespace(expected=SimpleNamespace(verdict=verdict)),
        ),
    )  # fmt: skip


def test_one_login_as_typed_on_a_closed_connection_is_right() -> None:
    expect_low_cost_of_refusal(refused(login()))


def test_a_login_of_an_earlier_click_does_not_count() -> None:
    expect_low_cost_of_refusal(refused(login("bob", at=1.9), login()))


@pytest.mark.parametrize(
    ("logins", "said"),
    [([], "tried 0: none"), ([login(), login(result=None)], r"tried 2: .*NO, .*no answer")],
)
def test_any_other_number_of_logins_is_a_failure(logins: list[Login], said: str) -> None:
    with pytest.raises(AppFailure, match=said):
        expect_one_login(refused(*logins))


def test_a_command_that_the_server_does_not_know_is_no_login() -> None:
    expect_one_login(refused(login(result="BAD"), login()))


def test_a_declared_habit_of_the_library_is_no_failure_and_no_login_is_one() -> None:
    target = SimpleNamespace(retries_login=True)
    expect_one_login(refused(login(), login(), login(), target=target))
    with pytest.raises(AppFailure, match=r"tried 0"):
        expect_one_login(refused(target=target))


@pytest.mark.parametrize("sent", ["ada", "ADA@mail.test", " ada@mail.test"])
def test_another_user_name_than_the_typed_one_is_a_failure(sent: str) -> None:
    with pytest.raises(AppFailure, match=r"the typed user name, 'ada@mail\.test', and no other"):
        expect_user_name_as_typed(refused(login(), login(sent)))


@pytest.mark.parametrize("unknown", ["", HIDDEN])
def test_a_user_name_that_is_not_at_the_wire_is_not_compared(unknown: str) -> None:
    expect_user_name_as_typed(refused(login(unknown)))


def test_an_open_connection_is_a_failure() -> None:
    with pytest.raises(AppFailure, match=r"10 s after it showed .*, 1 of 1 are open"):
        expect_connection_closed(refused(login(), left=False))


def test_without_a_front_door_the_record_says_what_is_not_looked_at() -> None:
    straight = refused(door=False)
    expect_low_cost_of_refusal(straight)
    assert straight.user.attempt.not_looked_at == [
        "whether connections were closed: no front door",
        "the user name that was sent: no front door",
        "the number of logins: no front door",
    ]
