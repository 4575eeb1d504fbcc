"""A client of the Docker daemon that answers, or the reason why none does."""

import gc
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager

import docker
from docker.errors import DockerException


class NoEngine(Exception):
    """No Docker daemon answers; the message is the reason in a line."""


@contextmanager
def engine(seconds: float) -> Iterator[docker.DockerClient]:
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
    except (DockerException, OSError) as error:
        return None, reason(error)


def reason(error: BaseException) -> str:
    """Return why an answer did not come, in one line for a header.

    docker-py wraps what the system said in up to four layers, each with the whole of the inner in
    its text; the system's own words are what a person understands.
    """
    for inner in _layers(error):
        if isinstance(inner, TimeoutError):
            return "it did not answer in time"
        if isinstance(inner, OSError) and inner.strerror:
            return f"{inner.strerror}: {inner.filename}" if inner.filename else inner.strerror
    said = getattr(error, "explanation", None) or str(error) or type(error).__name__
    return str(said).splitlines()[0]


def _layers(error: BaseException) -> Iterator[BaseException]:
    """Yield what an error was made of, the innermost first."""
    for inner in (error.__cause__, error.__context__, *error.args):
        if isinstance(inner, BaseException):
            yield from _layers(inner)
    yield error
