"""The accounts of a Dovecot: two files for each account.

Dovecot reads the file with the password. The other file has the address, for deliveries.
"""

import base64
import hashlib
import os
from collections.abc import Collection
from pathlib import Path

import msgspec

from bluebar.mailserver.accounts import Account, AccountsUnavailable
from bluebar.mailserver.dovecot.configuration import LINE

PASSWORDS, ADDRESSES = "passwords", "addresses"


class AccountFiles:
    """The accounts of a Dovecot; see `bluebar.mailserver.accounts.Accounts`.

    Args:
        folder: the folder of all files.
    """

    def __init__(self, folder: Path) -> None:
        self.passwords, self.addresses_folder = folder / PASSWORDS, folder / ADDRESSES

    def make_folders(self) -> None:
        """Make the folders, readable by their owner only."""
        for each in (self.passwords, self.addresses_folder):
            each.mkdir(parents=True, mode=0o700)

    def create(self, account: Account) -> None:
        """Create an account.

        Raises:
            AccountsUnavailable: the files cannot be written.
        """
        password = base64.b64encode(account.password.encode()).decode()
        try:
            _write(self._of(account.address), msgspec.json.encode(account))
            _write(self._password_of(account), f"{LINE}:{{PLAIN.B64}}{password}\n".encode())
        except OSError as error:
            raise self._unavailable(f"to create {account.address}", error) from error

    def delete(self, address: str) -> None:
        """Delete the account of an address; the account's mail remains in the run's folder.

        Raises:
            AccountsUnavailable: there is no such account, or its files cannot be removed.
        """
        try:
            account = self._read(self._of(address))
            self._password_of(account).unlink()
            self._of(address).unlink()
        except OSError as error:
            raise self._unavailable(f"to delete {address}", error) from error

    def addresses(self) -> Collection[str]:
        """Return the address of every account.

        Raises:
            AccountsUnavailable: the files cannot be read.
        """
        try:
            # An account that another process deletes meanwhile is left out.
            return [
                self._read(each).address
                for each in self.addresses_folder.glob("*.json")
                if each.exists()
            ]
        except OSError as error:
            raise self._unavailable("to list the accounts", error) from error

    def find(self, address: str) -> Account | None:
        """Return the account of an address, or None."""
        try:
            return self._read(self._of(address))
        except FileNotFoundError:
            return None

    def _of(self, address: str) -> Path:
        digest = hashlib.sha256(address.lower().encode()).hexdigest()
        return self.addresses_folder / f"{digest}.json"

    def _password_of(self, account: Account) -> Path:
        return self.passwords / user_key(account.login)

    def _read(self, file: Path) -> Account:
        return msgspec.json.decode(file.read_bytes(), type=Account)

    def _unavailable(self, wanted: str, error: OSError) -> AccountsUnavailable:
        return AccountsUnavailable(
            wanted=f"{wanted} on the mail server",
            happened=error.strerror or str(error),
            where=str(self.passwords.parent),
            next_step="check that the disk has space and that no other program removes the files",
        )


def user_key(login: str) -> str:
    """Return the value of Dovecot's variable `%Mu` for a user name."""
    # bytes.lower() changes ASCII only, as `auth_username_format = %Lu` does.
    return hashlib.md5(login.encode().lower(), usedforsecurity=False).hexdigest()


def _write(file: Path, content: bytes) -> None:
    """Write a file at once, so that no other process reads a half of it."""
    written = file.with_name(f"{file.name}.{os.getpid()}")
    written.touch(mode=0o600)
    written.write_bytes(content)
    written.replace(file)
