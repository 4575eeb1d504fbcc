"""An account on the mail server, and the interface by which a brand creates accounts."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

from bluebar.mailserver.errors import HarnessError


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account, which has one mailbox.

    Attributes:
        address: the mail address of the mailbox.
        login: the only user name that the server accepts for the account.
        password: the password of the account.
    """

    address: str
    login: str
    password: str = field(repr=False)


class AccountsUnavailable(HarnessError):
    """The mail server did not create, delete or list accounts."""


class AccountImpossible(AccountsUnavailable):
    """The mail server cannot have an account with this user name or password."""


class Accounts(Protocol):
    """The accounts of one mail server. Every method raises AccountsUnavailable if it fails."""

    def create(self, account: Account) -> None:
        """Create an account; its login works when this method returns.

        Raises:
            AccountImpossible: no account of the server can have this user name or password.
        """

    def delete(self, address: str) -> None:
        """Delete the account of an address."""

    def addresses(self) -> Collection[str]:
        """Return the address of every account."""
