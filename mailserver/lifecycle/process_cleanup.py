"""Find and end the processes and containers that carry a run's mark.

A process counts as marked if BLUEBAR_RUN is in its environment, or if an ancestor is marked:
Chromium's helpers overwrite the memory in which the system looks up their environment.
"""

import contextlib
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

MARK = "BLUEBAR_RUN"
"""The environment variable of every process of a run; its value is the run's id."""

LABEL = "bluebar.run"
"""The label of every container of a run; its value is the run's id."""

END_SECONDS = 12
GRACE_SECONDS = 2
DOCKER_SECONDS = 8
POLL_SECONDS = 0.2
SETTLE_SECONDS = 3
"""Seconds that a Docker daemon needs at most to create a container for a request it received.

A daemon that takes longer does not answer at all.
"""

BEING_CREATED, CREATED = "being created", "created"


def marked_processes() -> dict[str, list[psutil.Process]]:
    """Return this machine's marked processes, descendants included, by run id."""
    children: dict[int, list[psutil.Process]] = {}
    roots: list[tuple[str, psutil.Process]] = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            children.setdefault(process.ppid(), []).append(process)
            if run := process.environ().get(MARK):
                roots.append((run, process))
    found: dict[str, dict[int, psutil.Process]] = {}
    for run, root in roots:
        of_run = found.setdefault(run, {})
        of_run.update((each.pid, each) for each in (root, *_descendants(root, children)))
    return {run: list(processes.values()) for run, processes in found.items()}


def _descendants(
    process: psutil.Process, children: dict[int, list[psutil.Process]]
) -> Iterator[psutil.Process]:
    for child in children.get(process.pid, []):
        yield child
        yield from _descendants(child, children)


@dataclass(frozen=True)
class ContainerNote:
    """A file in a run's folder that records for later runs whether the run started containers.

    Attributes:
        folder: the folder of the run.
    """

    folder: Path

    @property
    def path(self) -> Path:
        """Return the path of the file."""
        return self.folder / "containers"

    @property
    def exists(self) -> bool:
        """Say whether the run has started a container, or was about to start one."""
        return self.path.exists()

    @contextlib.contextmanager
    def being_created(self) -> Iterator[None]:
        """Record that containers are being created, and afterwards that they exist."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.path.write_text(BEING_CREATED)
        yield
        self.path.write_text(CREATED)

    def settle_seconds(self) -> float:
        """Return the seconds for which a search for containers must go on without finding any.

        If the run ended while it created a container, the Docker daemon may create this container
        later: the daemon finishes a request even if the client is dead.
        """
        try:
            return SETTLE_SECONDS if self.path.read_text() == BEING_CREATED else 0
        except OSError:
            return 0


def end_marked(
    should_end: Callable[[str], bool],
    *,
    spare: Collection[int] = (),
    within: float = END_SECONDS,
    note: ContainerNote | None = None,
) -> bool:
    """End every process and container of some runs; return whether none is left.

    Two searches in a row must find nothing: a process may start another one during a search.

    Args:
        should_end: a function that says for a run's id whether to end the run.
        spare: the pids of processes to leave alone: the caller's pid, and a watchdog's pid.
        within: the maximum seconds to search.
        note: the note of a run. If the run started containers, containers are removed as well.
    """
    deadline = time.monotonic() + within
    with_containers = note is not None and note.exists
    settle = note.settle_seconds() if note else 0
    quiet_since: float | None = None
    while True:
        found = _end_processes(should_end, spare)
        if with_containers:
            # The result is None if no Docker answers; then containers may still exist.
            found |= remove_containers(should_end) != 0
        now = time.monotonic()
        if found:
            quiet_since = None
        elif quiet_since is None:
            quiet_since = now
        elif now - quiet_since >= settle:
            return True
        if now > deadline:
            return False
        # A process that was being started during the search carries the mark a moment later.
        time.sleep(POLL_SECONDS)


def _end_processes(should_end: Callable[[str], bool], spare: Collection[int]) -> bool:
    """Terminate the processes of some runs, kill the rest; return whether there were any."""
    processes = [
        process
        for run, of_run in marked_processes().items()
        if should_end(run)
        for process in of_run
        if process.pid not in spare
    ]
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
    should_end: Callable[[str], bool], *, seconds: float = DOCKER_SECONDS
) -> int | None:
    """Remove the containers of some runs.

    Args:
        should_end: a function that says for a run's id whether to end the run.
        seconds: the maximum seconds for each answer of the daemon.

    Returns:
        The number of containers that were found; None if no Docker answers.
    """
    found = 0
    try:
        # Imported here: Docker's client takes long to import, reads settings at import and raises
        # anything for a setting that it cannot read. A machine without Docker never needs it.
        from docker.errors import APIError  # noqa: PLC0415

        from bluebar.mailserver.docker_client import docker_client  # noqa: PLC0415

        with docker_client(seconds) as client:
            for container in client.containers.list(
                all=True, filters={"label": LABEL}, ignore_removed=True
            ):
                if should_end(container.labels[LABEL]):
                    found += 1
                    # Another process may be removing it already; the next search finds out.
                    with contextlib.suppress(APIError):
                        container.remove(force=True, v=True)
    except Exception:
        return None
    return found
