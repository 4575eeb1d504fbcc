"""One run's life: a mark on everything that it starts, and an end that comes even after `kill -9`.

Every process of a run carries `BLUEBAR_RUN` in its environment, every temporary file lies in the
run's folder, every container has a label. A watchdog, in a session of its own, reads a pipe that
only the run holds open: when it ends the run is over, however it ended, and the watchdog ends what
is left. What even a watchdog could not end (the machine lost power) the next run sweeps.

What belongs to a run of another machine, or of another container on this one, is never judged
here: its owner cannot be seen. Nothing here knows what a run starts.
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
SWEEP_DOCKER_SECONDS = 2


class NoRoom(HarnessError):
    """The run's folder could not be made."""


@dataclass(frozen=True)
class RunScope:
    """A run, by its owner: the process that started it, told apart from a later one of its number.

    Attributes:
        pid: of the owner.
        started: when the owner was started; see `start_time`.
        place: the machine and process namespace in which `pid` means something.
        token: tells two runs of one owner apart.
    """

    pid: int
    started: int
    place: str
    token: str

    @classmethod
    def of_this_process(cls) -> "RunScope":
        """Return a new run that this process owns."""
        return cls(os.getpid(), start_time(os.getpid()), this_place(), secrets.token_hex(3))

    @classmethod
    def parse(cls, text: str) -> "RunScope | None":
        """Read a run's id; None if it is none."""
        try:
            pid, started, place, token = text.split("-")
            return cls(int(pid), int(started), place, token)
        except ValueError:
            return None

    @property
    def id(self) -> str:
        """Return what marks its processes and containers."""
        return f"{self.pid}-{self.started}-{self.place}-{self.token}"

    def folder_in(self, home: Path) -> Path:
        """Return the folder of everything that it writes for itself."""
        return home / f"{PREFIX}{self.id}"

    @property
    def folder(self) -> Path:
        """Return its folder where this process would put one."""
        return self.folder_in(_home())

    @property
    def containers(self) -> ContainerNote:
        """Return the note of whether containers were started, which outlives the owner."""
        return ContainerNote(self.folder)

    def is_alive(self) -> bool:
        """Say whether its owner may still live; what cannot be seen from here may."""
        if self.place != this_place():
            return True
        try:
            is_the_owner = start_time(self.pid) == self.started
            return is_the_owner and psutil.Process(self.pid).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False
        except psutil.Error:
            return True


def is_over(run_id: str) -> bool:
    """Say of a run's id whether its owner is gone; of what is no id of ours, never."""
    run = RunScope.parse(run_id)
    return run is not None and not run.is_alive()


def start_time(pid: int) -> int:
    """Return when a process was started, in hundredths of a second: a number that never changes.

    On Linux it counts from the machine's start. What psutil tells there moves with the wall clock,
    and a run must not look dead because the clock was set.

    Raises:
        psutil.NoSuchProcess: there is none.
    """
    if not psutil.LINUX:
        return round(psutil.Process(pid).create_time() * 100)
    try:
        # proc(5), field 22; the name in field 2 may hold spaces and brackets.
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except (FileNotFoundError, ProcessLookupError) as error:
        raise psutil.NoSuchProcess(pid) from error


@cache
def this_place() -> str:
    """Name this machine and process namespace, in six hex digits.

    Containers that share a Docker daemon or a folder see each other's runs, but not their owners.
    """
    try:
        namespace = os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - it is no path
    except OSError:
        namespace = ""
    return hashlib.sha256(f"{os.uname().nodename} {namespace}".encode()).hexdigest()[:6]


def _home() -> Path:
    """Return the system's folder for temporary files, from inside a run too."""
    home = Path(tempfile.gettempdir())
    inside = home.parent.name.startswith(PREFIX) and home.name == "tmp"
    return home.parent.parent if inside else home


def sweep() -> None:
    """End and remove what runs left whose owners are gone; what belongs to a living run stays."""
    dead = [
        folder for folder in _home().glob(f"{PREFIX}*") if is_over(folder.name.removeprefix(PREFIX))
    ]
    # Folders tell that there was a run that did not end well; only then is the machine searched.
    if not dead or not end_marked(is_over, spare={os.getpid()}):
        return
    with_containers = [folder for folder in dead if ContainerNote(folder).is_there]
    # One look, and soon: this run must not wait for a Docker that is stopped. A folder that stays
    # tells the next run to look again.
    if with_containers and remove_containers(is_over, seconds=SWEEP_DOCKER_SECONDS) is None:
        dead = [folder for folder in dead if folder not in with_containers]
    for folder in dead:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def run() -> Iterator[RunScope]:
    """Begin a run, and end it with everything that carries its mark.

    Inside, BLUEBAR_RUN and TMPDIR are set for every process that is started. A process that is
    part of a living run joins it instead.

    Raises:
        NoRoom: its folder cannot be made.
    """
    around = RunScope.parse(os.environ.get(MARK, ""))
    if around is not None and around.pid != os.getpid() and around.is_alive():
        yield around
        return
    sweep()
    this = RunScope.of_this_process()
    folder = this.folder
    temporary = folder / "tmp"
    try:
        temporary.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise NoRoom(
            wanted="a folder for the run's temporary files",
            happened=error.strerror or str(error),
            where=str(temporary),
            next_step="make room there, or set TMPDIR to a folder that has some",
        ) from error
    with _environment({MARK: this.id, "TMPDIR": str(temporary)}):
        watchdog = _start_watchdog(folder, this)
        try:
            yield this
        finally:
            spare = {os.getpid(), watchdog.pid}
            if end_marked(this.id.__eq__, spare=spare, note=ContainerNote(folder)):
                shutil.rmtree(folder, ignore_errors=True)
            assert watchdog.stdin is not None
            watchdog.stdin.close()
            # It tries on where we could not end everything.
            watchdog.wait(WATCHDOG_SECONDS)


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


def _start_watchdog(folder: Path, this: RunScope) -> "subprocess.Popen[bytes]":
    """Start the process that ends the run when our end of its stdin closes.

    That end is close-on-exec (PEP 446), so no child of ours keeps it open. The watchdog itself
    carries no mark.
    """
    unmarked = {name: value for name, value in os.environ.items() if name != MARK}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "bluebar.mailserver.lifecycle.watchdog", this.id, str(folder)],
        env=unmarked,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
