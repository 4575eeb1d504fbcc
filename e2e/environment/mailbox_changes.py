"""Change the mail of a connected mailbox on the mail server, as a person's mail program does.

Each function returns the connection with the import that is expected after the next sync.
"""

from bluebar.e2e.subjects.connection import Connection
from bluebar.fixtures.imap import mailbox_changes
from bluebar.fixtures.imap.mailbox_state import expect_as_planned
from bluebar.fixtures.imap.read_back import read_back
from bluebar.fixtures.plan.message_model import INBOX, PlannedFolder, PlannedMessage
from bluebar.fixtures.plan.plan import Plan

KEPT = PlannedFolder.named("Kept mail")
"""A folder that does not exist in any plan, and whose mail counts."""


def move_a_message(connection: Connection) -> Connection:
    """Move the newest message of INBOX to a new folder, in which mail counts."""
    mailbox = connection.mailbox
    message = _newest(connection)
    with connection.user.attempt.phase("move a message"):
        mailbox_changes.move(message, KEPT, mailbox.stored, mailbox.server, mailbox.account)
        return _read_back(connection, mailbox.plan.moved(message, KEPT))


def delete_a_message(connection: Connection) -> Connection:
    """Delete the newest message of INBOX.

    The expected import stays as it is: an app that declares `KeepsDeletedMail` keeps the message.
    """
    mailbox = connection.mailbox
    message = _newest(connection)
    with connection.user.attempt.phase("delete a message"):
        mailbox_changes.delete(message, mailbox.stored, mailbox.server, mailbox.account)
        expect_as_planned(mailbox.plan.without(message), read_back(mailbox.server, mailbox.account))
    return connection


def rebuild_a_folder(connection: Connection, folder: PlannedFolder) -> Connection:
    """Let the server restore a folder with other UIDs; a new message has the lowest UID."""
    mailbox = connection.mailbox
    plan = mailbox.plan.rebuilt(folder)
    with connection.user.attempt.phase("rebuild a folder"):
        mailbox_changes.rebuild(folder, plan, mailbox.server, mailbox.account)
        return _read_back(connection, plan)


def _newest(connection: Connection) -> PlannedMessage:
    return connection.mailbox.plan.in_folder(INBOX)[-1]


def _read_back(connection: Connection, plan: Plan) -> Connection:
    stored = read_back(connection.mailbox.server, connection.mailbox.account)
    expect_as_planned(plan, stored)
    return connection.with_plan(plan, stored)
