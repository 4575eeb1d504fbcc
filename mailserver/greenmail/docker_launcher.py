"""Run GreenMail in a container of bluebar's own run."""

import imaplib
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from docker.errors import DockerException, NotFound
from testcontainers.core.config import testcontainers_config
from testcontainers.core.wait_strategies import ContainerStatusWaitStrategy

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.docker_client import docker_address, docker_error_text, published_host
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.greenmail.container import IMAP, POP3, GreenMailContainer
from bluebar.mailserver.greenmail.keystore import KEYSTORE_PASSWORD, write_keystore
from bluebar.mailserver.greenmail.ready import version_of, wait_for_greenmail
from bluebar.mailserver.greenmail.release import BRAND, FACTS, GREENMAIL_VERSION
from bluebar.mailserver.greenmail.rest_api import GreenMailApi
from bluebar.mailserver.lifecycle.process_cleanup import LABEL, ContainerNote
from bluebar.mailserver.readiness import AuthenticationDisabled, login_problem
from bluebar.mailserver.server import LOOPBACK, MailServer

DIRECT_SECONDS = 0.3
"""Maximum seconds to connect to the container's own address, which is on this machine."""


class ContainerNotStarted(HarnessError):
    """Docker did not start the container."""


@contextmanager
def greenmail_in_docker(
    authority: Authority, folder: Path, *, image: str, why: str, run_id: str, note: ContainerNote
) -> Iterator[MailServer]:
    """Run GreenMail in a container, yield the server when ready, and remove the container.

    Args:
        authority: the authority that signs GreenMail's certificate.
        folder: the folder for GreenMail's keystore.
        image: the name of the image, which is on this machine already (`ensure_image`).
        why: the reason for this launcher, for header and report.
        run_id: the run's id; it is the container's label, by which the container is found if this
            process is killed.
        note: the file that records for the clean-up after the run that there is a container.

    Raises:
        ContainerNotStarted: Docker did not start the container.
        NotReady: GreenMail did not become ready.
    """
    host = published_host(os.environ)
    folder.mkdir(parents=True, exist_ok=True)
    keystore = folder / "greenmail.p12"
    names = dict.fromkeys(("localhost", LOOPBACK, host))
    write_keystore(authority, keystore, KEYSTORE_PASSWORD, *names)
    _configure_testcontainers()
    container = _start_container(image, keystore, host, run_id, note)
    try:
        server = _server(container, host, why, authority)
        wait_for_greenmail(
            server,
            has_ended=lambda: _how_it_ended(container),
            output=lambda: _output(container),
        )
        yield _with_direct_address(replace(server, version=version_of(server)), container)
    finally:
        _remove(container)


def _configure_testcontainers() -> None:
    """Set Testcontainers' global settings: no log lines, no reaper, no sign-in to a registry."""
    logging.getLogger("testcontainers").setLevel(logging.WARNING)
    # The run's watchdog removes the container, faster than Testcontainers' reaper (Ryuk) and
    # without another image. Set TESTCONTAINERS_RYUK_DISABLED=false to keep Ryuk.
    if "TESTCONTAINERS_RYUK_DISABLED" not in os.environ:
        testcontainers_config.ryuk_disabled = True
    if testcontainers_config.ryuk_disabled:
        # GreenMail's image is here already. Testcontainers would still sign in to the first
        # registry of DOCKER_AUTH_CONFIG, whichever it is, and fail if that registry refuses.
        # The public setter warns, and a warning means nothing to the user of bluebar.
        testcontainers_config._docker_auth_config = None


def _start_container(
    image: str, keystore: Path, host: str, run_id: str, note: ContainerNote
) -> GreenMailContainer:
    """Start a labelled container; remove the container if Docker does not start it.

    Raises:
        ContainerNotStarted: Docker did not start the container.
    """
    container: GreenMailContainer | None = None
    try:
        # Testcontainers creates its client, and may sign in to a registry, in the constructor.
        container = GreenMailContainer(
            image,
            keystore=keystore,
            keystore_password=KEYSTORE_PASSWORD,
            # This machine cannot reach the loopback of a daemon elsewhere.
            bind=LOOPBACK if host == LOOPBACK else "0.0.0.0",  # noqa: S104
            labels={LABEL: run_id},
        )
        # wait_for_greenmail checks more than the container's default condition, and sees an early
        # end.
        container.waiting_for(ContainerStatusWaitStrategy())
        with note.being_created():
            container.start()
    except Exception as error:
        if container is not None:
            _remove(container)
        raise ContainerNotStarted(
            wanted=f"a container of {image}",
            happened=docker_error_text(error),
            where=f"docker run, at {docker_address()}",
            next_step="see `docker ps`, the daemon's log and the settings named above; "
            "--mailserver jvm needs no Docker",
        ) from error
    return container


def _server(container: GreenMailContainer, host: str, why: str, authority: Authority) -> MailServer:
    return MailServer(
        brand=BRAND,
        launcher="docker",
        version=GREENMAIL_VERSION,
        why=why,
        host=host,
        smtp_host=host,
        imap_port=container.get_imap_port(),
        imaps_port=container.get_imaps_port(),
        smtp_port=container.get_smtp_port(),
        pop3_port=container.get_pop3_port(),
        pop3s_port=container.get_pop3s_port(),
        accounts_at=f"http://{host}:{container.get_api_port()}",
        ca_file=str(authority.ca_file),
        facts=FACTS,
    )


def _with_direct_address(server: MailServer, container: GreenMailContainer) -> MailServer:
    """Return the server with the container's own address, if this very server answers there.

    The server answers there if the Docker daemon runs on this machine and the system is Linux.
    Otherwise the address is unreachable, or is the address of another host.
    """
    wrapped = container.get_wrapped_container()
    wrapped.reload()
    networks = wrapped.attrs["NetworkSettings"]["Networks"]
    for address in filter(None, (each["IPAddress"] for each in networks.values())):
        with suppress(OSError, imaplib.IMAP4.error, AuthenticationDisabled):
            socket.create_connection((address, IMAP), DIRECT_SECONDS).close()
            probed = replace(server, host=address, imap_port=IMAP)
            if not login_problem(probed, GreenMailApi(server.accounts_at)):
                return replace(
                    server, direct_host=address, direct_imap_port=IMAP, direct_pop3_port=POP3
                )
    return server


def _remove(container: GreenMailContainer) -> None:
    # The container may be removed already, or the daemon be stopped: then nothing is left to do.
    with suppress(DockerException, OSError):
        container.stop()


def _how_it_ended(container: GreenMailContainer) -> str | None:
    wrapped = container.get_wrapped_container()
    try:
        wrapped.reload()
    except NotFound:
        return "was removed"
    return None if wrapped.status in ("created", "running") else f"is {wrapped.status}"


def _output(container: GreenMailContainer) -> str:
    try:
        raw: bytes = container.get_wrapped_container().logs(tail=40)
    except (DockerException, OSError) as error:
        return f"(its output cannot be read: {docker_error_text(error)})"
    return raw.decode(errors="replace")
