"""Hold a conversation with a dialogue, and tell who gets which bytes."""

from collections.abc import Iterable

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.actions import Act, Send
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts
from bluebar.mailserver.frontdoor.faults import Fault
from bluebar.mailserver.frontdoor.imap_session import ImapSession
from bluebar.mailserver.frontdoor.proxy_config import Listener

ACCOUNT = Account(address="ada@mail.test", login="ada-17", password="pa55")
GREETING = b"* OK ready\r\n"
CAPABILITY = b"* CAPABILITY IMAP4rev1 LITERAL+ AUTH=XOAUTH2\r\n"


def dialogue(
    *faults: Fault, tally: FaultCounts | None = None, greeted: bool = True, **listener: object
) -> ImapSession:
    """Return the dialogue of a port with these faults and ways of its own, greeted already."""
    values = {"tls": False, "faults": faults} | listener
    return dialogue_at(Listener(**values), tally=tally, greeted=greeted)  # type: ignore[arg-type]


def dialogue_at(
    listener: Listener, *, tally: FaultCounts | None = None, greeted: bool = True
) -> ImapSession:
    """Return the dialogue of this port."""
    made = ImapSession(listener, ACCOUNT, tally or FaultCounts())
    if greeted:
        list(made.server_said(GREETING))
    return made


def to(side: str, acts: Iterable[Act]) -> bytes:
    """Return what one side gets."""
    return b"".join(act.data for act in acts if isinstance(act, Send) and act.to == side)


def app_says(talk: ImapSession, chunks: Iterable[bytes]) -> list[Act]:
    """Return what comes of chunks from the app."""
    return [act for chunk in chunks for act in talk.app_said(chunk)]


def server_says(talk: ImapSession, chunks: Iterable[bytes]) -> list[Act]:
    """Return what comes of chunks from the server."""
    return [act for chunk in chunks for act in talk.server_said(chunk)]


def login(user: bytes, password: bytes, tag: bytes = b"a1") -> bytes:
    """Return a LOGIN with literals, as the door itself says it."""
    return b"%b LOGIN {%d+}\r\n%b {%d+}\r\n%b\r\n" % (tag, len(user), user, len(password), password)
