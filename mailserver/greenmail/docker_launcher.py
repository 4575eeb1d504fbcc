"""GreenMail in Docker: is a daemon there, does the image come, does the container start.

Two questions, asked apart: the daemon answers or not, the image is there or comes in time or not.
"""

import imaplib
import json
import logging
import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

from docker.auth import load_config, resolve_repository_name
from docker.errors import DockerException, ImageNotFound, NotFound
from docker.utils import parse_repository_tag
from testcontainers.core.config import testcontainers_config
from testcontainers.core.wait_strategies import ContainerStatusWaitStrategy

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.docker_client import docker_address, docker_client, docker_error_text
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.greenmail.container import GreenMailContainer
from bluebar.mailserver.greenmail.readiness import (
    AuthenticationOff,
    version_of,
    wait_until_ready,
    what_login_lacks,
)
from bluebar.mailserver.greenmail.rest_api import GreenMailApi
from bluebar.mailserver.lifecycle.process_cleanup import LABEL, ContainerNote
from bluebar.mailserver.server import GREENMAIL_VERSION, IMAP, MailServer

DAEMON_SECONDS = 2
"""A living daemon answers in milliseconds; `auto` asks twice and must not keep people waiting."""
INSIDE_SECONDS = 0.3
LOOPBACK = "127.0.0.1"
STORE_PASSWORD = "one-run-only"  # noqa: S105 - the store holds one run's key and lies in its folder


class DockerUnavailable(HarnessError):
    """No Docker daemon answers."""


class ImageUnavailable(HarnessError):
    """The image is not on this machine and did not come."""


class ContainerNotStarted(HarnessError):
    """Docker did not start the container."""


def check_daemon() -> None:
    """Make sure that a Docker daemon answers.

    Raises:
        DockerUnavailable: none does, within DAEMON_SECONDS.
    """
    try:
        with docker_client(DAEMON_SECONDS):
            pass  # a client asks for the daemon's version before anything else
    except Exception as error:
        raise DockerUnavailable(
            wanted="a Docker daemon",
            happened=docker_error_text(error),
            where=docker_address(),
            next_step="start Docker and mend the settings named above, or use --mailserver jvm, "
            "which needs no Docker",
        ) from error


def bring_image(image: str, within: float) -> None:
    """Make sure that the image is on this machine, pulling it if it is not.

    Args:
        image: its name, without the prefix that Testcontainers puts before every name
            (TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX).
        within: seconds that a pull may take.

    Raises:
        ImageUnavailable: it cannot be pulled, or not in time, or the name is none.
    """
    image = testcontainers_config.hub_image_name_prefix + image
    try:
        with docker_client(DAEMON_SECONDS) as client:
            client.images.get(image)
    except ImageNotFound:
        problem = _pull(image, within)
    except Exception as error:
        problem = docker_error_text(error)
    else:
        return
    if problem:
        raise ImageUnavailable(
            wanted=f"the image {image}",
            happened=problem,
            where=f"docker pull {image}, at {docker_address()}",
            next_step="check the name given with --mailserver-image and the network, pull it by "
            f"hand (docker pull {image}), give it longer with --mailserver-pull-timeout, or use "
            "--mailserver jvm",
        )


def _pull(image: str, within: float) -> str:
    """Pull an image; return why it is not there afterwards, "" when it is.

    The registry is signed in to as DOCKER_AUTH_CONFIG says, else as Docker's config.json does.
    In a daemon thread, with a client of its own: Docker sends no heartbeat, so a pull that hangs
    can only be left behind, and what is left behind must not keep this process from ending.
    """
    answer: SimpleQueue[str] = SimpleQueue()

    def pull() -> None:
        try:
            with docker_client(DAEMON_SECONDS) as client:
                name, tag = _name_and_tag(image)
                signed_in = _sign_in_to(name, os.environ)
                events = client.api.pull(name, tag, stream=True, decode=True, auth_config=signed_in)
                for event in events:
                    if "error" in event:
                        answer.put(str(event["error"]))
                        return
            answer.put("")
        except Exception as error:
            answer.put(docker_error_text(error))

    threading.Thread(target=pull, name="pull", daemon=True).start()
    try:
        return answer.get(timeout=within)
    except Empty:
        return f"it did not come within {within:.0f} s"


def _name_and_tag(image: str) -> tuple[str, str]:
    name, tag = parse_repository_tag(image)
    # Without a tag Docker's API would pull every tag there is.
    return name, tag or "latest"


def _sign_in_to(name: str, environment: Mapping[str, str]) -> dict[str, str] | None:
    """Return how DOCKER_AUTH_CONFIG signs in to an image's registry; None where it does not.

    GitLab and other CIs put the text of a config.json there for jobs that pull private images.
    """
    text = environment.get("DOCKER_AUTH_CONFIG")
    if not text:
        return None
    registry, _ = resolve_repository_name(name)
    found: dict[str, str] | None = load_config(config_dict=json.loads(text)).resolve_authconfig(
        registry
    )
    return found


def published_at(environment: Mapping[str, str]) -> str:
    """Return the address at which this machine reaches the ports that the daemon publishes.

    That is loopback, unless DOCKER_HOST names a daemon elsewhere, such as the service beside a CI's
    job in which Docker runs in Docker.
    """
    daemon = urlsplit(environment.get("DOCKER_HOST", "")).hostname
    if not daemon:
        return LOOPBACK
    try:
        address = socket.gethostbyname(daemon)
    except OSError:
        return LOOPBACK  # Nobody answers there, which is told when it is asked.
    return LOOPBACK if ip_address(address).is_loopback else address


@contextmanager
def running(
    authority: Authority, folder: Path, *, image: str, why: str, run_id: str, note: ContainerNote
) -> Iterator[MailServer]:
    """Run GreenMail in a container; remove it afterwards.

    Args:
        authority: signs its certificate.
        folder: for its keystore.
        image: is there already (`bring_image`).
        why: why this way, for header and report.
        run_id: marks the container, so that it is found when this process is killed.
        note: tells those who clean up after the run that there is a container.

    Raises:
        ContainerNotStarted: Docker refused.
        NotReady: GreenMail did not become ready.
    """
    logging.getLogger("testcontainers").setLevel(logging.WARNING)
    # The run's watchdog removes the container, faster than Ryuk and without an image of its own;
    # who wants Ryuk too says TESTCONTAINERS_RYUK_DISABLED=false, and is heard.
    if "TESTCONTAINERS_RYUK_DISABLED" not in os.environ:
        testcontainers_config.ryuk_disabled = True
    if testcontainers_config.ryuk_disabled:
        # The one image that is needed is here. Testcontainers would still sign in to the first
        # registry of DOCKER_AUTH_CONFIG, whatever it is for, and end where that cannot be done.
        # Its public setter warns, which is no news to a person who does not use Testcontainers.
        testcontainers_config._docker_auth_config = None
    folder.mkdir(parents=True, exist_ok=True)
    keystore = folder / "greenmail.p12"
    host = published_at(os.environ)
    authority.keystore(keystore, STORE_PASSWORD, *dict.fromkeys(("localhost", LOOPBACK, host)))
    container: GreenMailContainer | None = None
    try:
        # Testcontainers makes its client, and may sign in to a registry, in the constructor.
        container = GreenMailContainer(
            image,
            keystore=keystore,
            keystore_password=STORE_PASSWORD,
            bind=LOOPBACK if host == LOOPBACK else "0.0.0.0",  # noqa: S104 - a daemon elsewhere has no loopback of ours
            labels={LABEL: run_id},
        )
        # Ready is more than the module's own condition, and an early end has to be noticed at once.
        container.waiting_for(ContainerStatusWaitStrategy())
        with note.being_made():
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
    try:
        server = MailServer(
            way="docker",
            version=GREENMAIL_VERSION,
            why=why,
            host=host,
            imap_port=container.get_imap_port(),
            imaps_port=container.get_imaps_port(),
            smtp_port=container.get_smtp_port(),
            pop3_port=container.get_pop3_port(),
            pop3s_port=container.get_pop3s_port(),
            api_port=container.get_api_port(),
            ca_file=str(authority.ca_file),
        )
        wait_until_ready(
            server,
            has_ended=lambda: _how_it_ended(container),
            output=lambda: _output(container),
        )
        yield replace(server, version=version_of(server), inside=_own_address(container, server))
    finally:
        _remove(container)


def _own_address(container: GreenMailContainer, server: MailServer) -> str:
    """Return the container's own address if this very server answers there, else "".

    It does where the daemon runs on this Linux machine; elsewhere the address means nothing here,
    or somebody else.
    """
    wrapped = container.get_wrapped_container()
    wrapped.reload()
    networks = wrapped.attrs["NetworkSettings"]["Networks"]
    for address in filter(None, (each["IPAddress"] for each in networks.values())):
        with suppress(OSError, imaplib.IMAP4.error, AuthenticationOff):
            socket.create_connection((address, IMAP), INSIDE_SECONDS).close()
            inside = replace(server, host=address, imap_port=IMAP)
            if not what_login_lacks(inside, GreenMailApi(server)):
                return str(address)
    return ""


def _remove(container: GreenMailContainer) -> None:
    # Somebody may have removed it, or the daemon is gone; then there is nothing left to do.
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
