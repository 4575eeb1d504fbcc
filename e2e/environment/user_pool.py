"""A pool of users that exist in the app, from which each test takes users for itself.

The adapter names the users. subjects/baseline.py has the data that they had before a test.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.target import AppUser
from bluebar.mailserver.errors import HarnessError

PATIENCE = 600.0
"""Seconds that a test waits for a user: longer than the longest tests before it."""


class PoolBusy(HarnessError):
    """No user of the pool became free."""


class UserPool:
    """Take users for one test, each by a lock file that all workers of a run see.

    Args:
        people: the users of the pool.
        folder: the run's folder, for the lock files.
    """

    def __init__(self, people: Sequence[AppUser], folder: Path) -> None:
        self.people = people
        self.folder = folder
        self._held: dict[int, FileLock] = {}

    def take(self) -> AppUser:
        """Return a user whom no other test has; wait until one is free.

        Raises:
            NotOffered: the pool has too few users.
            PoolBusy: no user became free in time.
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
            wanted=f"a user of the pool ({len(self.people)} users) that no other test uses",
            happened=f"no user became free in {PATIENCE:g} s",
            where=str(self.folder),
            next_step="run with fewer workers (-n) than users in the pool; one fewer for "
            "scenarios that need two users",
        )

    def give_back(self) -> None:
        """Release the users."""
        for lock in self._held.values():
            lock.release()
        self._held.clear()

    def _in_turn(self) -> list[int]:
        """Return all numbers, starting at another one for each worker, to avoid waiting."""
        worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        first = worker % len(self.people)
        return [*range(first, len(self.people)), *range(first)]
