"""The one line about a failure has a reason behind its colon, and Playwright's locator."""

import pytest

from bluebar.reports.record.failure_message import exception_message

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
