"""Kill a run of the suite in the middle, again and again: nothing of it may be left.

A run that goes on beside it must not notice: start one in another terminal.

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
    """Return the marks of the runs that this process owns."""
    return [mark for mark in marked_processes() if (run := RunScope.parse(mark)) and run.pid == pid]


def is_in_the_middle(pid: int) -> bool:
    """Say whether a browser of this process's run is up."""
    return any(
        "chrom" in process.name()
        for mark in marks_of(pid)
        for process in marked_processes().get(mark, [])
        if process.is_running()
    )


def what_is_left(mark: str) -> list[str]:
    """Name the processes and containers that still carry a mark."""
    left = [f"process {each.pid}" for each in marked_processes().get(mark, [])]
    try:
        with docker_client(ENGINE_SECONDS) as client:
            listed = client.containers.list(all=True, filters={"label": f"{LABEL}={mark}"})
            left += [f"container {each.id}" for each in listed]
    except DockerUnavailable:
        return left
    return left


def kill_once(way: str, workers: int) -> str:
    """Start a run, kill it at a random moment, and say what came of it; "" when all is gone."""
    command = [sys.executable, "-m", "pytest", "e2e", "-q", "--mailserver", way, "-n", str(workers)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + START_SECONDS
    while not is_in_the_middle(process.pid):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            return f"the run did not get to its first browser in {START_SECONDS} s"
        time.sleep(0.2)  # nothing tells when a browser starts
    time.sleep(random.uniform(0, 3))  # the moment of a kill is chance
    (mark,) = marks_of(process.pid)
    killed_at = time.monotonic()
    process.kill()
    process.wait()
    while left := what_is_left(mark):
        if time.monotonic() - killed_at > GONE_SECONDS:
            return f"left after {GONE_SECONDS} s: {', '.join(left)}"
        time.sleep(0.2)  # nothing tells when somebody else's process has ended
    took = time.monotonic() - killed_at
    killed = RunScope.parse(mark)
    assert killed is not None
    remove_orphaned_runs()  # as the next run does before it starts anything
    if killed.folder.exists():
        return f"its folder is still there: {killed.folder}"
    print(f"{way}, -n {workers}: all gone {took:.1f} s after the kill", flush=True)
    return ""


def main() -> None:
    """Kill as often as asked, in every combination."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--mailserver", nargs="+", default=["jvm", "docker"])
    parser.add_argument("--workers", nargs="+", type=int, default=[0, 2])
    asked = parser.parse_args()
    bad = 0
    for number in range(asked.times):
        for way in asked.mailserver:
            for workers in asked.workers:
                if problem := kill_once(way, workers):
                    bad += 1
                    print(f"{way}, -n {workers}, kill {number + 1}: {problem}", flush=True)
    sys.exit(f"{bad} kills left something" if bad else 0)


if __name__ == "__main__":
    main()
