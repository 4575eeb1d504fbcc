"""The accounts of an IMAP server, created and deleted by a command that the person gives."""

import shlex
import subprocess
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from bluebar.mailserver.account_registry import AccountRegistry
from bluebar.mailserver.accounts import Account, AccountImpossible, AccountsUnavailable

COMMAND_SECONDS = 30
OPTION = "--mailserver-accounts"
IMPOSSIBLE = 3
"""The exit status with which the command says that the server cannot have an account."""


class AccountCommand:
    """The accounts of an IMAP server; see `bluebar.mailserver.accounts.Accounts`.

    The command is called with `create ADDRESS LOGIN`, and gets the password on standard input, in
    UTF-8 and without a line end; or with `delete ADDRESS LOGIN`. Its exit status must be 0, or
    `IMPOSSIBLE`.

    Args:
        folder: the folder that `prepare` made.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.registry = AccountRegistry(folder / "addresses")

    @classmethod
    def prepare(cls, folder: Path, command: str) -> "AccountCommand":
        """Make the folder, which other processes of the run read, and note the command."""
        made = cls(folder)
        made.registry.make_folder()
        made._file.write_text(command, encoding="utf-8")
        return made

    def create(self, account: Account) -> None:
        """Create an account.

        Raises:
            AccountImpossible: the command ended with the status `IMPOSSIBLE`.
            AccountsUnavailable: the command failed.
        """
        self._call("create", account)
        self.registry.add(account)

    def delete(self, address: str) -> None:
        """Delete the account of an address.

        Raises:
            AccountsUnavailable: the command failed, or bluebar did not create this account.
        """
        account = self.registry.find(address)
        if account is None:
            raise AccountsUnavailable(
                wanted=f"to delete {address} on the mail server",
                happened="bluebar did not create this account",
                where=str(self.folder),
                next_step="report a bug of bluebar",
            )
        self._call("delete", account)
        self.registry.remove(address)

    def delete_all(self) -> None:
        """Delete every account of this run that the command can delete."""
        for address in self.addresses():
            with suppress(AccountsUnavailable):
                self.delete(address)

    def addresses(self) -> Collection[str]:
        """Return the address of every account that bluebar created in this run."""
        return self.registry.addresses()

    @property
    def _file(self) -> Path:
        return self.folder / "command"

    def _call(self, action: str, account: Account) -> None:
        """Call the command.

        Raises:
            AccountsUnavailable: the command cannot be run, takes too long, or fails.
        """
        command = self._file.read_text(encoding="utf-8")
        try:
            called = subprocess.run(
                [*shlex.split(command), action, account.address, account.login],
                input=account.password if action == "create" else "",
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=COMMAND_SECONDS,
                check=False,
            )
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            happened = getattr(error, "strerror", None) or str(error)
            raise self._failed(action, account, command, happened) from error
        if called.returncode:
            printed = f"{called.stdout}{called.stderr}".replace(account.password, "***")
            happened = f"the command ended with status {called.returncode}"
            is_impossible = called.returncode == IMPOSSIBLE
            kind = AccountImpossible if is_impossible else AccountsUnavailable
            raise self._failed(action, account, command, happened, printed, kind)

    def _failed(
        self,
        action: str,
        account: Account,
        command: str,
        happened: str,
        output: str = "",
        kind: type[AccountsUnavailable] = AccountsUnavailable,
    ) -> AccountsUnavailable:
        return kind(
            wanted=f"to {action} the account {account.address}, user name {account.login!r}",
            happened=happened,
            where=f"{OPTION} {command}",
            next_step="call the command by hand with the same arguments, and a password on "
            "standard input",
            output=output,
        )
