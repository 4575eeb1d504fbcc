"""Rows about TLS: a complete table of certificates, ports and SSL, and some other cases.

In a row of the table the front door presents one certificate, at port 993 (TLS from the first byte
on) and at port 143 (if it offers STARTTLS). The table has an expected verdict for every
combination; a test checks that no combination is missing.
"""

from dataclasses import dataclass
from enum import StrEnum

from bluebar.e2e.outcome.verdict import OF_CERTIFICATES, Connected, Reason, Rejected, Verdict
from bluebar.e2e.protocol.declarations import (
    HasNoDeadline,
    RefusesOldCiphers,
    UpgradesByItself,
    VerifiesNoCertificates,
)
from bluebar.e2e.scenarios.model import (
    SINGLE,
    Conditions,
    Expectation,
    FormTemplate,
    Group,
    Scenario,
    Sources,
    Tag,
    refused,
)
from bluebar.mailserver.frontdoor.faults import BadCertificate, WeakTls
from bluebar.mailserver.frontdoor.proxy_config import (
    Certificate,
    FrontDoor,
    Listener,
    StartTls,
)
from bluebar.mailserver.frontdoor.tls_identity import ANOTHER_NAME


class At(StrEnum):
    """The protocol at the typed port."""

    IMPLICIT = "993-tls"
    PLAIN = "143-plain"
    STARTTLS = "143-starttls"


@dataclass(frozen=True)
class CertificateCell:
    """One cell of the table: a certificate, a port with its protocol, and whether SSL is ticked."""

    certificate: Certificate | BadCertificate
    at: At
    ssl: bool
    expected: Verdict

    @property
    def id(self) -> str:
        """Return the scenario's id."""
        kind = NAMES[self.certificate]
        return f"certificates/{kind}/{self.at}/{'ssl' if self.ssl else 'no-ssl'}"


NAMES: dict[Certificate | BadCertificate, str] = {
    Certificate.GOOD: "good",
    BadCertificate.UNKNOWN_AUTHORITY: "unknown-authority",
    BadCertificate.SELF_SIGNED: "self-signed",
    BadCertificate.EXPIRED: "expired",
    BadCertificate.NOT_YET_VALID: "not-yet-valid",
    BadCertificate.OTHER_NAME: "other-name",
}

_PORTS = {
    At.IMPLICIT: "993 with TLS",
    At.PLAIN: "143 without TLS",
    At.STARTTLS: "143 with STARTTLS",
}

UNTRUSTED = Rejected(Reason.CERTIFICATE_UNTRUSTED)
EXPIRED = Rejected(Reason.CERTIFICATE_EXPIRED)
NOT_YET_VALID = Rejected(Reason.CERTIFICATE_NOT_YET_VALID)
OTHER_NAME = Rejected(Reason.CERTIFICATE_FOR_ANOTHER_NAME)
SSL_WANTED = Rejected(Reason.SSL_WANTED)
SSL_NOT_SPOKEN = Rejected(Reason.SSL_NOT_SPOKEN)

# If SSL is ticked, the connection must be encrypted, by TLS or STARTTLS; if not, it is plain.
TABLE = (
    CertificateCell(Certificate.GOOD, At.IMPLICIT, True, Connected()),
    CertificateCell(Certificate.GOOD, At.IMPLICIT, False, SSL_WANTED),
    CertificateCell(Certificate.GOOD, At.PLAIN, True, SSL_NOT_SPOKEN),
    CertificateCell(Certificate.GOOD, At.PLAIN, False, Connected()),
    CertificateCell(Certificate.GOOD, At.STARTTLS, True, Connected()),
    CertificateCell(Certificate.GOOD, At.STARTTLS, False, Connected()),
    CertificateCell(BadCertificate.UNKNOWN_AUTHORITY, At.IMPLICIT, True, UNTRUSTED),
    CertificateCell(BadCertificate.UNKNOWN_AUTHORITY, At.IMPLICIT, False, SSL_WANTED),
    CertificateCell(BadCertificate.UNKNOWN_AUTHORITY, At.PLAIN, True, SSL_NOT_SPOKEN),
    CertificateCell(BadCertificate.UNKNOWN_AUTHORITY, At.PLAIN, False, Connected()),
    CertificateCell(BadCertificate.UNKNOWN_AUTHORITY, At.STARTTLS, True, UNTRUSTED),
    CertificateCell(BadCertificate.UNKNOWN_AUTHORITY, At.STARTTLS, False, Connected()),
    CertificateCell(BadCertificate.SELF_SIGNED, At.IMPLICIT, True, UNTRUSTED),
    CertificateCell(BadCertificate.SELF_SIGNED, At.IMPLICIT, False, SSL_WANTED),
    CertificateCell(BadCertificate.SELF_SIGNED, At.PLAIN, True, SSL_NOT_SPOKEN),
    CertificateCell(BadCertificate.SELF_SIGNED, At.PLAIN, False, Connected()),
    CertificateCell(BadCertificate.SELF_SIGNED, At.STARTTLS, True, UNTRUSTED),
    CertificateCell(BadCertificate.SELF_SIGNED, At.STARTTLS, False, Connected()),
    CertificateCell(BadCertificate.EXPIRED, At.IMPLICIT, True, EXPIRED),
    CertificateCell(BadCertificate.EXPIRED, At.IMPLICIT, False, SSL_WANTED),
    CertificateCell(BadCertificate.EXPIRED, At.PLAIN, True, SSL_NOT_SPOKEN),
    CertificateCell(BadCertificate.EXPIRED, At.PLAIN, False, Connected()),
    CertificateCell(BadCertificate.EXPIRED, At.STARTTLS, True, EXPIRED),
    CertificateCell(BadCertificate.EXPIRED, At.STARTTLS, False, Connected()),
    CertificateCell(BadCertificate.NOT_YET_VALID, At.IMPLICIT, True, NOT_YET_VALID),
    CertificateCell(BadCertificate.NOT_YET_VALID, At.IMPLICIT, False, SSL_WANTED),
    CertificateCell(BadCertificate.NOT_YET_VALID, At.PLAIN, True, SSL_NOT_SPOKEN),
    CertificateCell(BadCertificate.NOT_YET_VALID, At.PLAIN, False, Connected()),
    CertificateCell(BadCertificate.NOT_YET_VALID, At.STARTTLS, True, NOT_YET_VALID),
    CertificateCell(BadCertificate.NOT_YET_VALID, At.STARTTLS, False, Connected()),
    CertificateCell(BadCertificate.OTHER_NAME, At.IMPLICIT, True, OTHER_NAME),
    CertificateCell(BadCertificate.OTHER_NAME, At.IMPLICIT, False, SSL_WANTED),
    CertificateCell(BadCertificate.OTHER_NAME, At.PLAIN, True, SSL_NOT_SPOKEN),
    CertificateCell(BadCertificate.OTHER_NAME, At.PLAIN, False, Connected()),
    CertificateCell(BadCertificate.OTHER_NAME, At.STARTTLS, True, OTHER_NAME),
    CertificateCell(BadCertificate.OTHER_NAME, At.STARTTLS, False, Connected()),
)

CITED: dict[Certificate | BadCertificate, tuple[tuple[int, ...], str]] = {
    Certificate.GOOD: ((2,), "nextcloud/mail#4769"),
    BadCertificate.UNKNOWN_AUTHORITY: ((2,), "nextcloud/mail#4769"),
    BadCertificate.SELF_SIGNED: ((1,), "nextcloud/mail#7277"),
    BadCertificate.EXPIRED: ((42,), "greenmail#203"),
    BadCertificate.NOT_YET_VALID: ((42,), "greenmail#203"),
    BadCertificate.OTHER_NAME: ((3,), "freescout-help-desk/freescout#92"),
}
"""For each certificate: the numbers of its failures in field_failures.py, and a public issue."""

# For each certificate: facts that a person needs in addition to the reason of the refusal.
FACTS: dict[Certificate | BadCertificate, tuple[str, ...]] = {
    BadCertificate.EXPIRED: ("{yesterday}",),
    BadCertificate.NOT_YET_VALID: ("{tomorrow}",),
    BadCertificate.OTHER_NAME: ("{host}", ANOTHER_NAME),
}


def _row(cell: CertificateCell) -> Scenario:
    faults = (cell.certificate,) if isinstance(cell.certificate, BadCertificate) else ()
    plain = Listener(
        tls=False,
        starttls=StartTls.OFFERED if cell.at is At.STARTTLS else None,
        faults=faults,
    )
    failures, cited = CITED[cell.certificate]
    is_about_it = cell.ssl and cell.at is not At.PLAIN
    return Scenario(
        id=cell.id,
        group=Group.CERTIFICATES,
        why=_why(cell),
        door=FrontDoor.at({143: plain, 993: Listener(tls=True, faults=faults)}),
        mailbox=SINGLE,
        form=FormTemplate(port=993 if cell.at is At.IMPLICIT else 143, use_ssl=cell.ssl),
        expected=Expectation(
            cell.expected, must_mention=FACTS.get(cell.certificate, ()) if is_about_it else ()
        ),
        conditions=Conditions(skip_if_supports=_answered_by(cell)),
        sources=Sources(
            failures=failures if is_about_it else (), cited=cited if is_about_it else ""
        ),
        tags=frozenset({Tag.PORTS}),
    )


def _answered_by(cell: CertificateCell) -> tuple[type, ...]:
    """Return capabilities; a cell's row is not offered to a target that has one of them."""
    expected = cell.expected
    if not isinstance(expected, Rejected):
        # SSL is not ticked. If the app uses STARTTLS nevertheless, both verdicts on a bad
        # certificate are right.
        is_bad = cell.certificate is not Certificate.GOOD
        return (UpgradesByItself,) if is_bad and cell.at is At.STARTTLS else ()
    if expected.reason in OF_CERTIFICATES:
        return (VerifiesNoCertificates,)
    # Without SSL at a port that expects TLS, the app and the server both wait for each other, so an
    # app without a deadline never shows a verdict.
    return (HasNoDeadline,) if expected == SSL_WANTED else ()


def _why(cell: CertificateCell) -> str:
    match cell.at, cell.ssl:
        case At.PLAIN, True:
            what = "the port offers no encryption, so the app refuses and sends no password"
        case At.IMPLICIT, False:
            what = "the port expects TLS, so the app says that SSL is needed"
        case _, False:
            what = "the app uses no encryption, so the certificate does not matter"
        case _ if isinstance(cell.expected, Connected):
            what = "the app accepts the certificate and connects"
        case _:
            what = "the app refuses the certificate, for the right reason, and sends no password"
    ssl = "ticked" if cell.ssl else "not ticked"
    return f"Certificate {cell.certificate.value}, port {_PORTS[cell.at]}, SSL {ssl}: {what}."


CELLS = tuple(_row(cell) for cell in TABLE)
CONNECTING = tuple(row for row in CELLS if isinstance(row.expected.verdict, Connected))
REFUSED = tuple(row for row in CELLS if isinstance(row.expected.verdict, Rejected))

BY_NAME = (
    Scenario(
        id="certificates/by-name/sni",
        group=Group.CERTIFICATES,
        why="The server presents the right certificate only to an app that sends its name (SNI).",
        door=FrontDoor.at({993: Listener(tls=True, certificate=Certificate.BY_SNI)}, by_name=True),
        mailbox=SINGLE,
        sources=Sources(failures=(43,), cited="freescout-help-desk/freescout#269"),
    ),
)

BAD_BY_NAME = (
    Scenario(
        id="certificates/by-name/other-name",
        group=Group.CERTIFICATES,
        why="The certificate is for another host name than the typed one: the app names both.",
        door=FrontDoor.at(
            {993: Listener(tls=True, faults=(BadCertificate.OTHER_NAME,))}, by_name=True
        ),
        mailbox=SINGLE,
        expected=Expectation(OTHER_NAME, must_mention=("{host}", ANOTHER_NAME)),
        conditions=Conditions(skip_if_supports=(VerifiesNoCertificates,)),
        sources=Sources(failures=(3,), cited="home-assistant/core#83568"),
    ),
)

TOO_OLD = tuple(
    Scenario(
        id=f"certificates/{name}",
        group=Group.CERTIFICATES,
        why=f"{what}: the app reports TLS too old, not a wrong password or a lost connection.",
        door=FrontDoor.at({993: Listener(tls=True, faults=(weak_tls,))}),
        mailbox=SINGLE,
        expected=refused(Reason.TLS_TOO_OLD),
        conditions=Conditions(requires=needs),
        sources=Sources(failures=(41,), cited=cited),
    )
    for name, what, weak_tls, needs, cited in (
        (
            "old-tls",
            "The server has TLS 1.0 and 1.1 only",
            WeakTls.OLD_VERSIONS,
            (),
            "home-assistant/core#79766",
        ),
        # No standard forbids these ciphers, so a target may accept them (RFC 9325, 4.2).
        (
            "weak-ciphers",
            "The server accepts only old ciphers",
            WeakTls.OLD_CIPHERS,
            (RefusesOldCiphers,),
            "frappe/erpnext#37422",
        ),
    )
)

ROWS = (*CELLS, *BY_NAME, *BAD_BY_NAME, *TOO_OLD)
