"""An odd message does not stop an import, and does not change the counts."""

from bluebar.e2e.expect.imported import connect_and_import, expect_mailbox_untouched
from bluebar.e2e.expect.shown_page import expect_no_script_run
from bluebar.e2e.protocol.capabilities import ShowsCounts
from bluebar.e2e.scenarios import content, real_mail
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(
    *content.ODD, content.POISON, content.ALL_DATES_BAD, *real_mail.ROWS, uses=(ShowsCounts,)
)
def test_an_odd_message_is_imported_with_all_others(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    expect_mailbox_untouched(connection)


@scenarios(content.SCRIPT, uses=(ShowsCounts,))
def test_a_script_in_a_subject_is_shown_as_text(user: User, mailbox: Mailbox) -> None:
    connect_and_import(user, mailbox)
    expect_no_script_run(user)
