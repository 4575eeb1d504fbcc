"""Say what is wrong with a certificate that does not hold: which names, which day."""

import ssl
from collections.abc import Callable

from cryptography import x509

from bluebar.app.problems import ConnectError, ConnectProblem

REASONS = {
    9: ConnectProblem.NOT_YET_VALID,
    10: ConnectProblem.EXPIRED,
    62: ConnectProblem.OTHER_NAME,
    64: ConnectProblem.OTHER_NAME,
}
"""OpenSSL's verify codes (X509_V_ERR_…); 62 and 64 are mismatches of host name and address."""


def unverified() -> ssl.SSLContext:
    """Return a context for looking at a certificate that does not hold, and for nothing else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def in_words(
    error: ssl.SSLCertVerificationError, server: str, look: Callable[[], ssl.SSLSocket]
) -> tuple[ConnectProblem, str]:
    """Return the reason, and what the certificate itself tells about it.

    Args:
        error: of the handshake that verified it.
        server: the host that was entered.
        look: makes a handshake that does not verify; nothing else is sent on it.
    """
    reason = REASONS.get(error.verify_code, ConnectProblem.UNTRUSTED)
    try:
        with look() as connection:
            raw = connection.getpeercert(binary_form=True)
    except (OSError, ConnectError):
        raw = None
    if raw is None or reason is ConnectProblem.UNTRUSTED:
        return reason, f"({error.verify_message})"
    certificate = x509.load_der_x509_certificate(raw)
    if reason is ConnectProblem.EXPIRED:
        day = certificate.not_valid_after_utc
        return reason, f"It was valid until {day.day} {day:%B %Y}."
    if reason is ConnectProblem.NOT_YET_VALID:
        day = certificate.not_valid_before_utc
        return reason, f"It is valid from {day.day} {day:%B %Y} on."
    return reason, f"You entered {server}; it is for {_names(certificate) or 'no name at all'}."


def _names(certificate: x509.Certificate) -> str:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ""
    names = found.get_values_for_type(x509.DNSName)
    names += [str(each) for each in found.get_values_for_type(x509.IPAddress)]
    return ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")
