"""The records of Kith's store."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class KithUser:
    """A user of Kith.

    Attributes:
        email: the sign-in address.
        password: the hash of the sign-in password.
    """

    id: int
    name: str
    email: str
    password: str


@dataclass(frozen=True, kw_only=True)
class ConnectedAccount:
    """A connected mailbox.

    Attributes:
        id: the row's id. The id of a removed account is never used again, so that a running sync
            cannot write into a later account.
        password: the mailbox's password, encrypted.
        syncing: True if a sync is due or running.
        done: the number of messages that the running sync has read.
        total: the number of messages that the running sync has to read.
        synced_at: the end of the last successful sync; None before the first.
        tried_at: the end of the last sync, successful or not; None before the first.
        problem: why the last sync failed; empty if it succeeded.
        left_out: the folders that the last sync could not read, with the server's refusals; empty
            if it read all.
        will_retry: True if the problem may be temporary, so that Kith repeats the sync soon.
        summary: the state of the summary email: "due", "sending" or "sent".
        contacts: the number of imported contacts.
        messages: the number of imported messages.
    """

    id: int
    user_id: int
    address: str
    username: str
    password: bytes
    server: str
    port: int
    use_ssl: bool
    syncing: bool
    done: int
    total: int
    synced_at: datetime | None
    tried_at: datetime | None
    problem: str
    left_out: str
    will_retry: bool
    summary: str
    contacts: int
    messages: int


@dataclass(frozen=True, kw_only=True)
class ImportedMessage:
    """A counted message with its contacts.

    Attributes:
        key: the text that identifies the message (`counting.message_key`).
        received: the time at which the mail server received the message.
        contacts: the normalized address of each contact, with the contact's name.
    """

    key: str
    subject: str
    sender: str
    received: datetime
    contacts: dict[str, str]
