"""Read the credentials that an adapter needs from the environment, and make codes for sign-in.

Every value is a secret of the run: bluebar removes the value from all that the run writes.
"""

import os
from typing import ClassVar

import pyotp
import pytest

_READ: set[str] = set()
"""The secrets that adapters have read in this process."""


class _Totp(pyotp.TOTP):
    """The codes for a secret of any length.

    pyotp refuses a secret of fewer than 112 bits (NIST SP 800-63B-4), which is right for a server
    that makes secrets. Many servers have made secrets of 80 bits, and a client cannot change them.
    """

    min_secret_length_bits: ClassVar[int] = 8


def from_environment(name: str, *, secret: bool = True) -> str:
    """Return the value of an environment variable, e.g. a password.

    Args:
        name: the name of the variable.
        secret: whether bluebar must remove the value from reports; False for a user name.

    Raises:
        pytest.UsageError: the variable is missing or empty.
    """
    if not (value := os.environ.get(name, "")):
        raise pytest.UsageError(
            f"the adapter needs the environment variable {name}, which is missing or empty: set it"
        )
    if secret:
        _READ.add(value)
    return value


def totp_code(name: str) -> str:
    """Return the six digits that an authenticator app shows now (TOTP, RFC 6238).

    The code is valid for 30 seconds, and most servers accept a code only once.

    Args:
        name: the environment variable with the secret in Base32, as the app's page for a second
            factor shows it; spaces and small letters are allowed.

    Raises:
        pytest.UsageError: the variable is missing, or its value is not Base32.
    """
    key = from_environment(name).replace(" ", "").upper().rstrip("=")
    _READ.add(key)
    try:
        return _Totp(key).now()
    except ValueError as error:
        raise pytest.UsageError(
            f"the environment variable {name} is not a TOTP secret in Base32, i.e. letters and the "
            "digits 2 to 7: set the text that the app shows below its QR code"
        ) from error


def secrets_read() -> frozenset[str]:
    """Return the secrets that adapters have read from the environment in this process."""
    return frozenset(_READ)
