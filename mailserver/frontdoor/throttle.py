"""Send bytes to the app at the rate of the line, and end the connection at a limit. No I/O."""

from collections.abc import Iterator
from typing import assert_never

from bluebar.mailserver.frontdoor.actions import Action, Pause, Send, close_connection
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts
from bluebar.mailserver.frontdoor.faults import Drips, EndsAfter, SendFault, Slow

SLICE_SECONDS = 0.05
"""Seconds that each slice of bytes takes on a slow line."""


class Throttle:
    """Delay, slice and cut what one connection sends to the app.

    Args:
        faults: the port's faults of the Send stage.
        counts: the counts of the door.
    """

    def __init__(self, faults: list[SendFault], counts: FaultCounts) -> None:
        self._faults = faults
        self._counts = counts
        self._sent = 0
        self._is_round_trip = True

    def start_round_trip(self) -> None:
        """Note that the app has sent bytes: the next bytes to the app come after the latency."""
        self._is_round_trip = True

    def send(self, action: Action) -> Iterator[Action]:
        """Yield an action; delay, slice or cut its bytes to the app as the faults require."""
        if not isinstance(action, Send) or action.to == "server":
            yield action
            return
        data, slow, piece = action.data, Slow(), 0
        for fault in self._faults:
            match fault:
                case EndsAfter(bytes=limit):
                    if self._sent + len(data) > limit and self._counts.consume(fault):
                        yield Send("app", data[: limit - self._sent], action.by)
                        yield from close_connection(fault.how, fault.text)
                        return
                case Slow():
                    slow = fault
                case Drips():
                    piece = fault.bytes
                case _:
                    assert_never(fault)
        self._sent += len(data)
        if slow.latency and self._is_round_trip:
            yield Pause(slow.latency)
        self._is_round_trip = False
        if not (slow.bytes_per_second or piece):
            yield action
            return
        size = piece or max(int(slow.bytes_per_second * SLICE_SECONDS), 1)
        for at in range(0, len(data), size):
            part = data[at : at + size]
            if slow.bytes_per_second:
                yield Pause(len(part) / slow.bytes_per_second)
            yield Send("app", part, action.by)
