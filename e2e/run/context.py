"""The values of a run. The controller of pytest-xdist makes them; workers and tests use them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from bluebar.e2e.protocol.target import Instance, Surroundings, Target
from bluebar.e2e.run.browser import Browser
from bluebar.e2e.targets.browser_sessions import BrowserSession
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.frontdoor.tls_identity import Certificates
from bluebar.mailserver.server import MailServer


@dataclass(frozen=True, kw_only=True)
class RunContext:
    """The values of a run. All are plain values, because they are sent to the workers as JSON.

    Attributes:
        folder: the run's temporary folder.
        server: the mail server.
        instance: the running app.
        browser: the browser, or the first one if the run has several.
        seed: the seed from which every plan of a mailbox is made.
        now: the time of the run in ISO 8601, from which the plans compute their dates.
        no_real_ports: why front doors do not listen at the ports 143 and 993; empty if they listen
            there.
        bind: the addresses at which front doors listen.
        authority: the folder of the certificate authority that signs the front doors' certificates.
        pair: the PEM files of a certificate and its key. If given, front doors present this
            certificate, and no certificate is made.
        no_front_door: whether the app connects to the mail server directly in every row.
        password: the password of all mailboxes; empty if each mailbox gets its own password.
        inbox: the URL of the inbox in which the app's mail to its users arrives; empty if the mail
            arrives on the run's mail server.
        storage_state: the file of the browser session with which tests start; empty for bluebar's
            own file, which only some targets use.
        inbox_address: the address to which the app sends mail to its users; empty if each user gets
            an address.
        deadlines: the values of `--deadline`, which replace deadlines of the adapter.
    """

    folder: str
    server: MailServer
    instance: Instance
    browser: Browser
    seed: int
    now: str
    no_real_ports: str
    bind: BindConfig
    authority: str
    pair: tuple[str, str] | None
    no_front_door: bool
    password: str
    inbox: str
    inbox_address: str
    deadlines: tuple[str, ...] = ()
    storage_state: str = ""

    def to_json(self) -> str:
        """Return the values as JSON."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def from_json(cls, text: str) -> "RunContext":
        """Return the values that `to_json` encoded."""
        return msgspec.json.decode(text, type=cls)

    @property
    def certificates(self) -> Certificates:
        """Return the source of the certificates that front doors present."""
        pair = (Path(self.pair[0]), Path(self.pair[1])) if self.pair else None
        return Certificates(Authority.open(Path(self.authority)), pair)

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Return the addresses of front doors that the app must be allowed to connect to.

        An address is a network (CIDR), or a host and a port; the port * means any port.
        """
        return self.bind.networks(real_ports=not self.no_real_ports)

    def session_of(self, target: Target) -> BrowserSession:
        """Return the browser session with which the tests of the run's target start."""
        return BrowserSession.of(target, base_url=self.instance.base_url, file=self.storage_state)

    @property
    def starting_time(self) -> datetime:
        """Return `now` as a datetime."""
        return datetime.fromisoformat(self.now)


def make_surroundings(
    server: MailServer, folder: Path, front_doors: tuple[str, ...], **settings: str
) -> Surroundings:
    """Return what an app needs to know about a run's servers: addresses, and hosts to allow.

    Args:
        server: the mail server.
        folder: the folder in which the app keeps its files; it is made if it is missing.
        front_doors: the addresses of front doors that the app must be allowed to connect to:
            networks (CIDR), and hosts with a port.
        settings: the app's settings for this start, by name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return Surroundings(
        mail_server=server,
        folder=folder,
        allowed_hosts=(
            *front_doors,
            *(f"{server.host}:{port}" for port in (server.imap_port, server.imaps_port)),
        ),
        settings=settings,
    )
