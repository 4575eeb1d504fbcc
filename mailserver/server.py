"""Where the run's mail server stands: plain values, because they travel to the workers."""

from dataclasses import dataclass
from typing import Literal

LISTENER_MILLISECONDS = 30_000
"""What GreenMail gives a listener to come up; after its own 2 s it fails on a busy machine, and its
JVM stays without it."""

GREENMAIL_VERSION = "2.1.8"
"""The one version that bluebar runs; image and jar are pinned by it."""

Way = Literal["docker", "jvm", "external"]
IMAP, POP3 = 3143, 3110
"""Where GreenMail listens inside its container."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """A GreenMail that runs and is ready.

    Attributes:
        way: in a container, on a local JVM, or started by somebody else.
        version: GreenMail's.
        why: one sentence for header and report: why this way.
        host: the loopback address or host at which all ports are.
        ca_file: path of the authority's certificate (PEM) that signed the server's.
        inside: the container's own address, where this machine reaches it; else empty.
    """

    way: Way
    version: str
    why: str
    host: str
    imap_port: int
    imaps_port: int
    smtp_port: int
    pop3_port: int
    pop3s_port: int
    api_port: int
    ca_file: str
    inside: str = ""

    def nearest(self, service: Literal["imap", "pop3"]) -> tuple[str, int]:
        """Return host and port at which bluebar itself reaches a service, in plain.

        Past Docker's proxy where that can be: it acknowledges late, and GreenMail waits for that
        in the middle of every answer of two lines or more, 40 ms each time.
        """
        if self.inside:
            return self.inside, {"imap": IMAP, "pop3": POP3}[service]
        return self.host, {"imap": self.imap_port, "pop3": self.pop3_port}[service]

    @property
    def api_url(self) -> str:
        """Return where GreenMail's REST API answers."""
        return f"http://{self.host}:{self.api_port}"
