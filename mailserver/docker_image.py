"""Make sure that a container image is on this machine; a pull and a build have a time-out."""

import json
import os
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue

from docker.auth import load_config, resolve_repository_name
from docker.errors import ImageNotFound
from docker.utils import parse_repository_tag
from testcontainers.core.config import testcontainers_config

from bluebar.mailserver.docker_client import (
    DAEMON_SECONDS,
    docker_address,
    docker_client,
    docker_error_text,
)
from bluebar.mailserver.errors import HarnessError


class ImageUnavailable(HarnessError):
    """The image is not on this machine and cannot be pulled."""


def ensure_image(image: str, within: float) -> None:
    """Make sure that the image is on this machine; pull the image if it is missing.

    Args:
        image: the image's name, without the prefix that Testcontainers puts before every name
            (TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX).
        within: the maximum seconds of a pull.

    Raises:
        ImageUnavailable: the pull fails or takes too long, or the name is invalid.
    """
    image = testcontainers_config.hub_image_name_prefix + image
    if problem := _why_missing(image, partial(_pull, image), within, "pull"):
        raise ImageUnavailable(
            wanted=f"the image {image}",
            happened=problem,
            where=f"docker pull {image}, at {docker_address()}",
            next_step="check the name given with --mailserver-image and the network, pull the "
            f"image manually (docker pull {image}), allow more time with "
            "--mailserver-pull-timeout, or use --mailserver jvm",
        )


def ensure_built_image(image: str, dockerfile: Path, within: float) -> None:
    """Make sure that an image of bluebar's own is on this machine; build it if it is missing.

    Args:
        image: the image's name.
        dockerfile: the Dockerfile; nothing else is sent to the daemon.
        within: the maximum seconds of a build, with the pull of the image that it begins with.

    Raises:
        ImageUnavailable: the build fails or takes too long.
    """
    if problem := _why_missing(image, partial(_build, image, dockerfile), within, "build"):
        raise ImageUnavailable(
            wanted=f"the image {image}",
            happened=problem,
            where=f"docker build -t {image} {dockerfile.parent}, at {docker_address()}",
            next_step="check the network, or build the image manually from a base of yours "
            f"(docker build --build-arg BASE=… -t {image} {dockerfile.parent})",
        )


def _why_missing(image: str, fetch: Callable[[], str], within: float, what: str) -> str:
    """Return why an image is not on this machine, or ""; a missing image is fetched first.

    Args:
        image: the image's name.
        fetch: a function that pulls or builds the image, and returns why it could not, or "".
        within: the maximum seconds of `fetch`.
        what: what `fetch` does, "pull" or "build".
    """
    try:
        with docker_client(DAEMON_SECONDS) as client:
            client.images.get(image)
    except ImageNotFound:
        return _in_time(fetch, within, what)
    except Exception as error:
        return docker_error_text(error)
    return ""


def _build(image: str, dockerfile: Path) -> str:
    with docker_client(DAEMON_SECONDS) as client, dockerfile.open("rb") as file:
        for event in client.api.build(fileobj=file, tag=image, rm=True, decode=True):
            if "error" in event:
                return str(event["error"]).strip()
    return ""


def _pull(image: str) -> str:
    """Pull an image; return why the image is still missing, or "".

    The registry's credentials come from DOCKER_AUTH_CONFIG, else from Docker's config.json.
    """
    with docker_client(DAEMON_SECONDS) as client:
        name, tag = _name_and_tag(image)
        credentials = _registry_credentials(name, os.environ)
        events = client.api.pull(name, tag, stream=True, decode=True, auth_config=credentials)
        for event in events:
            if "error" in event:
                return str(event["error"])
    return ""


def _in_time(work: Callable[[], str], within: float, what: str) -> str:
    """Return the result of a pull or a build, or why there is none.

    The work runs in a separate thread with a separate client: Docker sends no heartbeat, so a pull
    that hangs can only be abandoned. The thread is a daemon thread of Python, because an abandoned
    pull must not keep this process from exiting.
    """
    answer: SimpleQueue[str] = SimpleQueue()

    def run() -> None:
        try:
            answer.put(work())
        except Exception as error:
            answer.put(docker_error_text(error))

    threading.Thread(target=run, name=what, daemon=True).start()
    try:
        return answer.get(timeout=within)
    except Empty:
        return f"the {what} was not finished within {within:.0f} s"


def _name_and_tag(image: str) -> tuple[str, str]:
    name, tag = parse_repository_tag(image)
    # Without a tag Docker's API pulls every tag of the repository.
    return name, tag or "latest"


def _registry_credentials(name: str, environment: Mapping[str, str]) -> dict[str, str] | None:
    """Return the credentials for an image's registry in DOCKER_AUTH_CONFIG, or None if missing.

    GitLab and other CIs put the text of a config.json into this variable, for jobs that pull
    private images.
    """
    text = environment.get("DOCKER_AUTH_CONFIG")
    if not text:
        return None
    registry, _ = resolve_repository_name(name)
    found: dict[str, str] | None = load_config(config_dict=json.loads(text)).resolve_authconfig(
        registry
    )
    return found
