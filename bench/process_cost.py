"""Measure what a command costs: wall time, CPU seconds of each program, and memory.

The command and all processes that it starts are looked at several times per second. What a process
uses after the last look is not seen, so processes that end within `LOOK_EVERY` count too little.
"""

import os
import subprocess
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

LOOK_EVERY = 0.1
"""In seconds."""

MEMORY_EVERY = 2.0
"""In seconds: the memory of a process takes long to read."""

MEGABYTE = 1 << 20

PROGRAMS = (("chrom", "browser"), ("node", "driver"), ("java", "mail server"))
"""Parts of the names of files, each with the program's name in a result."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """The cost of a command, with all processes that it starts.

    Attributes:
        seconds: the wall time.
        cpu: the CPU seconds, user and system, of each program by its name in `program_of`.
        memory: the megabytes of each program at the moment when all together used most. Shared
            memory counts in proportion (PSS).
        status: the exit status.
        output: the end of the output, for a message.
    """

    seconds: float
    cpu: Mapping[str, float]
    memory: Mapping[str, float]
    status: int
    output: str = field(repr=False)


def measure(
    command: Sequence[str | Path],
    *,
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> Cost:
    """Run a command to its end; return its cost.

    Args:
        command: the program and its arguments.
        folder: the folder in which the command runs.
        environment: variables in addition to those of this process.
    """
    began = time.monotonic()
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        looks = _Looks(process.pid)
        while True:
            try:
                output, _ = process.communicate(timeout=LOOK_EVERY)
                break
            except subprocess.TimeoutExpired:
                looks.look()
    return Cost(
        seconds=time.monotonic() - began,
        cpu=looks.cpu(),
        memory=looks.memory,
        status=process.returncode,
        output=output[-4000:],
    )


def program_of(process: psutil.Process) -> str:
    """Return the name of a process's program in a result.

    The names are "browser", "driver" (Playwright's), "mail server", "app" (the reference app) and
    "harness" (all other processes).
    """
    name = process.name().lower()
    found = next((program for part, program in PROGRAMS if part in name), "")
    if found:
        return found
    is_app = any(each in ("app", "bluebar.app") for each in process.cmdline())
    return "app" if is_app else "harness"


class _Looks:
    """What was seen of the processes of a command."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._cpu: dict[tuple[int, float], float] = {}
        self._programs: dict[tuple[int, float], str] = {}
        self._memory_at = -MEMORY_EVERY
        self.memory: dict[str, float] = {}

    def look(self) -> None:
        """Look at all processes. A process that ends meanwhile is left out."""
        processes: list[psutil.Process] = []
        with suppress(psutil.Error):
            root = psutil.Process(self._pid)
            processes = [root, *root.children(recursive=True)]
        for each in processes:
            with suppress(psutil.Error):
                times, key = each.cpu_times(), (each.pid, each.create_time())
                # A process that was only just started has the name of its parent.
                self._programs[key] = program_of(each)
                self._cpu[key] = times.user + times.system
        if time.monotonic() - self._memory_at >= MEMORY_EVERY:
            self._memory_at = time.monotonic()
            self._look_at_memory(processes)

    def _look_at_memory(self, processes: Sequence[psutil.Process]) -> None:
        used: dict[str, float] = defaultdict(float)
        for each in processes:
            with suppress(psutil.Error):
                used[program_of(each)] += each.memory_full_info().pss / MEGABYTE
        if sum(used.values()) > sum(self.memory.values()):
            self.memory = dict(used)

    def cpu(self) -> dict[str, float]:
        """Return the CPU seconds of each program, the largest first."""
        used: dict[str, float] = defaultdict(float)
        for key, seconds in self._cpu.items():
            used[self._programs[key]] += seconds
        return dict(sorted(used.items(), key=lambda item: -item[1]))
