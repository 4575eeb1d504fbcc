"""What a test leaves behind is listed, and a clean-up that breaks off says nothing of the test."""

from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import Error as PlaywrightError

from bluebar.e2e.environment.cleanup import clean_up
from bluebar.e2e.protocol.target import AppUser, Imported
from bluebar.e2e.subjects.baseline import Baseline
from bluebar.e2e.subjects.user import User

ANA = AppUser(name="Ana", email="ana@kontor.test", password="p")
BROUGHT = ["a@t1.example", "b@t1.example"]


class Keeps:
    """Keeps what is connected, as long as nobody takes it back."""

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


def cleaned(target: object, before: Baseline, page: object = None) -> list[str]:
    user = User(
        person=ANA,
        page=cast("Any", page or SimpleNamespace(goto=lambda *_, **__: None)),
        inbox=cast("Any", None),
        target=cast("Any", target),
        attempt=cast("Any", None),
        before=before,
    )
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
def test_a_clean_up_that_breaks_off_is_listed_with_what_stayed(error: Exception) -> None:
    assert cleaned(BreaksOff(error), OLD) == [
        "the clean-up broke off: no button",
        "account: b@t1.example (of ana@kontor.test)",
    ]


def test_a_page_that_is_gone_is_told_and_raises_nothing() -> None:
    def closed(*_: object, **__: object) -> None:
        raise PlaywrightError("the page was closed")

    assert cleaned(Keeps(), OLD, SimpleNamespace(goto=closed)) == [
        "nobody could look what stayed: the page was closed"
    ]
