"""The app lists all imported messages while the server is gone; missing ones are named."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bluebar.e2e.expect.imported import expect_still_listed
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.steps.connected_account import open_the_lists
from bluebar.fixtures.oracle.counting_rules import CountingRules
from bluebar.fixtures.oracle.expected_import import expected_import
from bluebar.fixtures.plan.plan import Shape, make_plan
from bluebar.reports.record.attempt import Attempt

PLAN = make_plan(seed=1, test_id="t", now=datetime(2026, 11, 26, tzinfo=UTC), shape=Shape.single())
EXPECTED = expected_import(PLAN, CountingRules(), ())


def connection_to(messages: list[str]) -> Any:
    opened: list[str] = []

    def new(what: str) -> list[str] | None:
        opened.append(what)
        return messages if what == "messages" else None

    user = SimpleNamespace(attempt=Attempt("t"), target=None, new=new, opened=opened)
    return SimpleNamespace(user=user, expected=EXPECTED)


def test_complete_lists_pass() -> None:
    connection = connection_to([*EXPECTED.subjects.values()])
    expect_still_listed(connection)
    assert connection.user.attempt.missing == []


def test_the_missing_messages_of_an_empty_list_are_named() -> None:
    with pytest.raises(AppFailure, match="while the server is gone") as raised:
        expect_still_listed(connection_to([]))
    for subject in EXPECTED.subjects.values():
        assert f"missing message: {subject}" in str(raised.value)


def test_every_list_is_opened() -> None:
    connection = connection_to([])
    open_the_lists(connection)
    assert connection.user.opened == ["accounts", "contacts", "messages"]
