"""The reasons why a mailbox cannot be connected, each with advice for the user."""

from dataclasses import dataclass
from enum import Enum


class ConnectProblem(Enum):
    """The known problems. Each value is a title, and advice for the user.

    The detail of the `ConnectError` replaces `{}` in the advice.
    """

    WRONG_CREDENTIALS = (
        "The server did not accept this user name or password.",
        "Check both. Some servers want the whole email address as user name, others only the "
        "part before the @; some providers (Yahoo, AOL, Gmail) want an app password. {}",
    )
    APP_PASSWORD = (
        "This provider wants an app password.",
        "Make an app password in the security settings of the email account, and enter it here. "
        "Kith does not offer the other way to sign in, OAuth. {}",
    )
    SSL_WANTED = (
        "This port expects SSL.",
        "Tick Use SSL, or use port 143 if the provider offers IMAP without SSL. {}",
    )
    SSL_NOT_SPOKEN = (
        "This port does not speak SSL.",
        "Try port 993, or switch Use SSL off if the provider really offers no encryption. {}",
    )
    UNTRUSTED = (
        "The server's certificate is not trusted.",
        "The certificate is self-signed or from an unknown authority, so no password was sent. "
        "Check the server's name, or ask the provider for a valid certificate. {}",
    )
    EXPIRED = (
        "The server's certificate has expired.",
        "The password was not sent. Ask the provider to renew the certificate. {}",
    )
    NOT_YET_VALID = (
        "The server's certificate is not valid yet.",
        "The password was not sent. Ask the provider, and check the clock of Kith's machine. {}",
    )
    OTHER_NAME = (
        "The server's certificate is for another name.",
        "The password was not sent. Enter the name that the provider gives for its IMAP server. {}",
    )
    TLS_TOO_OLD = (
        "The server's encryption is too old.",
        "The password was not sent. Ask the provider to offer TLS 1.2 or newer. {}",
    )
    ENCRYPTION_REQUIRED = (
        "The server requires encryption.",
        "Tick Use SSL and use port 993. {}",
    )
    POP3 = (
        "This is a POP3 server.",
        "The account is set up for POP. Many providers (Yahoo, AOL) offer both: switch the "
        "account to IMAP in its settings at the provider, then enter the IMAP server and port "
        "here, usually 993. {}",
    )
    NOT_IMAP = (
        "This is not an IMAP server.",
        "Check server and port: IMAP usually has port 993, or 143 without SSL. {}",
    )
    REFUSED = (
        "The connection was refused.",
        "Nothing answers at this port. Check server and port, usually 993 or 143. {}",
    )
    NOT_FOUND = (
        "The host was not found.",
        "Check the spelling of the IMAP server; the provider's help pages show it. {}",
    )
    NOT_ALLOWED = (
        "This host is not allowed.",
        "Kith only connects to public mail servers. Its operator can allow others with "
        "ALLOWED_MAIL_HOSTS. {}",
    )
    NO_ANSWER = (
        "The server did not answer in time.",
        "Check server and port, and try again in a few minutes. {}",
    )
    LOST = (
        "The server closed the connection.",
        "Try again in a few minutes; if the problem remains, check server, port and Use SSL. {}",
    )
    LATER = (
        "The server asks to try again later.",
        "The server is busy, or has too many connections of this account. {}",
    )
    NO_FOLDER = (
        "The server opens no folder of this mailbox.",
        "The server accepted the user name and the password. Ask the provider whether the mailbox "
        "is active. {}",
    )
    OTHER = ("The connection failed.", "Check the settings and try again. {}")

    @property
    def title(self) -> str:
        """Return the sentence that names the problem."""
        return self.value[0]

    @property
    def may_be_temporary(self) -> bool:
        """Say whether the problem may disappear without a change of the settings."""
        return self in (
            ConnectProblem.REFUSED,
            ConnectProblem.NOT_FOUND,
            ConnectProblem.NO_ANSWER,
            ConnectProblem.LOST,
            ConnectProblem.LATER,
            ConnectProblem.NO_FOLDER,
        )


def quote_server(text: str) -> str:
    """Return a sentence that quotes the server's response, or an empty text if that is empty."""
    return f"The server said: {text[:200]}" if text.strip() else ""


@dataclass(eq=False)
class ConnectError(Exception):
    """A mailbox could not be connected or read.

    Attributes:
        problem: the known problem.
        detail: further information, e.g. the server's response.
    """

    problem: ConnectProblem
    detail: str = ""

    @property
    def title(self) -> str:
        """Return the sentence that names the problem."""
        return self.problem.title

    @property
    def advice(self) -> str:
        """Return the advice, which says what the user can do, and contains the detail."""
        return self.problem.value[1].format(self.detail).strip()

    def __str__(self) -> str:
        return f"{self.title} {self.detail}".strip()
