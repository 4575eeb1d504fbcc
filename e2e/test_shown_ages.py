"""The app shows ages in the help article's words, rounded, also where the words change."""

from bluebar.e2e.expect.imported import connect_and_import
from bluebar.e2e.expect.shown_page import expect_ages_in_words_of_article
from bluebar.e2e.protocol.capabilities import ShowsCounts
from bluebar.e2e.scenarios import shown_ages
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(*shown_ages.AGES, uses=(ShowsCounts,))
def test_ages_are_shown_in_the_right_words(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    expect_ages_in_words_of_article(connection)
