"""Ask what the front door recorded of one connection, for expectations and their messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.target import FormInput
from bluebar.e2e.scenarios.model import Route
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.frontdoor.transcript import Login, Transcript

NO_WITNESS = "the straight route has no witness"


def witness(mailbox: Mailbox) -> ProxyEndpoint:
    """Return the mailbox's front door.

    Raises:
        NotOffered: the app goes straight to the server, so that nothing was recorded: neither
            that a command was sent nor that none was.
    """
    if (door := mailbox.endpoint.door) is None:
        raise NotOffered(NO_WITNESS)
    return door


@dataclass(frozen=True, kw_only=True)
class Wire:
    """The record of one connection at the front door, and what was typed for the connection.

    Attributes:
        transcripts: one for each TCP connection of the app, in order; None without a front door.
        typed: what was in the form.
        route: how the app reaches the mail server.
    """

    transcripts: Sequence[Transcript] | None
    typed: FormInput
    route: Route = Route.DOOR

    @classmethod
    def of(cls, connection: Connection) -> Self:
        """Return what is recorded by now."""
        endpoint = connection.mailbox.endpoint
        transcripts = None if endpoint.door is None else endpoint.door.conversations
        return cls(transcripts=transcripts, typed=connection.typed, route=endpoint.route)

    @property
    def logins(self) -> list[tuple[Transcript, Login]]:
        """Return every login that was tried, with its transcript, in order.

        Raises:
            NotOffered: there is no front door.
        """
        if self.transcripts is None:
            raise NotOffered(NO_WITNESS)
        return [(each, login) for each in self.transcripts for login in each.logins]

    @property
    def accepted(self) -> list[tuple[Transcript, Login]]:
        """Return the logins that the server accepted."""
        return [each for each in self.logins if each[1].result == "OK"]

    @property
    def accepted_as_typed(self) -> list[tuple[Transcript, Login]]:
        """Return the accepted logins of the user name that was typed."""
        wanted = self.typed.username.strip()
        return [each for each in self.accepted if each[1].user == wanted]

    @property
    def in_clear(self) -> list[tuple[Transcript, Login]]:
        """Return the logins that were tried while the connection was not encrypted."""
        return [each for each in self.logins if each[1].in_clear]

    @property
    def contradiction(self) -> str:
        """Return what contradicts a `Connected`: the server accepted no login of that user.

        Returns:
            A line; empty if a login was accepted, and if there is no witness.
        """
        if self.transcripts is None or self.accepted_as_typed:
            return ""
        return f"app said Connected; the wire says {self._last_answer}"

    @property
    def _last_answer(self) -> str:
        if not self.logins:
            return "that no login was tried"
        transcript, login = self.logins[-1]
        # Servers repeat the user name after the first sentence.
        sentence = login.text.partition(". ")[0].rstrip(".")
        answer = f"{login.result or 'no answer'} {sentence}".strip()
        user = "" if login.user == self.typed.username.strip() else f" as {login.user!r}"
        return f"{answer}{user} at +{login.at - transcript.opened_at:.1f} s"

    @property
    def typed_words(self) -> str:
        """Return what was typed, and the route that the app used, for a message."""
        typed = self.typed
        ssl = "SSL ticked" if typed.use_ssl else "SSL not ticked"
        server = f"{typed.server}:{typed.port}"
        return f"typed {typed.username!r} at {server}, {ssl}, route: {self.route}"

    @property
    def summary(self) -> str:
        """Return what the app did at the front door, for a message."""
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
