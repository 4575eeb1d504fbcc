"""The data that a test leaves in the app are listed; a failed clean-up fails no test."""

from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import Error as PlaywrightError

from bluebar.e2e.environment.cleanup import clean_up, end_syncs
from bluebar.e2e.protocol.target import AppUser, Imported
from bluebar.e2e.subjects.baseline import Baseline
from bluebar.e2e.subjects.user import User

ANA = AppUser(name="Ana", email="ana@kontor.test", password="p")
BROUGHT = ["a@t1.example", "b@t1.example"]


class Keeps:
    """An app that keeps its accounts connected."""

    def __init__(self) -> None:
        self.connected = ["old@t0.example", *BROUGHT]

    def accounts(self, page: object) -> list[str]:  # noqa: ARG002
        return self.connected


class CleansUp(Keeps):
    def clean_up(self, page: object, address: str) -> None:  # noqa: ARG002
        if address in self.connected:
            self.connected.remove(address)


class BreaksOff(Keeps):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def clean_up(self, page: object, address: str) -> None:  # noqa: ARG002
        self.connected.remove(address)
        raise self.error


class Counts:
    def totals(self, page: object) -> Imported:  # noqa: ARG002
        return Imported(contacts=None, messages=12)


class Disconnects(Keeps):
    def disconnect(self, page: object, address: str) -> None:  # noqa: ARG002
        self.connected.remove(address)


def user_of(target: object, before: Baseline | None = None, page: object = None) -> User:
    return User(
        person=ANA,
        page=cast("Any", page or SimpleNamespace(goto=lambda *_, **__: None)),
        inbox=cast("Any", None),
        target=cast("Any", target),
        attempt=cast("Any", None),
        baseline=before or Baseline(),
    )


def cleaned(target: object, before: Baseline, page: object = None) -> list[str]:
    user = user_of(target, before, page)
    return clean_up(user, "http://crm.test", [*BROUGHT, "never-connected@t1.example"])


OLD = Baseline(lists={"accounts": Counter(["old@t0.example"])})


def test_what_the_target_takes_back_is_gone_and_what_was_there_before_is_not() -> None:
    target = CleansUp()
    assert cleaned(target, OLD) == []
    assert target.connected == ["old@t0.example"]


def test_what_nobody_takes_back_is_listed_with_whose_it_is() -> None:
    assert cleaned(Keeps(), OLD) == [
        "account: a@t1.example (of ana@kontor.test)",
        "account: b@t1.example (of ana@kontor.test)",
    ]
    totals = Imported(contacts=None, messages=5)
    assert cleaned(Counts(), Baseline(totals=totals)) == ["7 messages (of ana@kontor.test)"]


@pytest.mark.parametrize("error", [PlaywrightError("no button\nlog"), AssertionError("no button")])
def test_a_failed_clean_up_is_listed_with_the_remaining_data(error: Exception) -> None:
    assert cleaned(BreaksOff(error), OLD) == [
        "the clean-up failed: no button",
        "account: b@t1.example (of ana@kontor.test)",
    ]


def test_a_closed_page_is_listed_and_raises_nothing() -> None:
    def closed(*_: object, **__: object) -> None:
        raise PlaywrightError("the page was closed")

    assert cleaned(Keeps(), OLD, SimpleNamespace(goto=closed)) == [
        "what remains could not be read: the page was closed"
    ]


@pytest.mark.parametrize("made", [CleansUp, Disconnects])
def test_syncs_are_ended_by_clean_up_or_by_disconnecting(made: type[Keeps]) -> None:
    target = made()
    assert end_syncs(user_of(target), "http://crm.test", [*BROUGHT, "never@t1.example"]) == []
    assert target.connected == ["old@t0.example"]


def test_syncs_of_an_app_that_cannot_disconnect_go_on() -> None:
    assert end_syncs(user_of(Keeps()), "http://crm.test", BROUGHT) == []


def test_a_mailbox_that_may_still_be_synced_is_listed() -> None:
    target = BreaksOff(PlaywrightError("no button\nlog"))
    assert end_syncs(user_of(target), "http://crm.test", BROUGHT) == [
        "a mailbox may still be connected: no button"
    ]
