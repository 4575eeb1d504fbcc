"""A client of the Docker daemon that answers, or the reason why none does.

docker-py documents none of what it raises for settings that it cannot read: beside its own
DockerException these are ValueError, TypeError, AttributeError, KeyError and RuntimeError. So every
`except` around it takes all of Exception, and `docker_error_text` puts any of them on one line.
"""

import gc
import os
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager

import docker
from docker.credentials.errors import StoreError
from docker.errors import DockerException
from docker.utils.config import find_config_file

SETTINGS = (
    "DOCKER_CONTEXT",
    "DOCKER_CONFIG",
    "DOCKER_TLS_VERIFY",
    "DOCKER_CERT_PATH",
    "DOCKER_AUTH_CONFIG",
)
"""What else than DOCKER_HOST decides how docker-py and Testcontainers reach a daemon."""


class NoEngine(Exception):
    """No Docker daemon answers; the message is the reason in a line."""


@contextmanager
def docker_client(seconds: float) -> Iterator[docker.DockerClient]:
    """Have a client of the Docker daemon, closed afterwards.

    Args:
        seconds: that the daemon may take for an answer.

    Raises:
        NoEngine: there is none.
    """
    client, problem = _client(seconds)
    if client is None:
        # docker-py's constructor leaves its socket open when nobody answers; without this the
        # ResourceWarning would come later, in the middle of somebody's test.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
        raise NoEngine(problem)
    with closing(client):
        yield client


def _client(seconds: float) -> tuple[docker.DockerClient | None, str]:
    try:
        return docker.from_env(timeout=max(1, round(seconds))), ""
    except Exception as error:
        return None, docker_error_text(error)


def docker_address() -> str:
    """Return where Docker was looked for, with the names of the settings that are in force."""
    asked = os.environ.get("DOCKER_HOST") or "the default socket"
    settings = [name for name in SETTINGS if os.environ.get(name)]
    if file := find_config_file():
        settings.append(str(file))
    return f"{asked}, with {', '.join(settings)}" if settings else asked


def docker_error_text(error: BaseException) -> str:
    """Return why an answer did not come, in one line for a header.

    docker-py wraps what the system said in up to four layers, each with the whole of the inner in
    its text; the system's own words are what a person understands. An exception that is no message
    to a person, such as a KeyError, is named by its class.
    """
    for inner in _layers(error):
        if isinstance(inner, StoreError):
            return str(inner).partition("\n")[0]
        if isinstance(inner, TimeoutError):
            return "it did not answer in time"
        if isinstance(inner, OSError) and inner.strerror:
            return f"{inner.strerror}: {inner.filename}" if inner.filename else inner.strerror
    text = str(getattr(error, "explanation", None) or error).strip()
    said = text.partition("\n")[0]
    is_for_people = isinstance(error, (NoEngine, DockerException, OSError, RuntimeError)) and said
    return said if is_for_people else f"{type(error).__name__}: {said}"


def _layers(error: BaseException) -> Iterator[BaseException]:
    """Yield what an error was made of, the innermost first."""
    for inner in (error.__cause__, error.__context__, *error.args):
        if isinstance(inner, BaseException):
            yield from _layers(inner)
    yield error
