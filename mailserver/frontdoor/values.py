"""What a front door does, as frozen values: nothing here listens."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Self

USUAL_PORTS = (143, 993)
"""IMAP and IMAPS (RFC 9051, 11.1); every door holds both, listening or closed."""


class Certificate(StrEnum):
    """Which certificate a port shows."""

    GOOD = "good"
    """Of the run's authority, which the app trusts, for the host that is typed."""

    UNKNOWN_AUTHORITY = "of an unknown authority"
    OTHER_NAME = "for another name"


@dataclass(frozen=True, kw_only=True)
class Listener:
    """What one port of a front door does.

    Attributes:
        tls: end TLS here; else bytes pass in plain.
        behind: the service of the mail server that answers, always reached in plain.
        certificate: what TLS shows.
    """

    tls: bool
    behind: Literal["imap", "pop3"] = "imap"
    certificate: Certificate = Certificate.GOOD


@dataclass(frozen=True, kw_only=True)
class FrontDoor:
    """The ports at which one test's account is reached; 143 and 993 are closed unless named.

    Attributes:
        listeners: pairs of port and what it does.
    """

    listeners: tuple[tuple[int, Listener], ...]

    @classmethod
    def at(cls, listeners: Mapping[int, Listener]) -> Self:
        """Make a door from a mapping of port to listener."""
        return cls(listeners=tuple(sorted(listeners.items(), key=lambda pair: pair[0])))

    @classmethod
    def usual(cls) -> Self:
        """Return what a provider has: plain IMAP at 143, IMAP over TLS at 993."""
        return cls.at({143: Listener(tls=False), 993: Listener(tls=True)})

    @classmethod
    def nothing(cls) -> Self:
        """Return a host at which 143 and 993 refuse connections."""
        return cls(listeners=())

    @property
    def ports(self) -> tuple[int, ...]:
        """Return every port that the door holds, closed ones too."""
        return tuple(sorted({*USUAL_PORTS, *(port for port, _ in self.listeners)}))
