"""The brands of mail server that bluebar knows, by name."""

from collections.abc import Mapping
from typing import Literal

from bluebar.mailserver.accounts import Accounts
from bluebar.mailserver.brand import Brand
from bluebar.mailserver.dovecot.dovecot_brand import Dovecot
from bluebar.mailserver.frontdoor.deviations import Deviations
from bluebar.mailserver.greenmail.greenmail_brand import GreenMail
from bluebar.mailserver.server import Launcher, MailServer

GREENMAIL, DOVECOT = GreenMail(), Dovecot()
DEFAULT_BRAND = GREENMAIL
BRANDS: Mapping[str, Brand] = {GREENMAIL.name: GREENMAIL, DOVECOT.name: DOVECOT}

CHOICES: Mapping[str, tuple[str, Literal["auto"] | Launcher]] = {
    "auto": (GREENMAIL.name, "auto"),
    "docker": (GREENMAIL.name, "docker"),
    "jvm": (GREENMAIL.name, "jvm"),
    "dovecot": (DOVECOT.name, "process"),
    "external": (GREENMAIL.name, "external"),
}
"""For each value of --mailserver, the brand and the launcher."""


def brand_of(server: MailServer) -> Brand:
    """Return the brand of a server."""
    return BRANDS[server.brand]


def deviations_of(server: MailServer) -> Deviations:
    """Return the deviations of a server from the RFCs."""
    return brand_of(server).facts.deviations


def accounts_on(server: MailServer) -> Accounts:
    """Return the accounts of a server."""
    return brand_of(server).accounts(server)
