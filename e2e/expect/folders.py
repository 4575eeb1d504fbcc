"""Expect the app to name each folder that it could not read, and no other folder."""

from dataclasses import replace

from bluebar.e2e.expect.imported import expect_sync_problem
from bluebar.e2e.expect.stored import expect_no_summary
from bluebar.e2e.outcome.failure import AppFailure, FailureKind
from bluebar.e2e.outcome.verdict import Connected, Reason, Rejected
from bluebar.e2e.protocol.capabilities import TellsLeftOutFolders
from bluebar.e2e.subjects.connection import Connection


def without_folder(connection: Connection, name: str) -> Connection:
    """Return the connection with the import that is expected if a folder cannot be read.

    Args:
        connection: the connection.
        name: the name of the folder.
    """
    plan = connection.mailbox.plan
    readable = tuple(each for each in plan.messages if each.folder.name != name)
    return connection.with_plan(replace(plan, messages=readable), connection.mailbox.stored)


def expect_left_out_folder_told(connection: Connection, name: str) -> None:
    """Expect the app to name the folder that it could not read, if the app names such folders."""
    if (told := _told(connection)) is not None and name not in told:
        raise AppFailure(
            f"the app could not read the folder {name}, and should name it; "
            f"it says {told or 'nothing'!r}"
        )


def expect_no_folder_told(connection: Connection) -> None:
    """Expect the app to name no folder that it could not read, if the app names such folders."""
    if told := _told(connection):
        raise AppFailure(f"no folder was unreadable, so the app should name none; it says {told!r}")


def _told(connection: Connection) -> str | None:
    """Return the app's text about folders that it could not read; None if the app has no such text.

    In the latter case the record notes that this was not checked.
    """
    user = connection.user
    if not isinstance(user.target, TellsLeftOutFolders):
        user.attempt.note_not_looked_at("folders that the app could not read")
        return None
    with user.attempt.phase("read the note about unread folders"):
        return user.target.left_out_folders(user.page, connection.mailbox.connected_address)


def expect_closed_mailbox_told(connection: Connection) -> None:
    """Expect the app to say that the mailbox cannot be read, although the login was accepted.

    The app may refuse the connection, or show the problem after the first sync. The app must not
    say that the password is wrong, and must not send a summary of an import.
    """
    verdict = connection.verdict
    if verdict == Rejected(Reason.WRONG_CREDENTIALS):
        raise AppFailure(
            f"the server accepted the login, but opened no folder; the app should not say that the "
            f"password is wrong; it says {connection.message!r}",
            FailureKind.WRONG_REASON,
        )
    if verdict == Connected():
        expect_sync_problem(connection)
    elif not isinstance(verdict, Rejected):
        raise AppFailure(f"the app should say that it can open no folder; it showed {verdict}")
    expect_no_summary(connection)
