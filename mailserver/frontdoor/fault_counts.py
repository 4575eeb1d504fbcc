"""What one door has to remember across its connections, and how its faults are found."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeVar

from bluebar.mailserver.frontdoor.faults import DelaysCommand, Fault
from bluebar.mailserver.frontdoor.proxy_config import Listener

F = TypeVar("F")


@dataclass
class FaultCounts:
    """Counts of one door.

    Attributes:
        happened: how often each fault has.
        signed_in: how many connections are signed in now, or have asked the server to be.
    """

    happened: Counter[Fault] = field(default_factory=Counter)
    signed_in: int = 0

    def may_happen(self, fault: Fault) -> bool:
        """Say whether a fault happens now, and count that it does."""
        times = getattr(fault, "times", 0)
        if times and self.happened[fault] >= times:
            return False
        self.happened[fault] += 1
        return True

    def seconds_late(self, listener: Listener, command: bytes) -> float:
        """Return how late this command is answered, and count that it is."""
        late = (each for each in listener.faults if isinstance(each, DelaysCommand))
        concerned = [each for each in late if each.command.encode() == command]
        return sum(each.seconds for each in concerned if self.may_happen(each))


def found(listener: Listener, kind: type[F]) -> F | None:
    """Return a port's fault of this kind, if it has one."""
    return next((each for each in listener.faults if isinstance(each, kind)), None)
