"""What the front door saw of one connection, for expectations and their messages."""

from e2e.people import Connection
from e2e.scenario import Route
from mailserver.frontdoor import Conversation, Login


def logins(connection: Connection) -> list[tuple[Conversation, Login]]:
    """Return every login that was tried at the front door, with its conversation, in order."""
    door = connection.mailbox.access.door
    conversations = door.conversations if door else []
    return [(each, login) for each in conversations for login in each.logins]


def let_in(connection: Connection) -> list[tuple[Conversation, Login]]:
    """Return the logins that the server took."""
    return [each for each in logins(connection) if each[1].result == "OK"]


def where(connection: Connection) -> str:
    """Tell what was typed, and by which route the app went."""
    access, typed = connection.mailbox.access, connection.typed
    ssl = "SSL ticked" if typed.use_ssl else "SSL not ticked"
    return f"typed {typed.username!r} at {typed.server}:{typed.port}, {ssl}, route: {access.route}"


def in_words(connection: Connection) -> str:
    """Tell in a few words what the app did at the wire."""
    access = connection.mailbox.access
    if access.route is Route.STRAIGHT or access.door is None:
        return "the straight route has no witness"
    conversations = access.door.conversations
    if not conversations:
        return "the wire says: the app never came to the front door"
    return "the wire says: " + "; ".join(_conversation_in_words(each) for each in conversations)


def _conversation_in_words(conversation: Conversation) -> str:
    logins = [
        f"{login.method} {login.user!r} → {login.result or 'no answer'} {login.text}".strip()
        for login in conversation.logins
    ]
    return f"port {conversation.listening_on}: {', '.join(logins) or 'no login was tried'}"
