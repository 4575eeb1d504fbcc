"""What the known findings of bundled adapters have in common."""

from datetime import date
from functools import partial

from bluebar.e2e.outcome.known_failures import KnownFailure

BAD_CERTIFICATES = ("unknown-authority", "self-signed", "expired", "not-yet-valid", "other-name")

AT_993 = (
    *(f"certificates/{each}/993-tls/ssl" for each in BAD_CERTIFICATES),
    "certificates/by-name/other-name",
    "credentials/provider/shared-host",
)
"""Rows in which a server that speaks TLS at once shows a certificate that does not hold."""

known = partial(KnownFailure, owner="bluebar's maintainers", expires=date(2027, 5, 31))
"""Makes a finding that bluebar's own maintainers look after."""
