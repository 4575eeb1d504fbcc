"""Run Dovecot as processes of this machine, with or without root's rights."""

import grp
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.dovecot.account_files import AccountFiles
from bluebar.mailserver.dovecot.certificate_files import CERTIFICATE, KEY, write_certificate
from bluebar.mailserver.dovecot.configuration import Folders, Identity, Ports, configuration
from bluebar.mailserver.dovecot.installation import (
    BRAND,
    INSTALL,
    DovecotUnavailable,
    Installed,
    not_run,
)
from bluebar.mailserver.dovecot.release import FACTS
from bluebar.mailserver.free_ports import free_ports
from bluebar.mailserver.lifecycle.child_process import end, start
from bluebar.mailserver.readiness import NotReady, wait_until_ready
from bluebar.mailserver.server import LOOPBACK, MailServer
from bluebar.mailserver.smtp_delivery import MailDelivery, delivering, smtp_socket

TRIES = 3
"""Maximum number of starts, each with other free ports: another process can take a port first."""


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
    accounts.make_folders()
    folders = _prepare(folder, accounts.passwords, authority, identity)
    log, file = folder / "dovecot.log", folder / "dovecot.conf"
    for tries_left in reversed(range(TRIES)):
        names = ("imap", "imaps", "pop3", "pop3s")
        ports = Ports(**dict(zip(names, free_ports(len(names)), strict=True)))
        file.write_text(
            configuration(
                version=dovecot.series,
                host=LOOPBACK,
                ports=ports,
                folders=folders,
                identity=identity,
                with_pop3=dovecot.has_pop3,
            )
        )
        try:
            with smtp_socket() as bound, _running(dovecot.program, file, log) as process:
                smtp = bound.getsockname()[1]
                server = _server(dovecot, ports, smtp, why=why, authority=authority, folder=folder)
                wait_until_ready(
                    server,
                    accounts,
                    has_ended=partial(_how_it_ended, process),
                    output=partial(_read, log),
                )
                delivery = MailDelivery(accounts.registry.find, LOOPBACK, ports.imap)
                with delivering(delivery, bound):
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


def _prepare(folder: Path, passwords: Path, authority: Authority, identity: Identity) -> Folders:
    """Make the folders, and write certificate and key."""
    base, mail = folder / "run", folder / "mail"
    folders = Folders(
        base=base,
        state=folder / "state",
        mail=mail,
        passwords=passwords,
        certificate=folder / CERTIFICATE,
        key=folder / KEY,
    )
    for each in (base, folder / "state", mail):
        each.mkdir()
    if os.geteuid() == 0:
        shutil.chown(mail, identity.mail, identity.mail_group)
    # Dovecot 2.3 tries for 5 s to reach a socket that does not exist. A link to itself ends the
    # search at once.
    penalty = base / "anvil-auth-penalty"
    penalty.symlink_to(penalty.name)
    write_certificate(authority, folder, "localhost", LOOPBACK)
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
        raise not_run(str(program), error) from error
    try:
        yield process
    finally:
        end(process)


def _how_it_ended(process: "subprocess.Popen[bytes]") -> str | None:
    return None if process.poll() is None else f"ended with status {process.returncode}"


def _read(log: Path) -> str:
    return log.read_text(errors="replace")
