"""An expectation whose subject the target does not show is no pass, but *not looked at*."""

from types import SimpleNamespace
from typing import Any

import pytest

from bluebar.e2e.expect.shown_page import expect_no_script_run
from bluebar.e2e.expect.stored import expect_nothing_of
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.not_offered import NotLookedAt
from bluebar.e2e.steps.connected_account import open_the_lists
from bluebar.reports.record.attempt import Attempt


def user(**lists: list[str]) -> Any:
    """Return the user of an app that has these lists."""
    return SimpleNamespace(
        attempt=Attempt("t"),
        target=SimpleNamespace(name="silent"),
        new=lists.get,
        page=SimpleNamespace(title=lambda: ""),
    )


def test_another_users_view_of_an_app_without_lists() -> None:
    with pytest.raises(NotLookedAt, match="silent lists no accounts, no contacts, no messages"):
        expect_nothing_of(user())


def test_another_users_view_of_an_app_with_one_list() -> None:
    expect_nothing_of(user(messages=[]))
    with pytest.raises(AppFailure, match="there are messages: Hi"):
        expect_nothing_of(user(messages=["Hi"]))


def test_the_lists_of_an_app_without_lists_cannot_be_opened() -> None:
    with pytest.raises(NotLookedAt):
        open_the_lists(SimpleNamespace(user=user()))  # type: ignore[arg-type]


def test_a_script_in_a_subject_that_no_page_lists() -> None:
    with pytest.raises(NotLookedAt, match="silent lists no messages"):
        expect_no_script_run(user())
