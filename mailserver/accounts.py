"""An account on the mail server."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Account:
    """One mailbox: its address, the one user name that the server takes for it, its password."""

    address: str
    login: str
    password: str = field(repr=False)
