"""What stands in a message neither stops an import nor spoils the counts."""

from e2e.expectations import expect_connected
from e2e.expectations_on_import import expect_import, expect_mailbox_untouched
from e2e.expectations_on_page import expect_no_script_run
from e2e.flows import connect
from e2e.people import Mailbox, User
from e2e.scenario import scenarios
from e2e.scenarios import content


@scenarios(*content.ODD, content.POISON, content.ALL_DATES_BAD)
def test_an_odd_message_comes_in_with_all_others(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import(connection)
    expect_mailbox_untouched(connection)


@scenarios(content.SCRIPT)
def test_a_subject_is_text_and_nothing_else(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import(connection)
    expect_no_script_run(user)
