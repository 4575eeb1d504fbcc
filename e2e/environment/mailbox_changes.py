"""Change the mail of a connected mailbox on the mail server, as a person's mail program does.

Each function returns the connection with the import that is expected after the next sync. Before
the change, the mailbox must be as planned. So each function raises an `AppFailure` if the app has
changed the mailbox, e.g. deleted messages or marked them as read.
"""

from bluebar.e2e.environment.server_limits import refusal_not_offered
from bluebar.e2e.expect.imported import expect_mailbox_untouched
from bluebar.e2e.subjects.connection import Connection
from bluebar.fixtures.imap import mailbox_changes
from bluebar.fixtures.imap.mailbox_state import expect_as_planned
from bluebar.fixtures.imap.read_back import read_back
from bluebar.fixtures.plan.message_model import INBOX, PlannedFolder, PlannedMessage
from bluebar.fixtures.plan.plan import Plan

KEPT = PlannedFolder.named("Kept mail")
"""A folder that no plan has. An app must import the folder's mail."""


def move_a_message(connection: Connection) -> Connection:
    """Move the newest message of INBOX to a new folder whose mail an app must import."""
    expect_mailbox_untouched(connection)
    mailbox = connection.mailbox
    message = _newest(connection)
    with connection.user.attempt.phase("move a message"):
        with refusal_not_offered("moves messages"):
            mailbox_changes.move(message, KEPT, mailbox.stored, mailbox.server, mailbox.account)
        return _read_back(connection, mailbox.plan.moved(message, KEPT))


def delete_a_message(connection: Connection) -> Connection:
    """Delete the newest message of INBOX.

    The expected import does not change: rows with this step are only for apps that keep imported
    messages (`KeepsDeletedMail`).
    """
    expect_mailbox_untouched(connection)
    mailbox = connection.mailbox
    message = _newest(connection)
    with connection.user.attempt.phase("delete a message"):
        mailbox_changes.delete(message, mailbox.stored, mailbox.server, mailbox.account)
        expect_as_planned(mailbox.plan.without(message), read_back(mailbox.server, mailbox.account))
    return connection


def rebuild_a_folder(connection: Connection, folder: PlannedFolder) -> Connection:
    """Give all messages of a folder new UIDs, as a server does after it restored a backup.

    A new message is added, with the lowest UID.
    """
    expect_mailbox_untouched(connection)
    mailbox = connection.mailbox
    plan = mailbox.plan.rebuilt(folder)
    with connection.user.attempt.phase("rebuild a folder"):
        with refusal_not_offered("renames folders"):
            mailbox_changes.rebuild(folder, plan, mailbox.server, mailbox.account)
        return _read_back(connection, plan)


def _newest(connection: Connection) -> PlannedMessage:
    return connection.mailbox.plan.in_folder(INBOX)[-1]


def _read_back(connection: Connection, plan: Plan) -> Connection:
    stored = read_back(connection.mailbox.server, connection.mailbox.account)
    expect_as_planned(plan, stored)
    return connection.with_plan(plan, stored)
