"""Rows for the outcomes that are no app's doing: bluebar's own trouble, and a test that is skipped.

Collected only where it is named, as `make demo-false-success` does beside rows of the suite.
"""

import pytest

from bluebar.e2e.expect.connect_verdict import expect_connected
from bluebar.e2e.scenarios.model import Group, Scenario, scenarios
from bluebar.e2e.steps.connect import connect
from bluebar.e2e.subjects.connection import Mailbox, User
from bluebar.fixtures.plan.plan import Shape

NOT_SEEDED = Scenario(
    id="liar/not-seeded",
    group=Group.CONTENT,
    why="GreenMail makes no second INBOX, so the mailbox cannot be made: the app is not judged.",
    shape=Shape(sample_mail=False, decoys=False, folders=("inbox",)),
)

SKIPPED = Scenario(
    id="liar/skipped",
    group=Group.CONTENT,
    why="Somebody has put this test off.",
)


@scenarios(NOT_SEEDED)
def test_what_cannot_be_seeded_is_no_failure_of_the_app(user: User, mailbox: Mailbox) -> None:
    expect_connected(connect(user, mailbox))


@scenarios(SKIPPED)
@pytest.mark.usefixtures("user")
def test_what_is_put_off_is_skipped() -> None:
    pytest.skip("put off, to show what that looks like in a report")
