"""If an app altered the mailbox, a step that changes the mailbox says so, and changes nothing."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.environment.mailbox_changes import (
    delete_a_message,
    move_a_message,
    rebuild_a_folder,
)
from bluebar.e2e.expect import imported
from bluebar.e2e.outcome.failure import AppFailure, FailureKind
from bluebar.e2e.subjects.connection import Connection
from bluebar.fixtures.imap.mailbox_state import StoredFolder, StoredMailbox, StoredMessage
from bluebar.fixtures.plan.message_model import INBOX
from bluebar.reports.record.attempt import Attempt

NOW = datetime(2026, 11, 30, tzinfo=UTC)


def mailbox_with(*flags: str) -> StoredMailbox:
    """Return a mailbox with one message, which has these flags."""
    message = StoredMessage(uid=1, flags=frozenset(flags), internal_date=NOW, identity="<1@t>")
    return StoredMailbox((StoredFolder(INBOX.name, 1, (message,)),))


@pytest.mark.parametrize(
    "change",
    [
        move_a_message,
        delete_a_message,
        lambda connection: rebuild_a_folder(connection, INBOX),
        lambda connection: Environment.deliver_more(cast("Any", None), connection),
    ],
    ids=["move", "delete", "rebuild", "deliver"],
)
def test_an_altered_mailbox_is_a_failure_of_the_app(
    change: Callable[[Connection], Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imported, "read_back", lambda *_: mailbox_with(r"\Seen"))
    # Neither a plan nor a server is here, so a step that goes on ends with another error.
    mailbox = SimpleNamespace(stored=mailbox_with(), server=None, account=None)
    connection = SimpleNamespace(mailbox=mailbox, user=SimpleNamespace(attempt=Attempt("t")))
    with pytest.raises(AppFailure, match=r"none became \\Seen") as raised:
        change(cast("Connection", connection))
    assert raised.value.kind is FailureKind.MAIL_ALTERED
