"""Small runs in separate processes, which tests end in every way that a run can end."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[3]
GONE_SECONDS = 15

BEGIN = """
import signal, subprocess, sys
from bluebar.mailserver.lifecycle import run_scope

# Under nohup, or in the background of a shell, both are ignored, and would end nothing.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
children = []
def start(*command, **options):
    children.append(subprocess.Popen(command, **options))
with run_scope.run() as run:
"""
END = """
    print(run.folder, *(each.pid for each in children), flush=True)
    sys.stdin.read()
"""
TWO_CHILDREN = """
    start("sleep", "300")
    start("sleep", "300", start_new_session=True)
"""


@dataclass(frozen=True)
class SmallRun:
    """A run that waits for its end: its owner, its folder, and the processes that it started."""

    process: "subprocess.Popen[str]"
    folder: Path
    children: list[psutil.Process]

    @property
    def id(self) -> str:
        return self.folder.name.removeprefix("bluebar-")

    def is_gone_in_time(self) -> bool:
        """Wait until nothing of it is left; return False after GONE_SECONDS."""
        deadline = time.monotonic() + GONE_SECONDS
        while time.monotonic() < deadline:
            _, alive = psutil.wait_procs(self.children, timeout=0.2)
            if all(is_gone(each) for each in alive) and not self.folder.exists():
                return True
        return False


@contextmanager
def small_run(home: Path, body: str = TWO_CHILDREN, **environ: str) -> Iterator[SmallRun]:
    """Start a run; if still running, it ends in order with the block."""
    inherited = {name: value for name, value in os.environ.items() if name != "BLUEBAR_RUN"}
    process = subprocess.Popen(
        [sys.executable, "-c", BEGIN + body + END],
        cwd=ROOT,
        env=inherited | {"TMPDIR": str(home)} | environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        process_group=0,
    )
    try:
        assert process.stdout is not None
        folder, *pids = process.stdout.readline().split()
        yield SmallRun(process, Path(folder), [psutil.Process(int(pid)) for pid in pids])
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.wait(30)
        process.stdout.close()


def is_gone(process: psutil.Process) -> bool:
    """Say whether a process has ended; a zombie counts as ended."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
