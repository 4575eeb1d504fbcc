"""Kill runs of the suite, and check that no process, container or folder of a run remains.

Another run must not be affected: start one in another terminal.

python -m tests.kills [--times 10] [--mailserver jvm docker] [--workers 0 2]
"""

import argparse
import random
import subprocess
import sys
import time
from pathlib import Path

from bluebar.mailserver.docker_client import DockerUnavailable, docker_client
from bluebar.mailserver.lifecycle.process_cleanup import LABEL, marked_processes
from bluebar.mailserver.lifecycle.run_scope import RunScope, remove_orphaned_runs

ROOT = Path(__file__).parents[1]
START_SECONDS = 60
GONE_SECONDS = 15
ENGINE_SECONDS = 5


def marks_of(pid: int) -> list[str]:
    """Return the marks of the runs that belong to a process."""
    return [mark for mark in marked_processes() if (run := RunScope.parse(mark)) and run.pid == pid]


def is_in_the_middle(pid: int) -> bool:
    """Say whether a browser of a process's run has started."""
    return any(
        "chrom" in process.name()
        for mark in marks_of(pid)
        for process in marked_processes().get(mark, [])
        if process.is_running()
    )


def remains(mark: str) -> list[str]:
    """Name the processes and containers with a mark."""
    left = [f"process {each.pid}" for each in marked_processes().get(mark, [])]
    try:
        with docker_client(ENGINE_SECONDS) as client:
            listed = client.containers.list(all=True, filters={"label": f"{LABEL}={mark}"})
            left += [f"container {each.id}" for each in listed]
    except DockerUnavailable:
        return left
    return left


def kill_once(way: str, workers: int) -> str:
    """Start a run, kill it at a random moment, and return the problem, or "" for none."""
    command = [sys.executable, "-m", "pytest", "e2e", "-q", "--mailserver", way, "-n", str(workers)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + START_SECONDS
    while not is_in_the_middle(process.pid):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            return f"the run started no browser within {START_SECONDS} s"
        time.sleep(0.2)  # no event reports the start of a browser
    time.sleep(random.uniform(0, 3))  # a kill may come at any moment
    (mark,) = marks_of(process.pid)
    killed_at = time.monotonic()
    process.kill()
    process.wait()
    while left := remains(mark):
        if time.monotonic() - killed_at > GONE_SECONDS:
            return f"remains after {GONE_SECONDS} s: {', '.join(left)}"
        time.sleep(0.2)  # no event reports the end of a process that is not a child
    took = time.monotonic() - killed_at
    killed = RunScope.parse(mark)
    assert killed is not None
    remove_orphaned_runs()  # as the next run does before it starts anything
    if killed.folder.exists():
        return f"the folder of the run remains: {killed.folder}"
    print(f"{way}, -n {workers}: everything is gone {took:.1f} s after the kill", flush=True)
    return ""


def main() -> None:
    """Kill a run `--times` times for each mail server and number of workers."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--mailserver", nargs="+", default=["jvm", "docker"])
    parser.add_argument("--workers", nargs="+", type=int, default=[0, 2])
    options = parser.parse_args()
    problems = 0
    for number in range(options.times):
        for way in options.mailserver:
            for workers in options.workers:
                if problem := kill_once(way, workers):
                    problems += 1
                    print(f"{way}, -n {workers}, kill {number + 1}: {problem}", flush=True)
    sys.exit(f"something remained after {problems} kills" if problems else 0)


if __name__ == "__main__":
    main()
