"""The accounts of a Dovecot in a container: files that are copied into the container."""

import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docker.errors import DockerException
from docker.models.containers import Container

from bluebar.mailserver.accounts import AccountsUnavailable
from bluebar.mailserver.docker_client import docker_client, docker_error_text
from bluebar.mailserver.dovecot.account_files import AccountFiles
from bluebar.mailserver.dovecot.container import FOLDERS
from bluebar.mailserver.errors import HarnessError

DAEMON_SECONDS = 20
"""Maximum seconds for an answer of the daemon, which usually takes milliseconds."""


class ContainerAccounts(AccountFiles):
    """The accounts of a Dovecot in a container; see `bluebar.mailserver.accounts.Accounts`.

    Args:
        folder: the folder of the files that stay on this machine.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._container_id = folder / "container"

    def note_container(self, container_id: str) -> None:
        """Note the id of the container, for all processes of the run."""
        self._container_id.write_text(container_id)

    def _write(self, name: str, content: bytes) -> None:
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o600
            tar.addfile(entry, io.BytesIO(content))
        with self._container("to create an account") as container:
            container.put_archive(str(FOLDERS.passwords), packed.getvalue())

    def _remove(self, name: str) -> None:
        with self._container("to delete an account") as container:
            container.exec_run(["rm", str(FOLDERS.passwords / name)])

    @contextmanager
    def _container(self, wanted: str) -> Iterator[Container]:
        """Return a context with the container.

        Raises:
            AccountsUnavailable: Docker does not answer, or cannot do what it is asked for.
        """
        container_id = self._container_id.read_text()
        try:
            with docker_client(DAEMON_SECONDS) as client:
                yield client.containers.get(container_id)
        except (DockerException, HarnessError, OSError) as error:
            raise AccountsUnavailable(
                wanted=f"{wanted} on the mail server",
                happened=docker_error_text(error),
                where=f"the container {container_id[:12]}",
                next_step="see `docker ps -a` and `docker logs`, and run again",
            ) from error
