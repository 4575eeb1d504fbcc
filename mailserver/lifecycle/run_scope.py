"""The life of one run: everything that a run starts carries a mark, and ends even after `kill -9`.

Every process of a run has `BLUEBAR_RUN` in its environment, every temporary file is in the run's
folder, every container has a label. A watchdog, in a separate session, reads a pipe that only the
run holds open. When the pipe ends, the run has ended, for any reason, and the watchdog ends the
rest. The next run removes what the watchdog could not end, e.g. after a power cut.

Runs of another machine, or of another container on this machine, are left alone, because the
processes that own these runs cannot be seen from here. This module does not depend on what a run
starts.
"""

import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.lifecycle.process_cleanup import (
    MARK,
    ContainerNote,
    end_marked,
    remove_containers,
)

PREFIX = "bluebar-"
WATCHDOG_SECONDS = 15
ORPHAN_DOCKER_SECONDS = 2


class RunFolderUnavailable(HarnessError):
    """The run's folder cannot be created."""


@dataclass(frozen=True)
class RunScope:
    """A run, identified by its owner: the process that started the run.

    Attributes:
        pid: the process id of the owner.
        started: the time at which the owner was started (`start_time`), because a later process can
            have the same pid.
        namespace: the machine and process namespace in which `pid` is valid (`pid_namespace_id`).
        token: a random text that distinguishes two runs of one owner.
    """

    pid: int
    started: int
    namespace: str
    token: str

    @classmethod
    def of_this_process(cls) -> "RunScope":
        """Return a new run that this process owns."""
        return cls(os.getpid(), start_time(os.getpid()), pid_namespace_id(), secrets.token_hex(3))

    @classmethod
    def parse(cls, text: str) -> "RunScope | None":
        """Read a run's id; None if the text is not an id."""
        try:
            pid, started, namespace, token = text.split("-")
            return cls(int(pid), int(started), namespace, token)
        except ValueError:
            return None

    @property
    def id(self) -> str:
        """Return the run's id, which marks the processes and containers of the run."""
        return f"{self.pid}-{self.started}-{self.namespace}-{self.token}"

    @property
    def folder(self) -> Path:
        """Return the folder of all files that the run writes for itself."""
        return _temporary_home() / f"{PREFIX}{self.id}"

    @property
    def containers(self) -> ContainerNote:
        """Return the file that records, also after the owner's end, that containers exist."""
        return ContainerNote(self.folder)

    def is_alive(self) -> bool:
        """Say whether the run's owner may be alive; True if the owner cannot be seen from here."""
        if self.namespace != pid_namespace_id():
            return True
        try:
            is_the_owner = start_time(self.pid) == self.started
            return is_the_owner and psutil.Process(self.pid).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False
        except psutil.Error:
            return True


def is_orphaned(run_id: str) -> bool:
    """Say whether a run's owner has ended; False for a text that is not a run's id."""
    run = RunScope.parse(run_id)
    return run is not None and not run.is_alive()


def start_time(pid: int) -> int:
    """Return when a process was started, in hundredths of a second: a number that never changes.

    On Linux the number counts from the machine's start. psutil's value moves with the wall clock
    there, and a run must not look dead after the clock was set.

    Raises:
        psutil.NoSuchProcess: there is no such process.
    """
    if not psutil.LINUX:
        return round(psutil.Process(pid).create_time() * 100)
    try:
        # proc(5), field 22; the name in field 2 may contain spaces and brackets.
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except (FileNotFoundError, ProcessLookupError) as error:
        raise psutil.NoSuchProcess(pid) from error


@cache
def pid_namespace_id() -> str:
    """Return six hex digits for this machine and process namespace.

    Containers that share a Docker daemon or a folder see each other's runs, but not the owners.
    """
    try:
        namespace = os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - not a path
    except OSError:
        namespace = ""
    return hashlib.sha256(f"{os.uname().nodename} {namespace}".encode()).hexdigest()[:6]


def _temporary_home() -> Path:
    """Return the system's folder for temporary files, also from inside a run."""
    home = Path(tempfile.gettempdir())
    is_of_a_run = home.parent.name.startswith(PREFIX) and home.name == "tmp"
    return home.parent.parent if is_of_a_run else home


def remove_orphaned_runs() -> None:
    """End what is left of runs whose owner has ended, and remove their folders.

    Living runs are left alone.
    """
    orphaned = [
        folder
        for folder in _temporary_home().glob(f"{PREFIX}*")
        if is_orphaned(folder.name.removeprefix(PREFIX))
    ]
    # A folder shows that a run did not end in order; only then is the machine searched.
    if not orphaned or not end_marked(is_orphaned, spare={os.getpid()}):
        return
    with_containers = [folder for folder in orphaned if ContainerNote(folder).exists]
    # One short search: this run must not wait for a Docker that is stopped. A folder that remains
    # makes the next run search again.
    if with_containers and remove_containers(is_orphaned, seconds=ORPHAN_DOCKER_SECONDS) is None:
        orphaned = [folder for folder in orphaned if folder not in with_containers]
    for folder in orphaned:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def run() -> Iterator[RunScope]:
    """Begin a run; at its end, end everything that carries its mark.

    Inside the context, BLUEBAR_RUN and TMPDIR are set for every process that is started. If this
    process belongs to a living run of another process, it joins that run and begins no other run.

    Raises:
        RunFolderUnavailable: the run's folder cannot be created.
    """
    if outer := _outer_run():
        yield outer
        return
    remove_orphaned_runs()
    this = RunScope.of_this_process()
    folder = this.folder
    temporary = _make_temporary_folder(folder)
    with _environment({MARK: this.id, "TMPDIR": str(temporary)}), _watched(folder, this.id):
        yield this


def _outer_run() -> RunScope | None:
    """Return the living run of another process to which this process belongs, or None."""
    outer = RunScope.parse(os.environ.get(MARK, ""))
    is_joined = outer is not None and outer.pid != os.getpid() and outer.is_alive()
    return outer if is_joined else None


def _make_temporary_folder(folder: Path) -> Path:
    """Make the folder for temporary files inside a run's folder.

    Raises:
        RunFolderUnavailable: the folder cannot be created.
    """
    temporary = folder / "tmp"
    try:
        temporary.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise RunFolderUnavailable(
            wanted="a folder for the run's temporary files",
            happened=error.strerror or str(error),
            where=str(temporary),
            next_step="free some space there, or set TMPDIR to another folder",
        ) from error
    return temporary


@contextmanager
def _environment(settings: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    tempfile.tempdir = None
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        tempfile.tempdir = None


@contextmanager
def _watched(folder: Path, run_id: str) -> Iterator[None]:
    """Run a watchdog; at the end, end everything with the run's mark and remove its folder."""
    watchdog = _start_watchdog(folder, run_id)
    try:
        yield
    finally:
        spare = {os.getpid(), watchdog.pid}
        if end_marked(run_id.__eq__, spare=spare, note=ContainerNote(folder)):
            shutil.rmtree(folder, ignore_errors=True)
        assert watchdog.stdin is not None
        watchdog.stdin.close()
        # The watchdog tries again if something could not be ended here.
        watchdog.wait(WATCHDOG_SECONDS)


def _start_watchdog(folder: Path, run_id: str) -> "subprocess.Popen[bytes]":
    """Start the watchdog, the process that ends the run when this process has ended.

    The watchdog's stdin is a pipe, and this process holds the other end of the pipe. That end
    closes when this process ends. It is close-on-exec (PEP 446), so children of this process do not
    keep it open. The watchdog itself carries no mark of the run.
    """
    unmarked = {name: value for name, value in os.environ.items() if name != MARK}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "bluebar.mailserver.lifecycle.watchdog", run_id, str(folder)],
        env=unmarked,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
