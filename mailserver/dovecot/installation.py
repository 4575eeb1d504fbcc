"""The Dovecot that is installed on this machine: its program, version, and programs for POP3."""

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bluebar.mailserver.dovecot.configuration import GENERAL, MINIMAL
from bluebar.mailserver.errors import HarnessError

BRAND = "Dovecot"
INSTALL = "install Debian's packages dovecot-imapd and dovecot-pop3d, or use --mailserver auto"
ASK_SECONDS = 10


class DovecotUnavailable(HarnessError):
    """Dovecot is not installed, cannot be run, or has a version with another configuration."""


@dataclass(frozen=True, kw_only=True)
class Installed:
    """The Dovecot of this machine.

    Attributes:
        program: the path of the server.
        version: e.g. "2.3.19.1".
        has_pop3: whether the programs for POP3 are installed.
    """

    program: Path
    version: str
    has_pop3: bool

    @property
    def series(self) -> str:
        """Return the first two numbers of the version, e.g. "2.3"."""
        return series_of(self.version)


def installed() -> Installed:
    """Return the Dovecot of this machine.

    Raises:
        DovecotUnavailable: there is none, or its version is not supported.
    """
    # An ordinary user's PATH has no sbin.
    places = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
    found = shutil.which("dovecot", path=places)
    if found is None:
        raise DovecotUnavailable(
            wanted="Dovecot on this machine",
            happened="there is no program dovecot",
            where=places,
            next_step=INSTALL,
        )
    version = _ask(found, "--version").partition(" ")[0]
    if series_of(version) not in GENERAL:
        raise DovecotUnavailable(
            wanted=f"Dovecot {' or '.join(GENERAL)} on this machine",
            happened=f"its version is {version or 'unknown'}, which is configured otherwise",
            where=found,
            next_step="use Debian 12 or 13, or --mailserver auto",
        )
    imap = _libraries(found, series_of(version)) / "imap"
    if not imap.exists():
        raise DovecotUnavailable(
            wanted="Dovecot's IMAP server on this machine",
            happened=f"there is no program {imap}",
            where=found,
            next_step=INSTALL,
        )
    return Installed(program=Path(found), version=version, has_pop3=imap.with_name("pop3").exists())


def series_of(version: str) -> str:
    """Return the first two numbers of a version, e.g. "2.3"."""
    return ".".join(version.split(".")[:2])


def _libraries(program: str, version: str) -> Path:
    """Return the folder of the programs that Dovecot's package compiled in."""
    settings = Path(program).resolve().parent.parent / "bin" / "doveconf"
    doveconf = str(settings) if settings.exists() else shutil.which("doveconf") or "doveconf"
    # The machine's own configuration may not be readable.
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write(MINIMAL[version])
        file.flush()
        return Path(_ask(doveconf, "-c", file.name, "-h", "libexec_dir"))


def _ask(program: str, *arguments: str) -> str:
    """Run a program, and return what it prints.

    Raises:
        DovecotUnavailable: the system cannot run the program.
    """
    try:
        asked = subprocess.run(
            [program, *arguments], capture_output=True, text=True, timeout=ASK_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise not_run(program, error) from error
    return re.sub(r"\s+", " ", asked.stdout).strip()


def not_run(program: str, error: OSError | subprocess.TimeoutExpired) -> DovecotUnavailable:
    """Return the error for a program that the system cannot run."""
    return DovecotUnavailable(
        wanted="to run Dovecot",
        happened=getattr(error, "strerror", None) or str(error),
        where=program,
        next_step=INSTALL,
    )
