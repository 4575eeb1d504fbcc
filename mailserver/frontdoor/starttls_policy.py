"""Answer STARTTLS at a plain port (RFC 9051, 6.2.1), right or with faults. No I/O.

The door always answers the command itself, whether or not the server has STARTTLS: TLS between the
app and the server would hide everything from the door.
"""

from typing import assert_never

from bluebar.mailserver.frontdoor.actions import Action, UpgradeToTls, tagged_response
from bluebar.mailserver.frontdoor.faults import (
    PoisonsStartTls,
    RefusesStartTls,
    StartTlsFault,
    StripsStartTls,
)
from bluebar.mailserver.frontdoor.proxy_config import StartTls

POISON = b"* BYE this was said in plain text, after the OK\r\n* CAPABILITY LOGINDISABLED\r\n"


class StartTlsPolicy:
    """Know whether one connection is encrypted, and decide how it becomes encrypted.

    Args:
        offer: the use of STARTTLS: offered or required; None for a port without STARTTLS.
        faults: the port's faults of the StartTls stage.
        is_encrypted: whether the connection starts with TLS.
    """

    def __init__(
        self, offer: StartTls | None, faults: list[StartTlsFault], *, is_encrypted: bool
    ) -> None:
        self.offer = offer
        self.is_encrypted = is_encrypted
        self._faults = faults

    @property
    def is_announced(self) -> bool:
        """Whether the capability STARTTLS is announced at this moment."""
        is_stripped = any(isinstance(fault, StripsStartTls) for fault in self._faults)
        return self.offer is not None and not self.is_encrypted and not is_stripped

    @property
    def forbids_login(self) -> bool:
        """Whether a login has to wait for TLS."""
        return self.offer is StartTls.REQUIRED and not self.is_encrypted

    def upgrade(self, tag: bytes) -> Action:
        """Return the answer to a STARTTLS; if the answer is `UpgradeToTls`, set `is_encrypted`."""
        if self.offer is None:
            return tagged_response(tag, "BAD", "Unknown command")
        refusal = tagged_response(tag, "BAD", "TLS is not available now")
        poison = b""
        for fault in self._faults:
            match fault:
                case StripsStartTls():
                    return tagged_response(tag, "BAD", "Unknown command")
                case RefusesStartTls():
                    return refusal
                case PoisonsStartTls():
                    poison = POISON
                case _:
                    assert_never(fault)
        if self.is_encrypted:
            return refusal
        self.is_encrypted = True
        return UpgradeToTls(tag + b" OK Begin TLS now\r\n" + poison)
