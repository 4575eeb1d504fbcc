"""The records of Kith's store."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class KithUser:
    """A user of Kith; `password` is hashed."""

    id: int
    name: str
    email: str
    password: str


@dataclass(frozen=True, kw_only=True)
class ConnectedAccount:
    """A connected mailbox.

    Attributes:
        id: never used again, so that a running sync cannot write into a later account.
        password: encrypted.
        done: messages of the running sync that are imported; `total` are to be imported.
        synced_at: the end of the last successful sync; None before the first.
        tried_at: the end of the last sync; None before the first.
        problem: why the last sync failed, or empty.
        will_retry: True if the problem may be temporary.
        summary: "due", "sending" or "sent".
        contacts: the number of contacts.
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
    will_retry: bool
    summary: str
    contacts: int
    messages: int


@dataclass(frozen=True, kw_only=True)
class ImportedMessage:
    """A counted message with its contacts: normalized address to name."""

    key: str
    subject: str
    sender: str
    received: datetime
    contacts: dict[str, str]
