"""The one line about a failure has the reason after its colon, and Playwright's locator.

The message of an expectation has two parts: what the app should do, and what it did.
"""

import pytest

from bluebar.reports.record.failure_message import exception_message, should_and_did

IN_VAIN = """
E   AssertionError: Locator expected to be visible
E   Actual value: None
E   Call log:
E     - Expect "to_be_visible" with timeout 300ms
E     - waiting for get_by_role("button", name="X")
"""
LISTS = """
E   bluebar.e2e.outcome.failure.AppFailure: the counts are right, but the lists are not:
E   missing contact: ana@x.example (From of "Hi", in INBOX)
"""
WANTED = """
E   b.AdapterError: wanted: Crm.sync_now to return Imported
E   happened: Crm.sync_now returned None
E   where: adapter.py:8
"""


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            IN_VAIN,
            'Locator expected to be visible, waiting for get_by_role("button", name="X")',
        ),
        (
            LISTS,
            "the counts are right, but the lists are not: "
            'missing contact: ana@x.example (From of "Hi", in INBOX)',
        ),
        (WANTED, "wanted: Crm.sync_now to return Imported; happened: Crm.sync_now returned None"),
        ("E   AppFailure: no bar", "no bar"),
    ],
    ids=["locator", "lists", "error", "plain"],
)
def test_the_message_says_why(error: str, message: str) -> None:
    assert exception_message(error) == message


@pytest.mark.parametrize(
    ("message", "should", "did"),
    [
        (
            "the bar should be blue; its colour is rgb(0, 0, 0); typed: port 993",
            "the bar should be blue",
            "its colour is rgb(0, 0, 0); typed: port 993",
        ),
        (
            "SSL was not ticked, but the app used TLS",
            "",
            "SSL was not ticked, but the app used TLS",
        ),
        ("the app connected; it should not", "", "the app connected; it should not"),
    ],
    ids=["both", "one sentence", "another order"],
)
def test_a_message_says_what_the_app_should_do_and_what_it_did(
    message: str, should: str, did: str
) -> None:
    assert should_and_did(message) == (should, did)
