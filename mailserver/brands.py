"""The brands of mail server that bluebar knows, by name."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from bluebar.mailserver.accounts import Accounts
from bluebar.mailserver.brand import Brand, ExternalBrand, StartedBrand
from bluebar.mailserver.dovecot.dovecot_brand import Dovecot
from bluebar.mailserver.frontdoor.deviations import Deviations, Extension
from bluebar.mailserver.greenmail.greenmail_brand import GreenMail
from bluebar.mailserver.otherserver.other_brand import OtherServer
from bluebar.mailserver.server import Launcher, MailServer

GREENMAIL, DOVECOT, OTHER = GreenMail(), Dovecot(), OtherServer()
DEFAULT_BRAND = GREENMAIL
BRANDS: Mapping[str, Brand] = {each.name: each for each in (GREENMAIL, DOVECOT, OTHER)}
STARTED_BRANDS: Mapping[str, StartedBrand] = {each.name: each for each in (GREENMAIL, DOVECOT)}
"""The brands whose servers bluebar starts."""
EXTERNAL_BRANDS: Mapping[str, ExternalBrand] = {each.name: each for each in (GREENMAIL, OTHER)}
"""The brands of which a server that is already running can be used."""

CHOICES: Mapping[str, tuple[str, Literal["auto"] | Launcher]] = {
    "auto": (GREENMAIL.name, "auto"),
    "docker": (GREENMAIL.name, "docker"),
    "jvm": (GREENMAIL.name, "jvm"),
    "dovecot": (DOVECOT.name, "auto"),
    "dovecot-docker": (DOVECOT.name, "docker"),
    "external": (GREENMAIL.name, "external"),
}
"""For each value of --mailserver, the brand and the launcher."""


def brand_of(server: MailServer) -> Brand:
    """Return the brand of a server."""
    return BRANDS[server.brand]


def deviations_of(server: MailServer) -> Deviations:
    """Return the deviations of a server from the RFCs."""
    return replace(
        brand_of(server).facts.deviations,
        delimiter=server.facts.delimiter,
        prefix=server.facts.prefix,
        missing=frozenset(map(Extension, server.facts.missing)),
    )


def accounts_on(server: MailServer) -> Accounts:
    """Return the accounts of a server."""
    return brand_of(server).accounts(server)
