"""The rules by which Kith counts messages and contacts.

`RULES_TEXT` describes the rules for the user, on the page *Counting rules*.
"""

import calendar
import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message

import idna

from bluebar.app import address_parsing
from bluebar.app.header_decoding import decode_words

MONTHS = 6
SKIPPED_NAMES = {"trash", "spam", "junk", "drafts"}
SKIPPED_USES = {b"\\trash", b"\\junk", b"\\drafts"}
CLOSED = {b"\\noselect", b"\\nonexistent"}
"""Flags of folders that nobody can open (RFC 9051, 7.3.1)."""

NO_REPLY = {"noreply", "donotreply"}
HEADERS = ("from", "to", "cc", "reply-to")

RULES_TEXT = (
    "Messages of the last six months count, by the day on which the server received them.",
    "Messages in Trash, Spam, Junk and Drafts, and in folders inside these, do not count. This is "
    "also true of a folder with another name that the server marks as one of these.",
    "A message in several folders counts once: two messages are the same if they have the same "
    "Message-ID or, without a Message-ID, the same content.",
    "Contacts are the addresses in From, To, Cc and Reply-To of those messages, including members "
    "of groups. Upper and lower case make no difference; plus-tags (ana+news@…) do. "
    "An address that cannot be read is left out, and the others count.",
    "If messages give a contact several names, the name in the newest of these messages counts.",
    "Your own addresses are not contacts, and neither are senders such as no-reply@ and "
    "do-not-reply@.",
    "The email in which Kith reports an import is never counted.",
    "What has been imported stays until the account is disconnected, even if the message is moved "
    "or deleted on the mail server.",
)


def window_opens(now: datetime) -> datetime:
    """Return the instant six calendar months before `now`, in UTC; later messages count.

    If that month has no such day, the result is on its last day: six months before 31 August is the
    last day of February.
    """
    now = now.astimezone(UTC)
    months = now.year * 12 + now.month - 1 - MONTHS
    year, month = divmod(months, 12)
    day = min(now.day, calendar.monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)


@dataclass(frozen=True)
class ListedFolder:
    """A folder in the response to LIST.

    Attributes:
        flags: the folder's flags.
        delimiter: the separator of the names in a path; empty if there is none.
        name: the folder's path, with the names of the folders that contain it.
    """

    flags: frozenset[bytes]
    delimiter: str
    name: str

    @property
    def path(self) -> tuple[str, ...]:
        """Return the names in the path."""
        return tuple(self.name.split(self.delimiter)) if self.delimiter else (self.name,)

    def has_flag(self, flags: Collection[bytes]) -> bool:
        """Say whether the folder has one of these flags; case makes no difference."""
        return not {flag.lower() for flag in self.flags}.isdisjoint(flags)


def counted_folders(listed: Collection[ListedFolder]) -> list[ListedFolder]:
    """Return the folders whose messages count.

    The messages do not count if the folder, or a folder that contains it, has a skipped name such
    as Trash, or a skipped special use (RFC 6154), or if nobody can open the folder.
    """
    skipped = {folder.path for folder in listed if folder.has_flag(SKIPPED_USES)}
    return [
        folder
        for folder in listed
        if not folder.has_flag(CLOSED)
        and not any(part.casefold() in SKIPPED_NAMES for part in folder.path)
        and not any(folder.path[:end] in skipped for end in range(1, len(folder.path) + 1))
    ]


def message_key(message_id: str | None, raw: bytes | None) -> str:
    """Return the text that identifies a message: its Message-ID, or else a digest.

    Args:
        message_id: the message's Message-ID, or None.
        raw: the whole message, for the digest; needed only if there is no Message-ID.
    """
    if message_id:
        return message_id
    return "sha256:" + hashlib.sha256(raw or b"").hexdigest()


def normalize(address: str) -> str:
    """Return an address in the form for comparisons: in lower case, with the domain in IDNA."""
    local, _, domain = address.strip().rpartition("@")
    try:
        domain = idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        domain = domain.lower()
    return f"{local}@{domain}".lower()


def is_no_reply(address: str) -> bool:
    """Say whether an address belongs to a sender that reads no replies, e.g. no-reply@…."""
    local = address.rpartition("@")[0].partition("+")[0]
    return re.sub(r"[\W_]", "", local).lower() in NO_REPLY


def contacts(header: Message, own: Collection[str]) -> dict[str, str]:
    """Return the contacts of a message: each normalized address with its name in the header.

    If an address occurs several times, the name is taken from the first place that has one.

    Args:
        header: the message's header section.
        own: the user's own addresses, normalized; they are not contacts.
    """
    found: dict[str, str] = {}
    for value in (str(value) for name in HEADERS for value in header.get_all(name, [])):
        for name, address in address_parsing.parse_addresses(value):
            contact = normalize(address)
            if contact not in own and not is_no_reply(contact):
                found[contact] = found.get(contact) or decode_words(name)
    return found
