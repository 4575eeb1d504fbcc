"""What it takes to reach a mailbox."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """User name, password, and where to go."""

    username: str
    password: str = field(repr=False)
    server: str
    port: int
    use_ssl: bool
