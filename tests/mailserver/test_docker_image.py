"""An image that cannot be pulled is reported in bounded time, with the registry's reason."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from testcontainers.core.config import testcontainers_config

from bluebar.mailserver.docker_client import check_daemon
from bluebar.mailserver.docker_image import ImageUnavailable, ensure_image
from tests.mailserver.fake_docker_daemon import FakeDockerDaemon

ROOT = Path(__file__).parents[2]
IMAGE = "greenmail/standalone:2.1.8"


@pytest.mark.usefixtures("daemon")
def test_a_pull_that_hangs_ends_at_the_timeout() -> None:
    check_daemon()
    began = time.monotonic()
    with pytest.raises(ImageUnavailable, match="the pull was not finished within 1 s") as raised:
        ensure_image(IMAGE, within=1)
    assert time.monotonic() - began < 5
    assert "--mailserver-pull-timeout" in raised.value.next_step


@pytest.mark.usefixtures("daemon")
def test_the_pulled_image_has_testcontainers_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testcontainers_config, "hub_image_name_prefix", "mirror.example/hub/")
    with pytest.raises(ImageUnavailable, match=r"docker pull mirror\.example/hub/greenmail"):
        ensure_image(IMAGE, within=0.5)


@pytest.mark.usefixtures("daemon")
def test_a_pull_that_hangs_does_not_keep_the_process_from_ending() -> None:
    program = (
        "from bluebar.mailserver.docker_image import ImageUnavailable, ensure_image\n"
        f"try: ensure_image('{IMAGE}', within=0.5)\n"
        "except ImageUnavailable: print('unavailable')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert ended.stdout == "unavailable\n"


def test_a_pull_that_fails_halfway_reports_the_registrys_reason(daemon: FakeDockerDaemon) -> None:
    daemon.pulling = "fails"
    with pytest.raises(ImageUnavailable, match="toomanyrequests: rate limit"):
        ensure_image(IMAGE, within=5)


@pytest.mark.docker
@pytest.mark.parametrize("image", ["bluebar.invalid/no-such/image:1", "UPPER CASE:is invalid"])
def test_an_unavailable_image_is_named_in_the_error(image: str) -> None:
    with pytest.raises(ImageUnavailable, match="--mailserver-image") as raised:
        ensure_image(image, within=20)
    assert image in raised.value.wanted
