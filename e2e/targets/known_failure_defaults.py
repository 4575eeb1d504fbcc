"""Values that the known failures of bundled adapters share: owner, last day, and some rows."""

from datetime import date

from bluebar.e2e.outcome.failure import FailureKind
from bluebar.e2e.outcome.known_failures import KnownFailure

BAD_CERTIFICATES = ("unknown-authority", "self-signed", "expired", "not-yet-valid", "other-name")

BAD_CERTIFICATE_AT_993 = (
    *(f"certificates/{each}/993-tls/ssl" for each in BAD_CERTIFICATES),
    "certificates/by-name/other-name",
    "credentials/provider/shared-host",
)
"""Rows in which a server with implicit TLS presents a certificate that fails verification."""


def known_failure(
    page: str,
    anchor: str,
    why: str,
    *,
    kind: FailureKind,
    shown: str,
    rows: tuple[str, ...],
    sometimes: bool = False,
) -> KnownFailure:
    """Return a known failure whose owners are bluebar's maintainers.

    Args:
        page: the path of the document that describes the failure.
        anchor: the anchor of the failure's heading in this document.
        why: a sentence that says what the app does.
        kind: the kind of failure.
        shown: the verdict that the app shows.
        rows: patterns for the ids of the scenarios in which the failure happens.
        sometimes: whether the failure happens in some runs only.
    """
    return KnownFailure(
        rows=rows,
        kind=kind,
        shown=shown,
        why=why,
        link=f"{page}#{anchor}",
        owner="bluebar's maintainers",
        expires=date(2027, 5, 31),
        sometimes=sometimes,
    )
