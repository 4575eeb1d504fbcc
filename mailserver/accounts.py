"""An account on the mail server, and the interface by which a brand creates accounts."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

from bluebar.mailserver.errors import HarnessError


@dataclass(frozen=True, kw_only=True)
class Account:
    """One mailbox: its address, the only user name that the server accepts, its password."""

    address: str
    login: str
    password: str = field(repr=False)


class AccountsUnavailable(HarnessError):
    """The mail server did not create, delete or list accounts."""


class Accounts(Protocol):
    """The accounts of one mail server. Every method raises AccountsUnavailable."""

    def create(self, account: Account) -> None:
        """Create an account; its login works when this returns."""

    def delete(self, address: str) -> None:
        """Delete the account of an address."""

    def addresses(self) -> Collection[str]:
        """Return the address of every account."""
