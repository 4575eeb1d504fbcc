"""Explain why a certificate failed verification, with its names or its date of validity."""

import ssl
from collections.abc import Callable

from cryptography import x509

from bluebar.app.problems import ConnectError, ConnectProblem

PROBLEMS = {
    9: ConnectProblem.NOT_YET_VALID,
    10: ConnectProblem.EXPIRED,
    62: ConnectProblem.OTHER_NAME,
    64: ConnectProblem.OTHER_NAME,
}
"""OpenSSL's codes for failed verifications (X509_V_ERR_…), each with the problem.

Code 62 means that the certificate is for another host name, 64 for another IP address."""


def unverified_context() -> ssl.SSLContext:
    """Return a TLS context that verifies nothing.

    Use it only to read a certificate that failed verification.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def explain(
    error: ssl.SSLCertVerificationError, server: str, connect_again: Callable[[], ssl.SSLSocket]
) -> tuple[ConnectProblem, str]:
    """Return the problem, and a detail for the user: a date or names from the certificate.

    Args:
        error: the error of the handshake that verified the certificate.
        server: the host that the user entered.
        connect_again: a function that connects and repeats the handshake without verification.
            Kith sends nothing on this connection.
    """
    problem = PROBLEMS.get(error.verify_code, ConnectProblem.UNTRUSTED)
    try:
        with connect_again() as connection:
            raw = connection.getpeercert(binary_form=True)
    except (OSError, ConnectError):
        raw = None
    if raw is None or problem is ConnectProblem.UNTRUSTED:
        return problem, f"({error.verify_message})"
    certificate = x509.load_der_x509_certificate(raw)
    if problem is ConnectProblem.EXPIRED:
        day = certificate.not_valid_after_utc
        return problem, f"It was valid until {day.day} {day:%B %Y}."
    if problem is ConnectProblem.NOT_YET_VALID:
        day = certificate.not_valid_before_utc
        return problem, f"It is valid from {day.day} {day:%B %Y} on."
    return problem, f"You entered {server}; it is for {_names(certificate) or 'no name at all'}."


def _names(certificate: x509.Certificate) -> str:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ""
    names = found.get_values_for_type(x509.DNSName)
    names += [str(each) for each in found.get_values_for_type(x509.IPAddress)]
    return ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")
