"""Rows for outcomes that this app does not cause: an error, a skip, and nothing looked at.

pytest collects this file only by name, as `make demo-false-success` does.
"""

import pytest

from bluebar.e2e.expect.connect_verdict import expect_connected
from bluebar.e2e.outcome.not_offered import NotLookedAt
from bluebar.e2e.scenarios.model import Group, MailboxTemplate, Scenario, scenarios
from bluebar.e2e.steps.connect import connect
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User
from bluebar.fixtures.plan.plan import Shape
from tests import skips

NOT_SEEDED = Scenario(
    id="liar/not-seeded",
    group=Group.CONTENT,
    why="GreenMail creates no second INBOX, so seeding fails and the app is not judged.",
    mailbox=MailboxTemplate(shape=Shape(sample_mail=False, decoys=False, folders=("inbox",))),
)

SKIPPED = Scenario(
    id="liar/skipped",
    group=Group.CONTENT,
    why="This test is postponed.",
)

UNSEEN = Scenario(
    id="liar/unseen",
    group=Group.CONTENT,
    why="The test's subject is something that no page of the app shows.",
)


@scenarios(NOT_SEEDED)
def test_a_mailbox_that_cannot_be_seeded_is_not_a_failure_of_the_app(
    user: User, mailbox: Mailbox
) -> None:
    expect_connected(connect(user, mailbox))


@scenarios(SKIPPED)
@pytest.mark.usefixtures("user")
def test_a_postponed_test_is_skipped() -> None:
    pytest.skip(skips.POSTPONED)


@scenarios(UNSEEN)
@pytest.mark.usefixtures("user")
def test_a_row_that_looks_at_nothing_is_not_passed() -> None:
    raise NotLookedAt(skips.UNSEEN.removeprefix("not looked at: "))
