"""Run one scenario in a surrounding, in a separate process, and return the result."""

import atexit
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bluebar.mailserver.greenmail.jar import resolve_jar
from tests.checkout_copy import link_package
from tests.child_pytest import QUICK
from tests.environment.surrounding import NO_DOCKER, STARTED, Surrounding
from tests.mailserver.fake_docker_daemon import fake_docker_daemon

ROOT = Path(__file__).parents[2]
PLACE = tempfile.gettempdir()
"""The folder for temporary files, as it is when tests are collected.

A mail server of these tests changes TMPDIR to a folder that no other user may enter."""

PLUGINS = Path(__file__).with_name("plugins.txt")
READY = b"Ctrl-C stops everything.\n"
"""The last line of `bluebar mailserver` when the mail server is ready."""

SECONDS = 240
"""Maximum seconds of a run, for a busy machine; most runs take a few seconds."""

USER = "1001"
NEVER = ("Traceback (most recent call last)", "INTERNALERROR", "\nfailed ")
PARTS = ("wanted: ", "happened: ", "where: ", "next: ")


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a run ended.

    Attributes:
        status: pytest's exit status.
        output: everything that it printed.
    """

    status: int
    output: str

    @property
    def first_line(self) -> str:
        """Return the most useful line: what happened in an error, else the mail server."""
        for begins in ("happened: ", "ERROR: ", "mail server: "):
            for line in self.output.splitlines():
                if line.startswith(begins):
                    return line
        return self.output.strip().partition("\n")[0]


def run(row: Surrounding) -> Ended:
    """Run pytest in a surrounding.

    Raises:
        subprocess.TimeoutExpired: the run did not end.
    """
    with tempfile.TemporaryDirectory(prefix="surrounding-", dir=PLACE) as made:
        folder = Path(made)
        folder.chmod(0o777)
        _write(folder, row)
        with _docker(folder, row) as docker_host:
            values = {"{folder}": made, "{PATH}": os.environ["PATH"], "{jars}": str(_jars())}
            environ = {"DOCKER_HOST": docker_host, **row.environ}
            checkout = _checkout(folder, row)
            if checkout != ROOT:
                environ["PYTHONPATH"] = str(checkout)
            with (
                subprocess.Popen(
                    [_filled(word, values) for word in _command(row, folder)],
                    cwd=checkout,
                    env=_environment(environ, values, row),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                ) as process,
                _killed_after(SECONDS, process) as was_killed,
            ):
                output = _read(process, until=READY if row.only_mailserver else None)
        if was_killed.is_set():
            raise subprocess.TimeoutExpired(process.args, SECONDS, output)
    return Ended(status=process.returncode, output=output.decode(errors="replace"))


@contextmanager
def _killed_after(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[threading.Event]:
    """Kill a process that does not end within these seconds; yield whether it was killed."""
    was_killed = threading.Event()

    def kill() -> None:
        was_killed.set()
        process.kill()

    timer = threading.Timer(seconds, kill)
    timer.start()
    try:
        yield was_killed
    finally:
        process.wait()
        timer.cancel()


def _read(process: subprocess.Popen[bytes], *, until: bytes | None) -> bytes:
    """Return all output of a process; at the line `until`, the process gets Ctrl-C."""
    assert process.stdout is not None
    output = bytearray()
    for line in process.stdout:
        output += line
        if line == until:
            process.send_signal(signal.SIGINT)
    return bytes(output)


def faults_of(row: Surrounding, ended: Ended) -> list[str]:
    """Return the differences between a run's result and the expected one."""
    faults = [f"{each.strip()!r} was printed" for each in NEVER if each in ended.output]
    if ended.status != row.status:
        faults.append(f"exit status {ended.status}, not {row.status}")
    if not re.search(row.says, ended.output):
        faults.append(f"nothing matches {row.says!r}")
    if row.status == STARTED:
        faults += [
            f"no line begins with {part!r}" for part in PARTS if f"\n{part}" not in ended.output
        ]
    return faults


def why_not_here(row: Surrounding) -> str:
    """Return why a row cannot run on this machine, or ""."""
    return _why_no_namespace() if row.needs_namespace else ""


@cache
def _why_no_namespace() -> str:
    """Return why this process cannot create a mount namespace, or ""; root in a chroot cannot."""
    if os.geteuid() != 0:
        return "only root can create this surrounding"
    if shutil.which("unshare") is None:
        return "`unshare` (util-linux) is missing"
    tried = subprocess.run(
        ["unshare", "--mount", "true"], stderr=subprocess.PIPE, text=True, check=False
    )
    return tried.stderr.strip()


def _write(folder: Path, row: Surrounding) -> None:
    for name, content in row.files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        if content.startswith(b"#!"):
            file.chmod(0o755)
        if row.as_user:
            file.parent.chmod(0o777)


@contextmanager
def _docker(folder: Path, row: Surrounding) -> Iterator[str | None]:
    """Yield DOCKER_HOST for this row; None for the machine's own."""
    if row.needs_docker:
        yield os.environ.get("DOCKER_HOST")
    elif row.daemon:
        with fake_docker_daemon(folder / "d.sock") as daemon:
            daemon.pulling = row.daemon
            yield f"unix://{folder / 'd.sock'}"
    else:
        yield NO_DOCKER


def _environment(
    environ: dict[str, str | None], values: dict[str, str], row: Surrounding
) -> dict[str, str]:
    # Variables of this process's pytest must not reach the pytest that is started.
    usual = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "BLUEBAR_RUN", "COV_"))
    }
    if row.packages:
        usual["PYTHONPATH"] = str(_plugins())
    changed = usual | {name: _filled(value or "", values) for name, value in environ.items()}
    return {name: value for name, value in changed.items() if environ.get(name, "") is not None}


def _filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(name, value)
    return text


def _command(row: Surrounding, folder: Path) -> list[str]:
    reports = () if "--reports" in row.options else ("--reports", "{folder}/reports")
    words = [
        sys.executable, "-m", "pytest", "e2e", *QUICK, "-k", row.rows, "--tracing", "off",
        *reports, *row.options,
    ]  # fmt: skip
    if row.only_mailserver:
        words = [sys.executable, "-m", "bluebar", "mailserver", *row.options]
    if row.before:
        words = ["sh", "-c", f'{row.before} exec "$@"', "sh", *words]
    mounts = [*row.mounts]
    if row.as_user:
        words = ["setpriv", "--reuid", USER, "--regid", USER, "--clear-groups", *words]
        mounts += _readable_by_all(folder)
    if row.checkout == "read-only":
        root = shlex.quote(str(ROOT))
        mounts += [f"mount --bind {root} {root}", f"mount -o remount,bind,ro {root}"]
        # The working folder is still the folder under the mount.
        mounts.append(f"cd {root}")
    if mounts:
        setup = " && ".join(mounts)
        words = ["unshare", "--mount", "sh", "-c", f'{setup} && exec "$@"', "sh", *words]
    return words


def _readable_by_all(folder: Path) -> list[str]:
    """Return the shell lines that let every user read this Python and this checkout.

    Both may be in a home that only its owner may enter. In the run's mount namespace, a folder that
    contains only these two replaces the home; outside of the namespace nothing changes.
    """
    needed = {ROOT, Path(sys.prefix).resolve(), Path(sys.base_prefix), *_linked(ROOT / ".venv")}
    lines: list[str] = []
    for hidden in sorted({top for each in needed if (top := _closed_above(each))}):
        inside = [each for each in sorted(needed) if each.is_relative_to(hidden)]
        for number, each in enumerate(inside):
            kept = f"{folder}/kept-{number}"
            lines += [f"mkdir {kept}", f"mount --bind {shlex.quote(str(each))} {kept}"]
        lines.append(f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(str(hidden))}")
        for number, each in enumerate(inside):
            place = shlex.quote(str(each))
            lines += [f"mkdir -p {place}", f"mount --bind {folder}/kept-{number} {place}"]
        lines.append(f"cd {shlex.quote(str(ROOT))}")
    return lines


def _linked(path: Path) -> list[Path]:
    return [path.resolve()] if path.is_symlink() else []


def _closed_above(path: Path) -> Path | None:
    """Return the topmost parent folder that other users may not enter."""
    for each in reversed(path.parents):
        if not each.stat().st_mode & 0o001:
            return each
    return None


def _checkout(folder: Path, row: Surrounding) -> Path:
    if row.checkout != "odd path":
        return ROOT
    place = folder / 'Jürgen\'s "new" app'
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, stdout=subprocess.PIPE, check=True
    ).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place / name)
    link_package(place)
    return place


@cache
def _jars() -> Path:
    """Return a Maven repository with GreenMail's jar that every user may read."""
    jar = resolve_jar()
    place = _kept_folder()
    kept = place.joinpath(*jar.parts[-5:])
    kept.parent.mkdir(parents=True)
    shutil.copy(jar, kept)
    kept.chmod(0o644)
    return place


@cache
def _plugins() -> Path:
    """Return a folder for PYTHONPATH with pytest plugins that bluebar does not need."""
    place = _kept_folder()
    subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
            "--no-deps", "--require-hashes", "--target", str(place), "--requirement", str(PLUGINS),
        ],
        check=True,
    )  # fmt: skip
    return place


def _kept_folder() -> Path:
    """Return a folder that every user may read, removed when this process ends."""
    place = Path(tempfile.mkdtemp(prefix="surrounding-", dir=PLACE))
    place.chmod(0o755)
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place
