"""What the front door saw of one connection, for expectations and their messages.

To ask it where there is none ends the test as `not offered`: nothing was seen there, neither that
something was sent nor that nothing was.
"""

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.frontdoor.transcript import Login, Transcript

NO_WITNESS = "the straight route has no witness"


def witness(mailbox: Mailbox) -> ProxyEndpoint:
    """Return the mailbox's front door, or end the test as `not offered`."""
    if (door := mailbox.access.door) is None:
        raise NotOffered(NO_WITNESS)
    return door


def logins(connection: Connection) -> list[tuple[Transcript, Login]]:
    """Return every login that was tried at the front door, with its conversation, in order."""
    conversations = witness(connection.mailbox).conversations
    return [(each, login) for each in conversations for login in each.logins]


def let_in(connection: Connection) -> list[tuple[Transcript, Login]]:
    """Return the logins that the server took."""
    return [each for each in logins(connection) if each[1].result == "OK"]


def let_in_as_typed(connection: Connection) -> list[tuple[Transcript, Login]]:
    """Return those of the user name that was typed."""
    wanted = connection.typed.username.strip()
    return [each for each in let_in(connection) if each[1].user == wanted]


def in_clear(connection: Connection) -> list[tuple[Transcript, Login]]:
    """Return the logins that were tried where nothing was encrypted at that moment."""
    return [each for each in logins(connection) if each[1].in_clear]


def against_connected(connection: Connection) -> str:
    """Tell what the wire says against a `Connected`: no login of that user was let in.

    Returns:
        A line; empty where there was one, and where there is no witness to say otherwise.
    """
    if connection.mailbox.access.door is None or let_in_as_typed(connection):
        return ""
    return f"app said Connected; the wire says {_last_answer(connection)}"


def _last_answer(connection: Connection) -> str:
    if not (tried := logins(connection)):
        return "that no login was tried"
    conversation, login = tried[-1]
    # What servers add after the first sentence names the user once more.
    sentence = login.text.partition(". ")[0].rstrip(".")
    answer = f"{login.result or 'no answer'} {sentence}".strip()
    whose = "" if login.user == connection.typed.username.strip() else f" as {login.user!r}"
    return f"{answer}{whose} at +{login.at - conversation.opened_at:.1f} s"


def where(connection: Connection) -> str:
    """Tell what was typed, and by which route the app went."""
    access, typed = connection.mailbox.access, connection.typed
    ssl = "SSL ticked" if typed.use_ssl else "SSL not ticked"
    return f"typed {typed.username!r} at {typed.server}:{typed.port}, {ssl}, route: {access.route}"


def in_words(connection: Connection) -> str:
    """Tell in a few words what the app did at the wire."""
    door = connection.mailbox.access.door
    if door is None:
        return NO_WITNESS
    conversations = door.conversations
    if not conversations:
        return "the wire says: the app never came to the front door"
    return "the wire says: " + "; ".join(_conversation_in_words(each) for each in conversations)


def _conversation_in_words(conversation: Transcript) -> str:
    logins = [
        f"{login.method} {login.user!r} → {login.result or 'no answer'} {login.text}".strip()
        for login in conversation.logins
    ]
    return f"port {conversation.listening_on}: {', '.join(logins) or 'no login was tried'}"
