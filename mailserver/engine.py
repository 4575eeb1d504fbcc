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
        return None, first_line(error)


def first_line(error: Exception) -> str:
    """Return what an error says, in one line."""
    return (str(error) or type(error).__name__).splitlines()[0]
