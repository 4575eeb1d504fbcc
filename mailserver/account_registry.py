"""The accounts of a run in a folder: a file for each address, for all processes of the run."""

import hashlib
import os
from pathlib import Path

import msgspec

from bluebar.mailserver.accounts import Account, AccountsUnavailable


class AccountRegistry:
    """Note accounts, and find them by their addresses. All methods but `addresses` raise OSError.

    Args:
        folder: the folder of the files; `make_folder` makes it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make_folder(self) -> None:
        """Make the folder, readable by its owner only."""
        self.folder.mkdir(parents=True, mode=0o700)

    def add(self, account: Account) -> None:
        """Note an account."""
        write_at_once(self._file(account.address), msgspec.json.encode(account))

    def remove(self, address: str) -> Account:
        """Forget the account of an address, and return it.

        Raises:
            FileNotFoundError: no account has this address.
        """
        account = self._read(self._file(address))
        self._file(address).unlink()
        return account

    def find(self, address: str) -> Account | None:
        """Return the account of an address, or None."""
        try:
            return self._read(self._file(address))
        except FileNotFoundError:
            return None

    def addresses(self) -> list[str]:
        """Return the address of every account; one that is removed meanwhile may be left out.

        Raises:
            AccountsUnavailable: the files cannot be read.
        """
        files = self.folder.glob("*.json")
        try:
            return [self._read(each).address for each in files if each.exists()]
        except OSError as error:
            raise self.unavailable("to list the accounts", error) from error

    def unavailable(self, wanted: str, error: OSError) -> AccountsUnavailable:
        """Return the error for files that cannot be read or written."""
        return AccountsUnavailable(
            wanted=f"{wanted} on the mail server",
            happened=error.strerror or str(error),
            where=str(self.folder),
            next_step="check that the disk has space and that no other program removes the files",
        )

    def _file(self, address: str) -> Path:
        return self.folder / f"{hashlib.sha256(address.lower().encode()).hexdigest()}.json"

    def _read(self, file: Path) -> Account:
        return msgspec.json.decode(file.read_bytes(), type=Account)


def write_at_once(file: Path, content: bytes) -> None:
    """Write a file that only its owner can read, so that no process reads a half of it."""
    written = file.with_name(f"{file.name}.{os.getpid()}")
    written.touch(mode=0o600)
    written.write_bytes(content)
    written.replace(file)
