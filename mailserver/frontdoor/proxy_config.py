"""The configuration of a front door, as frozen values: its ports, certificates and logins. No I/O.

The module `faults` defines the faults; `Listener.faults` contains the faults of a port.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum
from typing import Literal, Self

from bluebar.mailserver.frontdoor.faults import BadCertificate, Fault

USUAL_PORTS = (143, 993)
"""IMAP and IMAPS (RFC 9051, 11.1); every door binds both, listening or closed."""

LOCALHOST = "localhost"


class Certificate(StrEnum):
    """The certificate of a healthy port."""

    GOOD = "good"
    """Signed by the run's authority, which the app trusts, for the host that is typed."""

    BY_SNI = "good if the client asks by name (SNI), else for another name"


class StartTls(StrEnum):
    """What a plain port does with STARTTLS (RFC 9051, 6.2.1)."""

    OFFERED = "offered"
    REQUIRED = "required"
    """No login before STARTTLS: the port announces LOGINDISABLED and refuses LOGIN."""


class UserNames(StrEnum):
    """The forms of the user name that a port accepts (statement S2 in docs/article.md)."""

    AS_THE_SERVER_HAS_IT = "as the mail server has it"
    WHOLE_ADDRESS = "the whole address only"
    LOCAL_PART = "the local part only"
    EITHER = "the whole address or the local part"


class LoginChallenges(Enum):
    """The two challenges of AUTHENTICATE LOGIN, which no standard states."""

    USUAL = (b"Username:", b"Password:")
    """The challenges of Dovecot, Cyrus and most other servers."""

    EXCHANGE = (b"User Name\0", b"Password\0")
    """The challenges of Exchange, and of draft-murchison-sasl-login."""


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """How apps log in at a port.

    Attributes:
        user_names: the accepted forms of the user name; GreenMail itself accepts just one form.
        mechanisms: the mechanisms of AUTHENTICATE (RFC 9051, 6.2.2), which the door translates to
            the server's LOGIN.
        login_is_disabled: whether the port announces LOGINDISABLED and refuses LOGIN.
        challenges: the challenges of AUTHENTICATE LOGIN.
        password: the only password that the port accepts, in place of the account's password; None
            for the account's password. With this, a test gives a person a new password without
            changing the mail server.
    """

    user_names: UserNames = UserNames.AS_THE_SERVER_HAS_IT
    mechanisms: tuple[Literal["PLAIN", "LOGIN"], ...] = ("PLAIN",)
    login_is_disabled: bool = False
    challenges: LoginChallenges = LoginChallenges.USUAL
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Listener:
    """One port of a front door.

    Attributes:
        tls: whether TLS begins at the first byte; False for a connection that begins in plain text.
        upstream: the mail server's service behind the port, always reached in plain text.
        certificate: the certificate in TLS.
        starttls: the use of STARTTLS on a plain port; None for a port without STARTTLS.
        sign_in: the ways in which apps can log in.
        faults: the faults of the port.
    """

    tls: bool
    upstream: Literal["imap", "pop3"] = "imap"
    certificate: Certificate = Certificate.GOOD
    starttls: StartTls | None = None
    sign_in: SignIn = field(default_factory=SignIn)
    faults: tuple[Fault, ...] = ()

    @property
    def has_tls(self) -> bool:
        """Whether the port has TLS, from the first byte or later."""
        return self.tls or self.starttls is not None

    def __str__(self) -> str:
        words = ["TLS" if self.tls else "plain"]
        if self.upstream == "pop3":
            words.append("POP3")
        if self.starttls is not None:
            words.append(f"STARTTLS {self.starttls}")
        if self.certificate is not Certificate.GOOD:
            words.append(f"certificate {self.certificate}")
        if self.sign_in.user_names is not UserNames.AS_THE_SERVER_HAS_IT:
            words.append(f"user name: {self.sign_in.user_names}")
        if self.sign_in.mechanisms != SignIn().mechanisms:
            words.append(f"AUTHENTICATE {' or '.join(self.sign_in.mechanisms) or 'not offered'}")
        if self.sign_in.challenges is not LoginChallenges.USUAL:
            words.append("AUTHENTICATE LOGIN with the challenges of Exchange")
        if self.sign_in.login_is_disabled:
            words.append("LOGINDISABLED")
        if self.sign_in.password is not None:
            words.append("a new password")
        return ", ".join([*words, *(str(fault) for fault in self.faults)])


@dataclass(frozen=True, kw_only=True)
class FrontDoor:
    """The ports at which one test's account is reached; 143 and 993 are closed unless listed.

    Attributes:
        listeners: pairs of port and listener.
        by_name: whether the host is a name, with free ports, instead of an address.
    """

    listeners: tuple[tuple[int, Listener], ...]
    by_name: bool = False

    @classmethod
    def at(cls, listeners: Mapping[int, Listener], *, by_name: bool = False) -> Self:
        """Return a door from a mapping of port to listener."""
        pairs = sorted(listeners.items(), key=lambda pair: pair[0])
        return cls(listeners=tuple(pairs), by_name=by_name)

    @classmethod
    def usual(cls, *faults: Fault, sign_in: SignIn | None = None) -> Self:
        """Return a provider's usual ports: plain IMAP at 143, IMAP over TLS at 993.

        Args:
            faults: the faults of both ports.
            sign_in: the ways in which apps can log in at both ports.
        """
        plain = Listener(tls=False, sign_in=sign_in or SignIn(), faults=faults)
        return cls.at({143: plain, 993: replace(plain, tls=True)})

    @classmethod
    def nothing(cls) -> Self:
        """Return a door whose ports 143 and 993 refuse connections."""
        return cls(listeners=())

    def with_password(self, password: str) -> Self:
        """Return the door with this password at its ports, in place of the account's password."""
        changed = tuple(
            (port, replace(each, sign_in=replace(each.sign_in, password=password)))
            for port, each in self.listeners
        )
        return replace(self, listeners=changed)

    @property
    def ports(self) -> tuple[int, ...]:
        """Every port that the door binds, including closed ports."""
        return tuple(sorted({*USUAL_PORTS, *(port for port, _ in self.listeners)}))

    @property
    def starttls_ports(self) -> frozenset[int]:
        """The ports that have STARTTLS."""
        return frozenset(port for port, each in self.listeners if each.starttls is not None)

    @property
    def certificates(self) -> frozenset[Certificate | BadCertificate]:
        """Every kind of certificate that a port with TLS is configured with."""
        secured = [each for _, each in self.listeners if each.has_tls]
        bad = (fault for each in secured for fault in each.faults)
        return frozenset(
            (
                *(each.certificate for each in secured),
                *(fault for fault in bad if isinstance(fault, BadCertificate)),
            )
        )

    def __str__(self) -> str:
        listed = [f"{port} {listener}" for port, listener in self.listeners]
        name = " (typed by name)" if self.by_name else ""
        return ("; ".join(listed) or "closed ports") + name
