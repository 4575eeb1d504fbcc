"""Two logged-in connections that overlap in time are seen in the front door's record."""

from types import SimpleNamespace
from typing import Any

import pytest

from bluebar.e2e.expect.on_wire import expect_one_connection_at_a_time
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.mailserver.frontdoor.transcript import Login, Transcript


def connection(
    at: float, *, result: str = "OK", logout: float | None = None, left: float | None = None
) -> Transcript:
    login = Login(user="ada", method="LOGIN", in_clear=False, at=at, result=result)
    return Transcript(
        port=993, listening_on=993, opened_at=at - 0.1, logins=[login], logout_at=logout,
        app_left_at=left,
    )  # fmt: skip


def judge(*conversations: Transcript) -> None:
    door = SimpleNamespace(conversations=list(conversations))
    mailbox: Any = SimpleNamespace(endpoint=SimpleNamespace(door=door))
    expect_one_connection_at_a_time(mailbox)


def test_one_connection_after_the_other_is_right() -> None:
    judge(connection(1.0, left=2.0), connection(2.1, logout=3.0, left=9.0), connection(3.1))


def test_a_refused_login_and_a_connection_without_a_login_do_not_count() -> None:
    probe = Transcript(port=993, listening_on=993, opened_at=0.5)
    judge(probe, connection(1.0, left=2.0), connection(1.5, result="NO"))


@pytest.mark.parametrize(
    ("first", "until"),
    [
        (connection(1.0, left=2.0), r"until \+2\.00 s"),
        (connection(1.0), "until the end of the test"),
    ],
)
def test_a_login_during_another_connection_is_a_failure(first: Transcript, until: str) -> None:
    with pytest.raises(AppFailure, match=rf"at a time.*{until}, and .* at \+1\.50 s"):
        judge(connection(1.5, left=1.6), first)


def test_a_short_connection_within_a_long_one_does_not_hide_a_third() -> None:
    with pytest.raises(AppFailure, match=r"logged in at \+1\.20 s"):
        judge(connection(1.0, left=5.0), connection(1.2, left=1.3), connection(4.0, left=4.5))
