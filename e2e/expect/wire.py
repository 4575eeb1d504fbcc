"""Read the front door's record of one connection (the wire), for expectations and their messages.

The front door is the proxy between app and mail server. It records what the app sends.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.target import FormInput
from bluebar.e2e.scenarios.model import Route
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.frontdoor.transcript import Login, Transcript

NO_WITNESS = "without a front door (route: straight) nothing records what the app sends"


def witness(mailbox: Mailbox) -> ProxyEndpoint:
    """Return the mailbox's front door.

    Raises:
        NotOffered: the mailbox has no front door. The app connects to the mail server directly, so
            nothing records what the app sends.
    """
    if (door := mailbox.endpoint.door) is None:
        raise NotOffered(NO_WITNESS)
    return door


def logins_in(transcripts: Iterable[Transcript]) -> list[tuple[Transcript, Login]]:
    """Return every login that the app tried, with the login's transcript, in order."""
    return [(each, login) for each in transcripts for login in each.logins]


@dataclass(frozen=True, kw_only=True)
class Wire:
    """The front door's record of one connection, and the input of the form.

    Attributes:
        transcripts: a transcript for each TCP connection of the app, in order; None if the mailbox
            has no front door.
        typed: the input of the form.
        route: the route by which the app reaches the mail server.
    """

    transcripts: Sequence[Transcript] | None
    typed: FormInput
    route: Route = Route.DOOR

    @classmethod
    def of(cls, connection: Connection) -> Self:
        """Return what the front door has recorded for a connection until now."""
        endpoint = connection.mailbox.endpoint
        transcripts = None if endpoint.door is None else endpoint.door.conversations
        return cls(transcripts=transcripts, typed=connection.typed, route=endpoint.route)

    @property
    def logins(self) -> list[tuple[Transcript, Login]]:
        """Return every login that the app tried, with the login's transcript, in order.

        Raises:
            NotOffered: the mailbox has no front door.
        """
        if self.transcripts is None:
            raise NotOffered(NO_WITNESS)
        return logins_in(self.transcripts)

    @property
    def accepted(self) -> list[tuple[Transcript, Login]]:
        """Return the logins that the server accepted, with their transcripts."""
        return [each for each in self.logins if each[1].result == "OK"]

    @property
    def accepted_as_typed(self) -> list[tuple[Transcript, Login]]:
        """Return the accepted logins whose user name is the typed user name."""
        wanted = self.typed.username.strip()
        return [each for each in self.accepted if each[1].user == wanted]

    @property
    def in_clear(self) -> list[tuple[Transcript, Login]]:
        """Return the logins that were tried while the connection was not encrypted."""
        return [each for each in self.logins if each[1].in_clear]

    @property
    def contradiction(self) -> str:
        """Return a sentence that says why the verdict `Connected` is wrong.

        `Connected` is wrong if the server accepted no login of the typed user name. The text is
        empty if the server accepted such a login, or if the mailbox has no front door.
        """
        if self.transcripts is None or self.accepted_as_typed:
            return ""
        return f"app said Connected; the wire says {self._last_answer}"

    @property
    def renamed(self) -> str:
        """Return a text with the typed and the last sent user name if they differ; else ""."""
        typed = self.typed.username.strip()
        sent = self.logins[-1][1].user if self.transcripts and self.logins else typed
        return "" if sent == typed else f"typed {typed!r}, sent {sent!r}: "

    @property
    def _last_answer(self) -> str:
        if not self.logins:
            return "that no login was tried"
        transcript, login = self.logins[-1]
        # Only the first sentence of the answer is used: servers repeat the user name after it.
        sentence = login.text.partition(". ")[0].rstrip(".")
        answer = f"{login.result or 'no answer'} {sentence}".strip()
        user = "" if login.user == self.typed.username.strip() else f" as {login.user!r}"
        return f"{answer}{user} at +{login.at - transcript.opened_at:.1f} s"

    @property
    def typed_words(self) -> str:
        """Return a text with the form's input, except the password, and the route of the app."""
        typed = self.typed
        ssl = "SSL ticked" if typed.use_ssl else "SSL not ticked"
        server = f"{typed.server}:{typed.port}"
        return f"typed {typed.username!r} at {server}, {ssl}, route: {self.route}"

    @property
    def summary(self) -> str:
        """Return a text with the ports and logins that the front door recorded."""
        if self.transcripts is None:
            return NO_WITNESS
        if not self.transcripts:
            return "the wire says: the app never came to the front door"
        return "the wire says: " + "; ".join(_in_words(each) for each in self.transcripts)


def _in_words(transcript: Transcript) -> str:
    logins = [
        f"{login.method} {login.user!r} → {login.result or 'no answer'} {login.text}".strip()
        for login in transcript.logins
    ]
    return f"port {transcript.listening_on}: {', '.join(logins) or 'no login was tried'}"
