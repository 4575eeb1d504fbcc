"""Run Dovecot as processes of this machine, with or without root's rights."""

import grp
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.dovecot.account_files import AccountFiles
from bluebar.mailserver.dovecot.configuration import (
    GENERAL,
    MINIMAL,
    Folders,
    Identity,
    Ports,
    configuration,
)
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.free_ports import free_ports
from bluebar.mailserver.lifecycle.child_process import end, start
from bluebar.mailserver.readiness import NotReady, wait_until_ready
from bluebar.mailserver.server import LOOPBACK, MailServer, ServerFacts
from bluebar.mailserver.smtp_delivery import MailDelivery, delivering

BRAND = "Dovecot"
INSTALL = "install Debian's packages dovecot-imapd and dovecot-pop3d, or use --mailserver auto"
FACTS = ServerFacts(delimiter="/", starttls=True, multiappend=True)
ASK_SECONDS = 10
TRIES = 3
"""Maximum number of starts, each with other free ports: another process can take a port first."""


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
    if major(version) not in GENERAL:
        raise DovecotUnavailable(
            wanted=f"Dovecot {' or '.join(GENERAL)} on this machine",
            happened=f"its version is {version or 'unknown'}, which is configured otherwise",
            where=found,
            next_step="use Debian 12 or 13, or --mailserver auto",
        )
    imap = _libraries(found, major(version)) / "imap"
    if not imap.exists():
        raise DovecotUnavailable(
            wanted="Dovecot's IMAP server on this machine",
            happened=f"there is no program {imap}",
            where=found,
            next_step=INSTALL,
        )
    return Installed(program=Path(found), version=version, has_pop3=imap.with_name("pop3").exists())


def major(version: str) -> str:
    """Return the first two numbers of a version, e.g. "2.3"."""
    return ".".join(version.split(".")[:2])


@contextmanager
def dovecot_process(
    dovecot: Installed, authority: Authority, folder: Path, *, why: str
) -> Iterator[MailServer]:
    """Run Dovecot on this machine, yield the server when ready, and stop Dovecot.

    Args:
        dovecot: the programs.
        authority: the authority that signs Dovecot's certificate.
        folder: the folder for everything that Dovecot writes. Other system users must be able to
            enter it if this process has root's rights.
        why: the reason for this launcher, for header and report.

    Raises:
        DovecotUnavailable, NotReady: each class describes its error.
    """
    identity = _identity()
    accounts = AccountFiles(folder / "accounts")
    folders = _prepare(folder, authority, identity)
    accounts.make_folders()
    log, file = folder / "dovecot.log", folder / "dovecot.conf"
    for tries_left in reversed(range(TRIES)):
        smtp, *others = free_ports(5)
        ports = Ports(**dict(zip(("imap", "imaps", "pop3", "pop3s"), others, strict=True)))
        file.write_text(
            configuration(
                version=major(dovecot.version),
                host=LOOPBACK,
                ports=ports,
                folders=folders,
                identity=identity,
                with_pop3=dovecot.has_pop3,
            )
        )
        server = _server(dovecot, ports, smtp, why=why, authority=authority, folder=folder)
        try:
            with _running(dovecot.program, file, log) as process:
                wait_until_ready(
                    server,
                    accounts,
                    not_running=lambda: "",
                    has_ended=partial(_how_it_ended, process),
                    output=partial(_read, log),
                )
                delivery = MailDelivery(accounts.registry.find, LOOPBACK, ports.imap)
                with delivering(delivery, smtp):
                    yield server
                    return
        except NotReady:
            if "Address already in use" not in _read(log) or not tries_left:
                raise


def _server(
    dovecot: Installed, ports: Ports, smtp: int, *, why: str, authority: Authority, folder: Path
) -> MailServer:
    return MailServer(
        brand=BRAND,
        launcher="process",
        version=dovecot.version,
        why=why,
        host=LOOPBACK,
        smtp_host=LOOPBACK,
        smtp_port=smtp,
        imap_port=ports.imap,
        imaps_port=ports.imaps,
        pop3_port=ports.pop3 if dovecot.has_pop3 else 0,
        pop3s_port=ports.pop3s if dovecot.has_pop3 else 0,
        accounts_at=str(folder / "accounts"),
        ca_file=str(authority.ca_file),
        facts=FACTS,
    )


def _prepare(folder: Path, authority: Authority, identity: Identity) -> Folders:
    """Make the folders, and write certificate and key."""
    folder.mkdir(parents=True, exist_ok=True)
    folders = Folders(
        base=folder / "run",
        state=folder / "state",
        mail=folder / "mail",
        passwords=AccountFiles(folder / "accounts").passwords,
        certificate=folder / "certificate.pem",
        key=folder / "key.pem",
    )
    for each in (folders.base, folders.state, folders.mail):
        each.mkdir()
    if os.geteuid() == 0:
        shutil.chown(folders.mail, identity.mail, identity.mail_group)
    # Dovecot 2.3 tries for 5 s to reach a socket that does not exist. A link to itself ends the
    # search at once.
    penalty = folders.base / "anvil-auth-penalty"
    penalty.symlink_to(penalty.name)
    leaf = authority.certificate("localhost", LOOPBACK)
    folders.certificate.write_bytes(b"".join(pem.bytes() for pem in leaf.cert_chain_pems))
    folders.key.touch(mode=0o600)
    folders.key.write_bytes(leaf.private_key_pem.bytes())
    return folders


def _identity() -> Identity:
    """Return the users of Dovecot's processes: this user, or with root's rights the package's.

    Raises:
        DovecotUnavailable: this user has no name, or one of the package's users does not exist.
    """
    try:
        if os.geteuid() != 0:
            me = pwd.getpwuid(os.geteuid()).pw_name
            group = grp.getgrgid(os.getegid()).gr_name
            return Identity(
                logins=me, internal=me, internal_group=group, auth=me, mail=me, mail_group=group
            )
        nobody, internal = pwd.getpwnam("nobody"), pwd.getpwnam("dovecot")
        return Identity(
            logins=pwd.getpwnam("dovenull").pw_name,
            internal=internal.pw_name,
            internal_group=grp.getgrgid(internal.pw_gid).gr_name,
            auth="root",
            # Dovecot refuses mailboxes that belong to root.
            mail=nobody.pw_name,
            mail_group=grp.getgrgid(nobody.pw_gid).gr_name,
        )
    except KeyError as error:
        raise DovecotUnavailable(
            wanted="the names of the system users as whom Dovecot runs",
            happened=f"a user or a group is missing: {error.args[0]}",
            where="/etc/passwd and /etc/group",
            next_step=f"run as a user who has an entry there; as root, {INSTALL}",
        ) from error


@contextmanager
def _running(program: Path, file: Path, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run Dovecot in the foreground; end it afterwards.

    Raises:
        DovecotUnavailable: the system cannot run the program.
    """
    try:
        # Dovecot overwrites its environment, and with it the run's mark. The mark of the shell
        # counts for its children.
        process = start(["/bin/sh", "-c", '"$@"; exit', "sh", program, "-F", "-c", file], log)
    except OSError as error:
        raise _not_run(str(program), error) from error
    try:
        yield process
    finally:
        end(process)


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
        raise _not_run(program, error) from error
    return re.sub(r"\s+", " ", asked.stdout).strip()


def _not_run(program: str, error: OSError | subprocess.TimeoutExpired) -> DovecotUnavailable:
    return DovecotUnavailable(
        wanted="to run Dovecot",
        happened=getattr(error, "strerror", None) or str(error),
        where=program,
        next_step=INSTALL,
    )


def _how_it_ended(process: "subprocess.Popen[bytes]") -> str | None:
    return None if process.poll() is None else f"ended with status {process.returncode}"


def _read(log: Path) -> str:
    return log.read_text(errors="replace")
