"""Docker's client: an unavailable daemon is reported at once, with the system's message."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bluebar.mailserver.docker_client import DockerUnavailable, check_daemon, published_host


@pytest.mark.parametrize(
    ("host", "message"),
    [
        ("unix:///nonexistent/docker.sock", "No such file or directory"),
        ("tcp://127.0.0.1:9", "Connection refused"),
    ],
)
def test_a_missing_daemon_is_reported_at_once_with_the_systems_message(
    host: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", host)
    began = time.monotonic()
    with pytest.raises(DockerUnavailable) as raised:
        check_daemon()
    assert raised.value.happened == message
    assert raised.value.where == host
    assert time.monotonic() - began < 4


@pytest.fixture
def silent_daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A socket that accepts connections and never answers, like a daemon that hangs."""
    path = tmp_path / "d.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        monkeypatch.setenv("DOCKER_HOST", f"unix://{path}")
        yield


@pytest.mark.usefixtures("silent_daemon")
def test_waiting_for_a_daemon_that_hangs_ends_within_seconds() -> None:
    with pytest.raises(DockerUnavailable):
        check_daemon()


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
def test_published_ports_are_expected_on_the_daemons_machine(daemon: str, address: str) -> None:
    assert published_host({"DOCKER_HOST": daemon}) == address
