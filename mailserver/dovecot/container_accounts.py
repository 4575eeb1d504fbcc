"""The accounts of a Dovecot in a container: files that are copied into the container."""

import io
import tarfile
from pathlib import Path

from docker.errors import DockerException

from bluebar.mailserver.accounts import Account, AccountsUnavailable
from bluebar.mailserver.docker_client import docker_client, docker_error_text
from bluebar.mailserver.dovecot.account_files import AccountFiles, user_key
from bluebar.mailserver.dovecot.container import FOLDERS
from bluebar.mailserver.errors import HarnessError

DAEMON_SECONDS = 20
"""Maximum seconds for an answer of the daemon, which usually takes milliseconds."""


class ContainerAccounts(AccountFiles):
    """The accounts of a Dovecot in a container; see `bluebar.mailserver.accounts.Accounts`.

    Args:
        folder: the folder of all files on this machine.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._container = folder / "container"

    def note_container(self, container_id: str) -> None:
        """Note the id of the container, for all processes of the run."""
        self._container.write_text(container_id)

    def create(self, account: Account) -> None:
        """Create an account.

        Raises:
            AccountsUnavailable: a file cannot be written, or Docker does not copy it.
        """
        super().create(account)
        key = user_key(account.login)
        content = (self.passwords / key).read_bytes()
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            entry = tarfile.TarInfo(key)
            entry.size, entry.mode = len(content), 0o600
            tar.addfile(entry, io.BytesIO(content))
        try:
            with docker_client(DAEMON_SECONDS) as client:
                container = client.containers.get(self._container.read_text())
                container.put_archive(str(FOLDERS.passwords), packed.getvalue())
        except (DockerException, HarnessError, OSError) as error:
            raise self._not_changed(f"to create {account.address}", error) from error

    def delete(self, address: str) -> None:
        """Delete the account of an address; the account's mail remains in the container.

        Raises:
            AccountsUnavailable: there is no such account, or its files cannot be removed.
        """
        account = self.registry.find(address)
        super().delete(address)
        if account is None:
            return
        try:
            with docker_client(DAEMON_SECONDS) as client:
                container = client.containers.get(self._container.read_text())
                container.exec_run(["rm", str(FOLDERS.passwords / user_key(account.login))])
        except (DockerException, HarnessError, OSError) as error:
            raise self._not_changed(f"to delete {address}", error) from error

    def _not_changed(self, wanted: str, error: Exception) -> AccountsUnavailable:
        return AccountsUnavailable(
            wanted=f"{wanted} on the mail server",
            happened=docker_error_text(error),
            where=f"the container {self._container.read_text()[:12]}",
            next_step="see `docker ps -a` and `docker logs`, and run again",
        )
