"""Run a mail server's container as a part of a run, whatever the brand."""

import imaplib
import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TypeVar

from docker.errors import DockerException, NotFound
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import ContainerStatusWaitStrategy

from bluebar.mailserver.accounts import Accounts
from bluebar.mailserver.docker_client import docker_address, docker_error_text
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.lifecycle.process_cleanup import ContainerNote
from bluebar.mailserver.readiness import AuthenticationDisabled, login_problem
from bluebar.mailserver.server import LOOPBACK, MailServer

DIRECT_SECONDS = 0.3
"""Maximum seconds to connect to the container's own address, which is on this machine."""

Container = TypeVar("Container", bound=DockerContainer)


class ContainerNotStarted(HarnessError):
    """Docker did not start the container."""


@contextmanager
def running_container(
    make: Callable[[], Container], image: str, note: ContainerNote, *, instead: str
) -> Iterator[Container]:
    """Start a container, yield it while it runs, and remove it.

    Args:
        make: a function that makes the container, with the run's label. Testcontainers creates its
            client, and may sign in to a registry, in this function.
        image: the name of the image, which is on this machine already.
        note: the file that records for the clean-up after the run that there is a container.
        instead: a value of --mailserver that needs no Docker.

    Raises:
        ContainerNotStarted: Docker did not start the container.
    """
    _configure_testcontainers()
    container: Container | None = None
    try:
        try:
            container = make()
            # bluebar's own wait checks more than the container's condition, and sees an early end.
            container.waiting_for(ContainerStatusWaitStrategy())
            with note.being_created():
                container.start()
        except Exception as error:
            raise ContainerNotStarted(
                wanted=f"a container of {image}",
                happened=docker_error_text(error),
                where=f"docker run, at {docker_address()}",
                next_step="see `docker ps`, the daemon's log and the settings named above; "
                f"--mailserver {instead} needs no Docker",
            ) from error
        yield container
    finally:
        if container is not None:
            _remove(container)


def published_on(host: str) -> str:
    """Return the address on which a container's ports are published.

    Args:
        host: the address at which this machine reaches published ports (`published_host`).
    """
    # This machine cannot reach the loopback of a daemon elsewhere.
    return LOOPBACK if host == LOOPBACK else "0.0.0.0"  # noqa: S104


def _configure_testcontainers() -> None:
    """Set Testcontainers' global settings: no log lines, no reaper, no sign-in to a registry."""
    logging.getLogger("testcontainers").setLevel(logging.WARNING)
    # The run's watchdog removes the container, faster than Testcontainers' reaper (Ryuk) and
    # without another image. Set TESTCONTAINERS_RYUK_DISABLED=false to keep Ryuk.
    if "TESTCONTAINERS_RYUK_DISABLED" not in os.environ:
        testcontainers_config.ryuk_disabled = True
    if testcontainers_config.ryuk_disabled:
        # The image is here already. Testcontainers would still sign in to the first registry of
        # DOCKER_AUTH_CONFIG, whichever it is, and fail if that registry refuses. The public setter
        # warns, and a warning means nothing to the user of bluebar.
        testcontainers_config._docker_auth_config = None


def with_direct_address(
    server: MailServer, container: DockerContainer, accounts: Accounts, *, imap: int, pop3: int
) -> MailServer:
    """Return the server with the container's own address, if this very server answers there.

    The server answers there if the Docker daemon runs on this machine and the system is Linux.
    Otherwise the address is unreachable, or is the address of another host.

    Args:
        server: the server at its published ports.
        container: the container.
        accounts: the accounts of the server.
        imap: the port of IMAP in the container.
        pop3: the port of POP3 in the container.
    """
    wrapped = container.get_wrapped_container()
    wrapped.reload()
    networks = wrapped.attrs["NetworkSettings"]["Networks"]
    for address in filter(None, (each["IPAddress"] for each in networks.values())):
        with suppress(OSError, imaplib.IMAP4.error, AuthenticationDisabled):
            socket.create_connection((address, imap), DIRECT_SECONDS).close()
            probed = replace(server, host=address, imap_port=imap)
            if not login_problem(probed, accounts):
                return replace(
                    server, direct_host=address, direct_imap_port=imap, direct_pop3_port=pop3
                )
    return server


def _remove(container: DockerContainer) -> None:
    # The container may be removed already, or the daemon be stopped: then nothing is left to do.
    with suppress(DockerException, OSError):
        container.stop()


def how_it_ended(container: DockerContainer) -> str | None:
    """Return how a container ended; None while it runs."""
    wrapped = container.get_wrapped_container()
    try:
        wrapped.reload()
    except NotFound:
        return "was removed"
    return None if wrapped.status in ("created", "running") else f"is {wrapped.status}"


def output_of(container: DockerContainer) -> str:
    """Return the last lines that a container has printed, or why they cannot be read."""
    try:
        raw: bytes = container.get_wrapped_container().logs(tail=40)
    except (DockerException, OSError) as error:
        return f"(its output cannot be read: {docker_error_text(error)})"
    return raw.decode(errors="replace")
