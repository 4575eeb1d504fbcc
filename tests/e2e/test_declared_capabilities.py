"""A test of the suite declares every capability that it asks for, or the plugin ends it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bluebar.e2e import test_account
from bluebar.e2e.environment.outcome_of_test import only_what_it_declares
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.capabilities import ListsAccounts, ShowsCounts
from bluebar.e2e.protocol.capability_checks import UndeclaredCapability, only_declared, require
from bluebar.e2e.protocol.user_capabilities import SendsSummary
from bluebar.e2e.scenarios import account
from bluebar.e2e.suite import SUITE
from bluebar.e2e.targets.reference.adapter import Reference


def item(folder: Path = SUITE) -> Any:
    return SimpleNamespace(
        path=folder / "test_account.py",
        function=test_account.test_the_same_mailbox_is_not_connected_twice,
        callspec=SimpleNamespace(params={"scenario": account.TWICE}),
    )


def test_a_capability_of_the_test_and_one_of_its_row_may_be_asked_for() -> None:
    target = Reference()
    with only_what_it_declares(item()):
        assert require(target, ShowsCounts) is target
        assert require(target, ListsAccounts) is target


def test_an_undeclared_capability_is_an_error_although_the_target_has_it() -> None:
    with (
        only_what_it_declares(item()),
        pytest.raises(
            UndeclaredCapability, match=r"(?s)to declare SendsSummary.*ListsAccounts, Sho"
        ),
    ):
        require(Reference(), SendsSummary)


def test_a_test_of_another_suite_may_leave_its_declarations_out(tmp_path: Path) -> None:
    with only_what_it_declares(item(tmp_path)):
        assert require(Reference(), SendsSummary)


def test_a_declared_capability_that_the_target_lacks_ends_the_test_as_not_offered() -> None:
    bare = SimpleNamespace(name="bare")
    with (
        only_declared(frozenset({SendsSummary})),
        pytest.raises(NotOffered, match="bare lacks the capability SendsSummary"),
    ):
        require(bare, SendsSummary)
