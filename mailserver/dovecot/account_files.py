"""The accounts of a Dovecot: a file with the password for each account."""

import base64
import hashlib
from collections.abc import Collection
from pathlib import Path

from bluebar.mailserver.account_registry import AccountRegistry, write_at_once
from bluebar.mailserver.accounts import Account
from bluebar.mailserver.dovecot.configuration import LINE


class AccountFiles:
    """The accounts of a Dovecot; see `bluebar.mailserver.accounts.Accounts`.

    Args:
        folder: the folder of all files.
    """

    def __init__(self, folder: Path) -> None:
        self.passwords = folder / "passwords"
        self.registry = AccountRegistry(folder / "addresses")

    def make_folders(self) -> None:
        """Make the folders, readable by their owner only."""
        self.registry.make_folder()
        self.passwords.mkdir(mode=0o700)

    def create(self, account: Account) -> None:
        """Create an account.

        Dovecot may keep a password for a second, so a user name must not be used again sooner.

        Raises:
            AccountsUnavailable: the files cannot be written.
        """
        password = base64.b64encode(account.password.encode()).decode()
        line = f"{LINE}:{{PLAIN.B64}}{password}\n"
        try:
            self.registry.add(account)
            self._write(user_key(account.login), line.encode())
        except OSError as error:
            raise self.registry.unavailable(f"to create {account.address}", error) from error

    def delete(self, address: str) -> None:
        """Delete the account of an address; the account's mail remains in the run's folder.

        Raises:
            AccountsUnavailable: there is no such account, or its files cannot be removed.
        """
        try:
            self._remove(user_key(self.registry.remove(address).login))
        except OSError as error:
            raise self.registry.unavailable(f"to delete {address}", error) from error

    def addresses(self) -> Collection[str]:
        """Return the address of every account.

        Raises:
            AccountsUnavailable: the files cannot be read.
        """
        return self.registry.addresses()

    def _write(self, name: str, content: bytes) -> None:
        """Write the file with a user's password."""
        write_at_once(self.passwords / name, content)

    def _remove(self, name: str) -> None:
        """Remove the file with a user's password."""
        (self.passwords / name).unlink()


def user_key(login: str) -> str:
    """Return the name of the file with a user's password: an MD5, as in `configuration`."""
    # bytes.lower() changes ASCII only, as Dovecot's `auth_username_format` does.
    return hashlib.md5(login.encode().lower(), usedforsecurity=False).hexdigest()
