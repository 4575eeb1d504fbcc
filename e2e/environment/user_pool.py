"""Users of the app that are there already, of whom each test has one for itself.

Who they are is the adapter's to say. What they see that a test did not bring stands in `before`.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.target import AppUser
from bluebar.mailserver.errors import HarnessError

PATIENCE = 600.0
"""Seconds that a test waits for a user: above what the longest tests before it take."""


class PoolBusy(HarnessError):
    """No user of the pool came free."""


class UserPool:
    """Take users for one test, each by a lock that all workers of a run see.

    Args:
        people: all who may be taken.
        folder: the run's, where the locks lie.
    """

    def __init__(self, people: Sequence[AppUser], folder: Path) -> None:
        self.people = people
        self.folder = folder
        self._held: dict[int, FileLock] = {}

    def take(self) -> AppUser:
        """Return a user whom nobody else has, once one is free; one more at each call.

        Raises:
            PoolBusy: none came free.
        """
        others = [number for number in self._in_turn() if number not in self._held]
        if not others:
            raise NotOffered(
                f"this needs {len(self._held) + 1} users; the pool has {len(self.people)}"
            )
        for number, patience in (*((number, 0.0) for number in others), (others[0], PATIENCE)):
            lock = FileLock(self.folder / f"user-{number}.lock")
            try:
                lock.acquire(timeout=patience)
            except Timeout:
                continue
            self._held[number] = lock
            return self.people[number]
        raise PoolBusy(
            wanted=f"one of {len(self.people)} users for this test alone",
            happened=f"none came free in {PATIENCE:g} s",
            where=str(self.folder),
            next_step="run with fewer workers (-n) than there are users in the pool, one fewer "
            "still for scenarios that need two",
        )

    def give_back(self) -> None:
        """Let others have them."""
        for lock in self._held.values():
            lock.release()
        self._held.clear()

    def _in_turn(self) -> list[int]:
        """Return all numbers, each worker's own first, so that they seldom meet."""
        worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        first = worker % len(self.people)
        return [*range(first, len(self.people)), *range(first)]
