"""The lists show the right names, senders and dates, on one page or on several."""

from bluebar.e2e.expect.connect_verdict import expect_connected
from bluebar.e2e.expect.imported import expect_import
from bluebar.e2e.expect.list_facts import expect_lists_in_pages
from bluebar.e2e.protocol.capabilities import ShowsCounts
from bluebar.e2e.scenarios import shown_lists
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import connect
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(shown_lists.NAMES, shown_lists.SENDERS, uses=(ShowsCounts,))
def test_contacts_and_messages_have_their_own_names_and_dates(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import(connection)


@scenarios(*shown_lists.PAGES, uses=(ShowsCounts,))
def test_lists_of_several_pages_are_complete(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import(connection)
    expect_lists_in_pages(connection, shown_lists.PAGE_ROWS)
