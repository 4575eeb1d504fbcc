"""Feed an IMAP session with bytes, and read who gets which bytes."""

from collections.abc import Iterable
from dataclasses import replace

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.actions import Action, Send
from bluebar.mailserver.frontdoor.deviations import Deviations, Extension
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts
from bluebar.mailserver.frontdoor.faults import Fault
from bluebar.mailserver.frontdoor.imap_session import ImapSession
from bluebar.mailserver.frontdoor.proxy_config import Listener
from bluebar.mailserver.greenmail.greenmail_brand import GreenMail
from bluebar.mailserver.greenmail.release import FACTS

ACCOUNT = Account(address="ada@mail.test", login="ada-17", password="pa55")
GREENMAIL = replace(
    GreenMail.facts.deviations,
    delimiter=FACTS.delimiter,
    missing=frozenset(map(Extension, FACTS.missing)),
)
GREETING = b"* OK ready\r\n"
CAPABILITY = b"* CAPABILITY IMAP4rev1 LITERAL+ AUTH=XOAUTH2\r\n"


def session(
    *faults: Fault,
    counts: FaultCounts | None = None,
    greeted: bool = True,
    deviations: Deviations | None = None,
    **listener: object,
) -> ImapSession:
    """Return a session of a port with these faults and settings, after the greeting."""
    values = {"tls": False, "faults": faults} | listener
    port = Listener(**values)  # type: ignore[arg-type]
    return session_at(port, counts=counts, greeted=greeted, deviations=deviations)


def session_at(
    listener: Listener,
    *,
    counts: FaultCounts | None = None,
    greeted: bool = True,
    deviations: Deviations | None = None,
) -> ImapSession:
    """Return a session of this port, by default before a server with dots in folder names only."""
    deviations = deviations or Deviations(delimiter=".")
    made = ImapSession(listener, ACCOUNT, counts or FaultCounts(), deviations)
    if greeted:
        list(made.from_server(GREETING))
    return made


def to(side: str, actions: Iterable[Action]) -> bytes:
    """Return the bytes that one side gets."""
    return b"".join(
        action.data for action in actions if isinstance(action, Send) and action.to == side
    )


def all_from_app(talk: ImapSession, chunks: Iterable[bytes]) -> list[Action]:
    """Feed a session with chunks of the app's bytes; return the actions that follow."""
    return [action for chunk in chunks for action in talk.from_app(chunk)]


def all_from_server(talk: ImapSession, chunks: Iterable[bytes]) -> list[Action]:
    """Feed a session with chunks of the server's bytes; return the actions that follow."""
    return [action for chunk in chunks for action in talk.from_server(chunk)]


def login(user: bytes, password: bytes, tag: bytes = b"a1") -> bytes:
    """Return a LOGIN with literals."""
    return b"%b LOGIN {%d+}\r\n%b {%d+}\r\n%b\r\n" % (tag, len(user), user, len(password), password)


def door_login(user: bytes, password: bytes, tag: bytes = b"a1") -> bytes:
    """Return a LOGIN as the door sends it: quoted strings, and literals for other characters."""

    def written(text: bytes) -> bytes:
        is_plain = text.isascii() and not set(text) & {*range(32), 127, *b'"\\'}
        return b'"%b"' % text if is_plain else b"{%d+}\r\n%b" % (len(text), text)

    return b"%b LOGIN %b %b\r\n" % (tag, written(user), written(password))
