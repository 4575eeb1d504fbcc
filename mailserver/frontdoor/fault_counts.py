"""Count the faults and logins at one front door, across all its connections."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import assert_never

from bluebar.mailserver.frontdoor.faults import CountedFault, DelayFault, DelaysCommand


@dataclass
class FaultCounts:
    """Counts of one front door.

    Attributes:
        happened: the number of times that each fault happened.
        logged_in: the number of connections that are logged in, or have sent a login.
    """

    happened: Counter[CountedFault] = field(default_factory=Counter)
    logged_in: int = 0

    def consume(self, fault: CountedFault) -> bool:
        """Count that a fault happens; return False if it has happened `times` times before."""
        if fault.times and self.happened[fault] >= fault.times:
            return False
        self.happened[fault] += 1
        return True

    def consume_delays(self, faults: Iterable[DelayFault], command: bytes) -> float:
        """Return the seconds by which faults delay a command, and count these faults."""
        seconds = 0.0
        for fault in faults:
            match fault:
                case DelaysCommand():
                    if fault.command.encode() == command and self.consume(fault):
                        seconds += fault.seconds
                case _:
                    assert_never(fault)
        return seconds
