"""A pool of users that exist in the app before the run; no two tests use a user at the same time.

The adapter names the users. subjects/baseline.py describes the data that a user had before a test.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.target import AppUser
from bluebar.mailserver.errors import HarnessError

PATIENCE = 600.0
"""The seconds that a test waits for a free user. No test takes longer than this."""


class PoolBusy(HarnessError):
    """No user of the pool became free within the time that a test waits."""


class UserPool:
    """Take users for one test. A lock file, which all workers of the run see, reserves each user.

    Args:
        people: the users of the pool.
        folder: the run's folder, which holds the lock files.
    """

    def __init__(self, people: Sequence[AppUser], folder: Path) -> None:
        self.people = people
        self.folder = folder
        self._held: dict[int, FileLock] = {}

    def take(self) -> AppUser:
        """Return a user whom no other test has; wait until a user is free.

        Raises:
            NotOffered: this test has taken all users of the pool already.
            PoolBusy: no user became free within `PATIENCE` seconds.
        """
        others = [number for number in self._in_turn() if number not in self._held]
        if not others:
            raise NotOffered(
                f"this scenario needs {len(self._held) + 1} users; the pool has {len(self.people)}"
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
            next_step="run with fewer workers (-n) than the pool has users, because some scenarios "
            "need two users",
        )

    def give_back(self) -> None:
        """Release all users that this test has taken, so that other tests can take them."""
        for lock in self._held.values():
            lock.release()
        self._held.clear()

    def _in_turn(self) -> list[int]:
        """Return the numbers of all users in the order in which this worker tries them.

        Each worker starts with a different user, so that workers seldom wait for each other.
        """
        worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        first = worker % len(self.people)
        return [*range(first, len(self.people)), *range(first)]
