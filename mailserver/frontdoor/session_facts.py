"""The state of a session that is needed to understand the server's answers. No I/O."""

import re
from dataclasses import dataclass, field

from bluebar.mailserver.frontdoor.answer import Answer

RESULT = re.compile(rb"\A([^ *+]+) (OK|NO|BAD)\b", re.IGNORECASE)


@dataclass(frozen=True)
class SentCommand:
    """A command that the server has received and not answered yet.

    Attributes:
        name: the name in capitals; the name of UID FETCH is FETCH.
        is_by_uid: whether UID is before the name.
        folder: the first argument; empty if the arguments are malformed.
    """

    tag: bytes
    name: bytes
    is_by_uid: bool
    folder: bytes


@dataclass
class SessionFacts:
    """The state of the session that is needed to understand the server's answers.

    Attributes:
        sent: the commands that the server has not answered yet, in order, by tag.
        exists: the number of messages in the selected folder; None before the server states it.
    """

    sent: dict[bytes, SentCommand] = field(default_factory=dict)
    exists: int | None = None

    @property
    def running(self) -> SentCommand | None:
        """The command that the server is answering."""
        return next(iter(self.sent.values()), None)

    def result_of(self, answer: Answer) -> SentCommand | None:
        """Return the command that a tagged response completes; None for an untagged response."""
        found = RESULT.match(answer.texts[0])
        return self.sent.get(found[1]) if found else None
