"""What carries a run's mark, and how it is ended: processes and containers.

A process counts as marked when BLUEBAR_RUN stands in its environment, or when it descends from one
that is: Chromium's helpers overwrite the memory in which their environment would be looked up.
"""

import contextlib
import time
from collections.abc import Callable, Collection, Iterator

import psutil

MARK = "BLUEBAR_RUN"
LABEL = "bluebar.run"
"""On containers; its value is the run's id."""

END_SECONDS = 12
GRACE_SECONDS = 2
DOCKER_SECONDS = 8
LOOK_AGAIN_SECONDS = 0.2


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


def end_marked(
    is_over: Callable[[str], bool],
    *,
    spare: Collection[int] = (),
    within: float = END_SECONDS,
    containers: bool = True,
) -> bool:
    """End every process and container of the runs that are over; return whether none is left.

    Args:
        is_over: says of a run's id whether it is to be ended.
        spare: pids that are left alone: who calls, and a watchdog.
        within: seconds.
        containers: whether Docker is looked at, too.

    Two looks in a row must find nothing: a process may be starting another while we look.
    """
    deadline = time.monotonic() + within
    quiet = 0
    while True:
        left = [
            process
            for run, processes in marked_processes().items()
            if is_over(run)
            for process in processes
            if process.pid not in spare
        ]
        found = _end(left)
        if containers:
            found |= _end_containers(is_over)
        quiet = 0 if found else quiet + 1
        if quiet == 2:
            return True
        if time.monotonic() > deadline:
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


def _end_containers(is_over: Callable[[str], bool]) -> bool:
    """Remove our containers of runs that are over; return whether there were any."""
    # Imported here: it takes a while, and a machine without Docker never needs it.
    from docker.errors import DockerException  # noqa: PLC0415

    from mailserver.engine import NoEngine, engine  # noqa: PLC0415

    found = False
    try:
        with engine(DOCKER_SECONDS) as client:
            for container in client.containers.list(all=True, filters={"label": LABEL}):
                if is_over(container.labels[LABEL]):
                    found = True
                    container.remove(force=True, v=True)
    except (NoEngine, DockerException, OSError):
        # No Docker, or somebody else is removing it already: the next look tells.
        return found
    return found
