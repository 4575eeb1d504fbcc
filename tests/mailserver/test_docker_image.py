"""An image that does not come is given up in bounded time, told from a daemon that is not there."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from testcontainers.core.config import testcontainers_config

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.greenmail import docker_launcher, jvm_launcher
from bluebar.mailserver.greenmail.docker_launcher import DockerUnavailable, ImageUnavailable
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.start import ServerOptions, serving
from tests.mailserver.fake_docker_daemon import Daemon, answering

ROOT = Path(__file__).parents[2]


@pytest.fixture
def daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    """A daemon that lacks every image, named to docker's client by DOCKER_HOST."""
    path = tmp_path / "d.sock"
    with answering(path) as daemon:
        monkeypatch.setenv("DOCKER_HOST", f"unix://{path}")
        yield daemon


@pytest.mark.usefixtures("daemon")
def test_a_pull_that_hangs_is_given_up_in_time() -> None:
    docker_launcher.check_daemon()
    began = time.monotonic()
    with pytest.raises(ImageUnavailable, match="did not come within 1 s") as raised:
        docker_launcher.bring_image("greenmail/standalone:2.1.8", within=1)
    assert time.monotonic() - began < 5
    assert "--mailserver-pull-timeout" in raised.value.next_step


@pytest.mark.usefixtures("daemon")
def test_the_image_that_is_brought_has_testcontainers_prefix(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(testcontainers_config, "hub_image_name_prefix", "mirror.example/hub/")
    with pytest.raises(ImageUnavailable, match=r"docker pull mirror\.example/hub/greenmail"):
        docker_launcher.bring_image("greenmail/standalone:2.1.8", within=0.5)


@pytest.mark.usefixtures("daemon")
def test_a_pull_that_hangs_does_not_keep_the_process_from_ending() -> None:
    program = (
        "from bluebar.mailserver.greenmail import docker_launcher\n"
        "try: docker_way.bring_image('greenmail/standalone:2.1.8', within=0.5)\n"
        "except docker_way.ImageUnavailable: print('given up')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert ended.stdout == "given up\n"


def test_a_pull_that_fails_on_the_way_says_the_registrys_reason(daemon: Daemon) -> None:
    daemon.pulling = "fails on the way"
    with pytest.raises(ImageUnavailable, match="toomanyrequests: rate limit"):
        docker_launcher.bring_image("greenmail/standalone:2.1.8", within=5)


@pytest.mark.usefixtures("daemon")
def test_auto_takes_the_jvm_when_the_image_does_not_come_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jvm_launcher, "running", lambda *_, why, **__: nullcontext(why))
    options = ServerOptions(way="auto", image="greenmail/standalone:0", pull_seconds=0.5)
    with serving(options, Authority.create(tmp_path / "ca"), RunScope.of_this_process()) as started:
        why = str(started)
    assert "greenmail/standalone:0" in why
    assert "did not come" in why
    assert "\n" not in why


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("unix:///nonexistent/docker.sock", "No such file or directory"),
        ("tcp://127.0.0.1:9", "Connection refused"),
    ],
)
def test_no_daemon_is_told_in_the_systems_own_words_at_once(
    host: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", host)
    began = time.monotonic()
    with pytest.raises(DockerUnavailable) as raised:
        docker_launcher.check_daemon()
    assert raised.value.happened == told
    assert raised.value.where == host
    assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    ("daemon", "address"),
    [
        ("", "127.0.0.1"),
        ("unix:///var/run/docker.sock", "127.0.0.1"),
        ("tcp://127.0.0.1:2375", "127.0.0.1"),
        ("tcp://localhost:2375", "127.0.0.1"),
        ("tcp://192.0.2.7:2375", "192.0.2.7"),
        ("tcp://no-such-host.test:2375", "127.0.0.1"),
    ],
)
def test_ports_are_looked_for_where_the_daemon_is(daemon: str, address: str) -> None:
    assert docker_launcher.published_at({"DOCKER_HOST": daemon}) == address
