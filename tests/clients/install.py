"""Install the libraries of tests/clients/ with the ordinary clients of their registries."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from bluebar.mailserver.errors import HarnessError
from tests.clients.client import Client

DIGEST = "installed-from"
"""The file with the digest of the sources of an installation."""


class NotRun(HarnessError):
    """A library cannot be installed or run on this machine."""


def install(client: Client) -> str:
    """Install a library unless it is installed; return the version that the library states.

    Raises:
        NotRun: a program is missing, or a command failed.
    """
    _find_programs(client)
    wanted, stamp = _digest(client.source), client.installed / DIGEST
    if not (stamp.is_file() and stamp.read_text() == wanted):
        shutil.rmtree(client.installed, ignore_errors=True)
        shutil.copytree(client.source, client.installed)
        for command in client.install:
            _run(client, command)
        stamp.write_text(wanted)
    return _run(client, client.version).strip()


def _find_programs(client: Client) -> None:
    """Find the programs that a library needs; as root on Debian, install missing packages.

    Raises:
        NotRun: a program is missing.
    """
    if not _missing(client):
        return
    if client.packages and os.geteuid() == 0 and shutil.which("apt-get"):
        for words in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends"]):
            packages = client.packages if "install" in words else []
            subprocess.run(["apt-get", *words, *packages], stdout=subprocess.DEVNULL, check=False)
    if missing := _missing(client):
        raise NotRun(
            wanted=f"the programs that {client.title} needs",
            happened=f"this machine has no {' and no '.join(missing)}",
            where=client.id,
            next_step=f"install {', '.join(missing)}"
            + (f": apt-get install {' '.join(client.packages)}" if client.packages else ""),
        )


def _missing(client: Client) -> list[str]:
    return [program for program in client.needs if not shutil.which(program)]


def _digest(folder: Path) -> str:
    """Return one digest of the names and contents of a folder's files."""
    digest = hashlib.sha256()
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest.update(f"{file.relative_to(folder)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _run(client: Client, command: list[str]) -> str:
    """Run a command in the installed folder; return its output.

    Raises:
        NotRun: the command failed.
    """
    words = client.filled(command)
    done = subprocess.run(words, cwd=client.installed, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotRun(
            wanted=f"{client.title} to be installed",
            happened=f"a command ended with status {done.returncode}",
            where=" ".join(words),
            next_step="read its output below, and check the network",
            output=done.stdout + done.stderr,
        )
    return done.stdout
