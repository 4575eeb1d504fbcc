"""Correct ENVELOPE and RFC822.SIZE in the responses to a FETCH. No I/O.

Before the app's FETCH, the door fetches the messages itself, and computes the values from their
bytes. The app's FETCH reaches the server without the two items, and the door adds them to each
response.
"""

import re
from dataclasses import dataclass

from bluebar.mailserver.frontdoor.deviations import Deviations
from bluebar.mailserver.frontdoor.envelope import envelope
from bluebar.mailserver.frontdoor.own_commands import MESSAGE, UID, FetchedMessage

COMMAND = re.compile(
    rb"\A(?P<begin>\S+ (?P<name>(?:UID )?FETCH) (?P<numbers>\S+) )(?P<items>.*?)(?P<end>\r?\n)\Z",
    re.IGNORECASE | re.DOTALL,
)
# An item with a section, in which field names may look like items; or an item of one word.
ITEM = re.compile(rb"[^\s()\[]+\[[^\]]*\]\S*?(?=[\s)]|\Z)|[^\s()]+", re.DOTALL)
QUOTED = re.compile(rb'"(?:\\.|[^"\\])*"', re.DOTALL)
FAST = (b"FLAGS", b"INTERNALDATE", b"RFC822.SIZE")
MACROS = {b"FAST": FAST, b"ALL": (*FAST, b"ENVELOPE"), b"FULL": (*FAST, b"ENVELOPE", b"BODY")}
"""RFC 9051, 6.4.5; FULL, of RFC 3501, has BODY."""


@dataclass(frozen=True)
class FetchPlan:
    """The two commands that the server gets in place of an app's FETCH.

    Attributes:
        own: the door's own command up to its items, without a tag.
        rest: the app's command without the items whose values the door adds.
        with_envelope: whether the app asks for ENVELOPE.
        with_size: whether the app asks for RFC822.SIZE.
    """

    own: bytes
    rest: bytes
    with_envelope: bool
    with_size: bool


def plan_fetch(line: bytes, deviations: Deviations) -> FetchPlan | None:
    """Return the plan of a FETCH; None if the server answers it with right values only.

    Args:
        line: the whole command, which has no literal.
        deviations: the server's deviations from the RFCs.
    """
    found = COMMAND.match(line)
    if found is None:
        return None
    items: list[bytes] = ITEM.findall(found["items"])
    if len(items) == 1:
        items = list(MACROS.get(items[0].upper(), items))
    names = {each.upper() for each in items}
    with_envelope = deviations.wrong_envelopes and b"ENVELOPE" in names
    with_size = deviations.wrong_sizes and b"RFC822.SIZE" in names
    if not (with_envelope or with_size):
        return None
    added = (with_envelope, b"ENVELOPE"), (with_size, b"RFC822.SIZE")
    removed = {name for is_added, name in added if is_added}
    # The list must not be empty. FLAGS does no harm in it: a server may send FLAGS unasked.
    rest = [each for each in items if each.upper() not in removed] or [b"FLAGS"]
    return FetchPlan(
        own=found["name"] + b" " + found["numbers"] + b" ",
        rest=found["begin"] + b"(" + b" ".join(rest) + b")" + found["end"],
        with_envelope=with_envelope,
        with_size=with_size,
    )


class ComputedValues:
    """The values for the responses of one FETCH.

    Args:
        plan: the plan of the FETCH.
    """

    def __init__(self, plan: FetchPlan) -> None:
        self._plan = plan
        self._by_number: dict[int, bytes] = {}
        self._by_uid: dict[int, bytes] = {}

    def take(self, message: FetchedMessage) -> None:
        """Compute the values of a message."""
        text = b"RFC822.SIZE %d " % message.size if self._plan.with_size else b""
        if self._plan.with_envelope:
            text += b"ENVELOPE " + envelope(message.header) + b" "
        self._by_number[message.number] = self._by_uid[message.uid] = text

    def add_to(self, line: bytes) -> bytes:
        """Return the first line of a FETCH response with the values added."""
        found = MESSAGE.match(line)
        if found is None:
            return line
        # Sequence numbers may have changed since the door's own UID FETCH, UIDs never change.
        uid = UID.search(QUOTED.sub(b"", line))
        text = self._by_uid.get(int(uid[1])) if uid else self._by_number.get(int(found[1]))
        return line[: found.end()] + (text or b"") + line[found.end() :]
