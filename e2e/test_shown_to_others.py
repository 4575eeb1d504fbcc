"""Nobody can see or change another user's account by requesting the URLs of that user."""

from bluebar.e2e.expect.imported import connect_and_import, expect_import
from bluebar.e2e.expect.other_people import (
    expect_urls_closed_to,
    expect_urls_closed_without_sign_in,
)
from bluebar.e2e.plugin import MakeUser
from bluebar.e2e.protocol.capabilities import CanBeEdited, ShowsCounts
from bluebar.e2e.scenarios import shown_to_others
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(shown_to_others.SECOND_USER, uses=(CanBeEdited, ShowsCounts))
def test_the_urls_of_a_user_are_closed_to_another(
    user: User, mailbox: Mailbox, make_user: MakeUser
) -> None:
    connection = connect_and_import(user, mailbox)
    expect_urls_closed_to(make_user(), connection)
    expect_import(connection)


@scenarios(shown_to_others.SIGNED_OUT, uses=(CanBeEdited, ShowsCounts))
def test_the_urls_of_a_user_are_closed_without_sign_in(
    user: User, mailbox: Mailbox, make_user: MakeUser
) -> None:
    connection = connect_and_import(user, mailbox)
    expect_urls_closed_without_sign_in(make_user(), connection)
