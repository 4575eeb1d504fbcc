"""A client of the Docker daemon, or the reason why none is available.

docker-py does not document what it raises for settings that it cannot read: in addition to
DockerException these are ValueError, TypeError, AttributeError, KeyError and RuntimeError. So every
`except` around docker-py catches Exception, and `docker_error_text` puts any error on one line.
"""

import gc
import os
import socket
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from ipaddress import ip_address
from urllib.parse import urlsplit

import docker
from docker.credentials.errors import StoreError
from docker.errors import DockerException
from docker.utils.config import find_config_file

from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.server import LOOPBACK

DAEMON_SECONDS = 2
"""Maximum seconds for a daemon's answer, which usually takes milliseconds.

The maximum is small, because `--mailserver auto` asks twice and must not delay a run.
"""

SETTINGS = (
    "DOCKER_CONTEXT",
    "DOCKER_CONFIG",
    "DOCKER_TLS_VERIFY",
    "DOCKER_CERT_PATH",
    "DOCKER_AUTH_CONFIG",
)
"""Environment variables, in addition to DOCKER_HOST, by which clients find the Docker daemon."""


class DockerUnavailable(HarnessError):
    """No Docker daemon answers."""


@contextmanager
def docker_client(seconds: float) -> Iterator[docker.DockerClient]:
    """Yield a client of the Docker daemon; close the client afterwards.

    Args:
        seconds: the maximum seconds for each answer of the daemon.

    Raises:
        DockerUnavailable: no daemon answers.
    """
    client, problem = _client(seconds)
    if client is None:
        # docker-py's constructor leaves its socket open if no daemon answers. Without this
        # collection the ResourceWarning comes later, in the middle of a test.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
        raise DockerUnavailable(
            wanted="a Docker daemon",
            happened=problem,
            where=docker_address(),
            next_step="start Docker, correct the settings named above if there are any, or use "
            "--mailserver jvm, which needs no Docker",
        )
    with closing(client):
        yield client


def check_daemon() -> None:
    """Check that a Docker daemon answers.

    Raises:
        DockerUnavailable: no daemon answers within DAEMON_SECONDS.
    """
    with docker_client(DAEMON_SECONDS):
        pass  # a client asks for the daemon's version before anything else


def _client(seconds: float) -> tuple[docker.DockerClient | None, str]:
    try:
        return docker.from_env(timeout=max(1, round(seconds))), ""
    except Exception as error:
        return None, docker_error_text(error)


def docker_address() -> str:
    """Return the daemon's address, with the names of the settings that are in force."""
    address = os.environ.get("DOCKER_HOST") or "the default socket"
    settings = [name for name in SETTINGS if os.environ.get(name)]
    if file := find_config_file():
        settings.append(str(file))
    return f"{address}, with {', '.join(settings)}" if settings else address


def published_host(environment: Mapping[str, str]) -> str:
    """Return the address at which this machine reaches the ports that the daemon publishes.

    The address is loopback, unless DOCKER_HOST names a daemon elsewhere, such as the service
    beside a CI job in which Docker runs in Docker.
    """
    daemon = urlsplit(environment.get("DOCKER_HOST", "")).hostname
    if not daemon:
        return LOOPBACK
    try:
        address = socket.gethostbyname(daemon)
    except OSError:
        return LOOPBACK  # The first request to the daemon reports that the name has no address.
    return LOOPBACK if ip_address(address).is_loopback else address


def docker_error_text(error: BaseException) -> str:
    """Return the cause of an error of docker-py in one line.

    docker-py wraps the system's message in up to four layers, each with the whole text of the inner
    layer; the system's message is the part that a person understands. For an exception without a
    message for a person, such as KeyError, the line begins with the class.
    """
    if isinstance(error, DockerUnavailable):
        return error.happened
    for inner in _layers(error):
        if isinstance(inner, StoreError):
            return str(inner).partition("\n")[0]
        if isinstance(inner, TimeoutError):
            return "the daemon did not answer in time"
        if isinstance(inner, OSError) and inner.strerror:
            return f"{inner.strerror}: {inner.filename}" if inner.filename else inner.strerror
    text = str(getattr(error, "explanation", None) or error).strip()
    line = text.partition("\n")[0]
    is_message = isinstance(error, (DockerException, OSError, RuntimeError)) and line
    return line if is_message else f"{type(error).__name__}: {line}"


def _layers(error: BaseException) -> Iterator[BaseException]:
    """Yield the errors inside an error, the innermost first."""
    for inner in (error.__cause__, error.__context__, *error.args):
        if isinstance(inner, BaseException):
            yield from _layers(inner)
    yield error
