"""The settings with which Kith signs in to a mailbox."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class MailboxLogin:
    """User name and password, with the server's address."""

    username: str
    password: str = field(repr=False)
    server: str
    port: int
    use_ssl: bool
