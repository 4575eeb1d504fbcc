"""What carries a run's mark, and how it is ended: processes and containers.

A process counts as marked when BLUEBAR_RUN stands in its environment, or when it descends from one
that is: Chromium's helpers overwrite the memory in which their environment would be looked up.
"""

import contextlib
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

MARK = "BLUEBAR_RUN"
LABEL = "bluebar.run"
"""On containers; its value is the run's id."""

END_SECONDS = 12
GRACE_SECONDS = 2
DOCKER_SECONDS = 8
LOOK_AGAIN_SECONDS = 0.2
SETTLE_SECONDS = 3
"""A daemon that was asked for a container has made it by then, or does not answer at all."""

BEING_MADE = "being made"


def marked_processes() -> dict[str, list[psutil.Process]]:
    """Return this machine's processes that carry a mark, by run id, descendants included."""
    children: dict[int, list[psutil.Process]] = {}
    roots: list[tuple[str, psutil.Process]] = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            children.setdefault(process.ppid(), []).append(process)
            if run := process.environ().get(MARK):
                roots.append((run, process))
    found: dict[str, dict[int, psutil.Process]] = {}
    for run, root in roots:
        mine = found.setdefault(run, {})
        mine.update((each.pid, each) for each in (root, *_descendants(root, children)))
    return {run: list(processes.values()) for run, processes in found.items()}


def _descendants(
    process: psutil.Process, children: dict[int, list[psutil.Process]]
) -> Iterator[psutil.Process]:
    for child in children.get(process.pid, []):
        yield child
        yield from _descendants(child, children)


@dataclass(frozen=True)
class ContainerNote:
    """What a run's folder tells of its containers, also to those who come after the run.

    Attributes:
        folder: of the run.
    """

    folder: Path

    @property
    def path(self) -> Path:
        """Return the file."""
        return self.folder / "containers"

    @property
    def is_there(self) -> bool:
        """Say whether the run has started a container, or was about to."""
        return self.path.exists()

    @contextlib.contextmanager
    def being_made(self) -> Iterator[None]:
        """Note that containers are about to come, and afterwards that they have come."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.path.write_text(BEING_MADE)
        yield
        self.path.write_text("made")

    def settle_seconds(self) -> float:
        """Return how long nothing must be found: a daemon finishes what a dead client asked."""
        try:
            return SETTLE_SECONDS if self.path.read_text() == BEING_MADE else 0
        except OSError:
            return 0


def end_marked(
    is_over: Callable[[str], bool],
    *,
    spare: Collection[int] = (),
    within: float = END_SECONDS,
    note: ContainerNote | None = None,
) -> bool:
    """End every process and container of the runs that are over; return whether none is left.

    Args:
        is_over: says of a run's id whether it is to be ended.
        spare: pids that are left alone: who calls, and a watchdog.
        within: seconds.
        note: tells whether Docker is to be looked at; it is not without one.

    Two looks in a row must find nothing: a process may be starting another while we look.
    """
    deadline = time.monotonic() + within
    with_containers = note is not None and note.is_there
    settle = note.settle_seconds() if note else 0
    quiet_since: float | None = None
    while True:
        left = [
            process
            for run, processes in marked_processes().items()
            if is_over(run)
            for process in processes
            if process.pid not in spare
        ]
        is_quiet = not _end(left)
        if with_containers:
            is_quiet &= remove_containers(is_over) == 0
        now = time.monotonic()
        if not is_quiet:
            quiet_since = None
        elif quiet_since is None:
            quiet_since = now
        elif now - quiet_since >= settle:
            return True
        if now > deadline:
            return False
        # What was being started while we looked carries the mark a moment later.
        time.sleep(LOOK_AGAIN_SECONDS)


def _end(processes: list[psutil.Process]) -> bool:
    """Ask them to end, then make them; return whether there were any."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(processes, timeout=GRACE_SECONDS)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=GRACE_SECONDS)
    return bool(processes)


def remove_containers(
    is_over: Callable[[str], bool], *, seconds: float = DOCKER_SECONDS
) -> int | None:
    """Remove our containers of runs that are over.

    Args:
        is_over: says of a run's id whether it is to be ended.
        seconds: that the daemon may take for an answer.

    Returns:
        How many there were; None where that cannot be known, as no Docker answers.
    """
    # Imported here: it takes a while, and a machine without Docker never needs it.
    found = 0
    try:
        from docker.errors import APIError  # noqa: PLC0415

        from bluebar.mailserver.docker_client import docker_client  # noqa: PLC0415

        with docker_client(seconds) as client:
            for container in client.containers.list(
                all=True, filters={"label": LABEL}, ignore_removed=True
            ):
                if is_over(container.labels[LABEL]):
                    found += 1
                    # Somebody else may be removing it already: the next look tells.
                    with contextlib.suppress(APIError):
                        container.remove(force=True, v=True)
    except Exception:
        # See engine.py: settings that docker-py cannot read raise anything, at its import, too.
        return None
    return found
