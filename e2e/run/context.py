"""A run's values: what the controller starts, and every pytest-xdist worker and test uses."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from bluebar.e2e.protocol.target import Instance, Surroundings
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.frontdoor.tls_identity import Certificates
from bluebar.mailserver.server import MailServer


@dataclass(frozen=True, kw_only=True)
class RunContext:
    """The values of a run: plain, because they travel to the workers as JSON.

    Attributes:
        folder: the run's temporary folder.
        server: the mail server.
        instance: the running app.
        seed: the seed of every plan.
        now: the run's time in ISO 8601, from which plans compute their dates.
        no_real_ports: why front doors do not listen at 143 and 993; empty if they do.
        bind: the addresses at which front doors listen.
        authority: the folder of the authority that signs the front doors' certificates.
        pair: the files of a certificate and its key that front doors show instead; None for none.
        no_front_door: whether the app connects to the mail server directly in every row.
        password: the password of all mailboxes; empty: each gets its own.
        inbox: the URL of the inbox for the app's mail; empty for the mail server.
        summary_to: the address of users for the app's mail; empty: each gets its own.
    """

    folder: str
    server: MailServer
    instance: Instance
    seed: int
    now: str
    no_real_ports: str
    bind: BindConfig
    authority: str
    pair: tuple[str, str] | None
    no_front_door: bool
    password: str
    inbox: str
    summary_to: str

    def to_json(self) -> str:
        """Return the values as JSON."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def from_json(cls, text: str) -> "RunContext":
        """Read the JSON of `to_json`."""
        return msgspec.json.decode(text, type=cls)

    @property
    def certificates(self) -> Certificates:
        """Return the certificates of front doors."""
        pair = (Path(self.pair[0]), Path(self.pair[1])) if self.pair else None
        return Certificates(Authority.open(Path(self.authority)), pair)

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Return the networks and host:port pairs of front doors, for the app's settings."""
        return self.bind.networks(real_ports=not self.no_real_ports)

    @property
    def starting_time(self) -> datetime:
        """Return `now` as a datetime."""
        return datetime.fromisoformat(self.now)


def make_surroundings(
    server: MailServer, folder: Path, front_doors: tuple[str, ...], **settings: str
) -> Surroundings:
    """Return the addresses of the run's servers for an app, with the hosts that it may connect to.

    Args:
        server: the mail server.
        folder: the app's folder.
        front_doors: the networks and host:port pairs of front doors.
        settings: settings of the app.
    """
    return Surroundings(
        mail_server=server,
        folder=folder,
        allowed_hosts=(
            *front_doors,
            *(f"{server.host}:{port}" for port in (server.imap_port, server.imaps_port)),
        ),
        settings=settings,
    )
