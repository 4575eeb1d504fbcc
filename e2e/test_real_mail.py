"""Mail with odd header sections and dates is imported, and neither stops nor changes the rest."""

from bluebar.e2e.expect.connect_verdict import expect_connected
from bluebar.e2e.expect.imported import expect_import, expect_mailbox_untouched
from bluebar.e2e.protocol.capabilities import ShowsCounts
from bluebar.e2e.scenarios import real_mail
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import connect
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(*real_mail.ROWS, uses=(ShowsCounts,))
def test_mail_as_it_really_is_is_imported(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import(connection)
    expect_mailbox_untouched(connection)
