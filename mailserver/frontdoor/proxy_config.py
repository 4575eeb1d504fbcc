"""What a front door does, as frozen values: nothing here listens. `faults` has what goes wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal, Self

from bluebar.mailserver.frontdoor.faults import Fault

USUAL_PORTS = (143, 993)
"""IMAP and IMAPS (RFC 9051, 11.1); every door holds both, listening or closed."""

LOCALHOST = "localhost"


class Certificate(StrEnum):
    """Which certificate a port shows."""

    GOOD = "good"
    """Of the run's authority, which the app trusts, for the host that is typed."""

    UNKNOWN_AUTHORITY = "of an unknown authority"
    SELF_SIGNED = "self-signed"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    OTHER_NAME = "for another name"
    BY_SNI = "good for who asks by name (SNI), else for another name"


class TlsVersions(StrEnum):
    """What a port speaks of TLS."""

    CURRENT = "TLS 1.2 and 1.3"
    OLD = "TLS 1.0 and 1.1 only"
    WEAK = "TLS 1.2 with ciphers of old only"


class StartTls(StrEnum):
    """How a plain port takes to STARTTLS (RFC 9051, 6.2.1)."""

    OFFERED = "offered"
    REQUIRED = "required"
    """No login before it: LOGINDISABLED, and LOGIN is refused."""

    STRIPPED = "stripped"
    """As somebody in between would have it: not announced, and refused."""

    REFUSED = "offered, then refused"
    POISONED = "offered; plain text follows the OK"
    """What is said in plain after the OK must not count (CVE-2011-0411's other side)."""


class UserNames(StrEnum):
    """Which form of the user name is let in (S2 of the help article)."""

    AS_THE_SERVER_HAS_IT = "as the mail server has it"
    WHOLE_ADDRESS = "the whole address only"
    LOCAL_PART = "what stands before the @ only"
    EITHER = "the whole address or what stands before the @"


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """How one signs in at a port.

    Attributes:
        user_names: which form is let in; GreenMail itself takes just one.
        mechanisms: what AUTHENTICATE takes (RFC 9051, 6.2.2), translated to GreenMail's LOGIN.
        login_is_disabled: LOGINDISABLED is announced, and LOGIN refused.
        refusal: what a NO says in the place of GreenMail's own words.
    """

    user_names: UserNames = UserNames.AS_THE_SERVER_HAS_IT
    mechanisms: tuple[Literal["PLAIN", "LOGIN"], ...] = ()
    login_is_disabled: bool = False
    refusal: str = ""


@dataclass(frozen=True, kw_only=True)
class Listener:
    """What one port of a front door does.

    Attributes:
        tls: end TLS here from the first byte; else the connection begins in plain.
        behind: the service of the mail server that answers, always reached in plain.
        certificate: what TLS shows.
        tls_versions: what TLS is spoken.
        starttls: on a plain port, how STARTTLS is taken; None for a server that has none.
        sign_in: how one signs in.
        capabilities: what CAPABILITY answers, instead of GreenMail's own.
        bridges: help out where GreenMail falls short of the standard: SEARCH keys in small letters,
            and messages of no size.
        faults: what goes wrong here.
    """

    tls: bool
    behind: Literal["imap", "pop3"] = "imap"
    certificate: Certificate = Certificate.GOOD
    tls_versions: TlsVersions = TlsVersions.CURRENT
    starttls: StartTls | None = None
    sign_in: SignIn = field(default_factory=SignIn)
    capabilities: str = ""
    bridges: bool = False
    faults: tuple[Fault, ...] = ()

    @property
    def has_tls(self) -> bool:
        """Return whether TLS may be spoken here, from the first byte or later."""
        return self.tls or self.starttls is not None

    def __str__(self) -> str:
        words = ["TLS" if self.tls else "plain"]
        if self.behind == "pop3":
            words.append("POP3")
        if self.starttls is not None:
            words.append(f"STARTTLS {self.starttls}")
        if self.certificate is not Certificate.GOOD:
            words.append(f"certificate {self.certificate}")
        if self.tls_versions is not TlsVersions.CURRENT:
            words.append(str(self.tls_versions))
        if self.sign_in.user_names is not UserNames.AS_THE_SERVER_HAS_IT:
            words.append(f"user name: {self.sign_in.user_names}")
        if self.sign_in.mechanisms:
            words.append(f"AUTHENTICATE {' or '.join(self.sign_in.mechanisms)}")
        if self.sign_in.login_is_disabled:
            words.append("LOGINDISABLED")
        if self.sign_in.refusal:
            words.append(f"a wrong login is told {self.sign_in.refusal!r}")
        if self.capabilities:
            words.append(f"capabilities {self.capabilities!r}")
        if self.bridges:
            words.append("helping out where GreenMail falls short")
        return ", ".join([*words, *(str(fault) for fault in self.faults)])


@dataclass(frozen=True, kw_only=True)
class FrontDoor:
    """The ports at which one test's account is reached; 143 and 993 are closed unless named.

    Attributes:
        listeners: pairs of port and what it does.
        by_name: the host is typed by name, which then stands at free ports; else an address.
    """

    listeners: tuple[tuple[int, Listener], ...]
    by_name: bool = False

    @classmethod
    def at(cls, listeners: Mapping[int, Listener], *, by_name: bool = False) -> Self:
        """Make a door from a mapping of port to listener."""
        pairs = sorted(listeners.items(), key=lambda pair: pair[0])
        return cls(listeners=tuple(pairs), by_name=by_name)

    @classmethod
    def usual(cls, *faults: Fault, sign_in: SignIn | None = None, bridges: bool = False) -> Self:
        """Return what a provider has: plain IMAP at 143, IMAP over TLS at 993.

        Args:
            faults: what goes wrong at both.
            sign_in: how one signs in at both.
            bridges: help out at both where GreenMail falls short.
        """
        at_both = Listener(tls=False, sign_in=sign_in or SignIn(), faults=faults, bridges=bridges)
        return cls.at({143: at_both, 993: replace(at_both, tls=True)})

    @classmethod
    def nothing(cls) -> Self:
        """Return a host at which 143 and 993 refuse connections."""
        return cls(listeners=())

    @property
    def ports(self) -> tuple[int, ...]:
        """Return every port that the door holds, closed ones too."""
        return tuple(sorted({*USUAL_PORTS, *(port for port, _ in self.listeners)}))

    @property
    def starttls_ports(self) -> frozenset[int]:
        """Return where encryption, if any, is asked for by STARTTLS."""
        return frozenset(port for port, each in self.listeners if each.starttls is not None)

    @property
    def certificates(self) -> frozenset[Certificate]:
        """Return which kinds it shows."""
        return frozenset(each.certificate for _, each in self.listeners if each.has_tls)

    def __str__(self) -> str:
        listed = [f"{port} {listener}" for port, listener in self.listeners]
        name = " (typed by name)" if self.by_name else ""
        return ("; ".join(listed) or "closed ports") + name
