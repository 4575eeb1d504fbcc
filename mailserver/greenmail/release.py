"""The release of GreenMail that bluebar runs; image and jar are pinned here."""

from bluebar.mailserver.frontdoor.deviations import Extension
from bluebar.mailserver.server import ServerFacts

BRAND = "GreenMail"
"""The brand's name, its key in `bluebar.mailserver.brands.BRANDS`."""

GREENMAIL_VERSION = "2.1.8"
IMAGE = f"greenmail/standalone:{GREENMAIL_VERSION}"
JAR_SHA256 = "332bfed79603101308927a951c4b56e89798edf614ed354a927ac9099e8ab4e4"
"""Digest of the jar of GREENMAIL_VERSION; change both together."""

FACTS = ServerFacts(
    delimiter=".",
    starttls=False,
    multiappend=False,
    missing=tuple(each.value for each in Extension),
)
"""How every GreenMail of this release behaves."""
