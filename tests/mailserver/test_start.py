"""Starting a mail server: which launcher is used, and every failure is an error in bounded time."""

import socket
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from bluebar.mailserver import docker_image, start
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import DEFAULT_BRAND
from bluebar.mailserver.docker_client import DockerUnavailable
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.greenmail import docker_launcher, greenmail_brand
from bluebar.mailserver.greenmail.jvm_launcher import greenmail_on_jvm
from bluebar.mailserver.greenmail.release import GREENMAIL_VERSION
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.readiness import NotReady
from bluebar.mailserver.server import ServerOptions
from bluebar.mailserver.start import ExternalAddressMissing, serving
from tests.mailserver.sending_server import sending_server

NO_DOCKER = "unix:///nonexistent/docker.sock"


@pytest.fixture
def fake_jvm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the JVM launcher yield the reason for which it was chosen."""
    monkeypatch.setattr(greenmail_brand, "greenmail_on_jvm", lambda *_, why, **__: nullcontext(why))


def has_four_parts(error: HarnessError) -> bool:
    return all((error.wanted, error.happened, error.where, error.next_step))


def test_auto_uses_the_jvm_if_no_docker_answers(
    authority: Authority, scope: RunScope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", NO_DOCKER)
    with serving(ServerOptions(launcher="auto"), authority, scope) as server:
        assert server.launcher == "jvm"
        assert "Docker is not available" in server.why
        assert server.title == f"GreenMail {GREENMAIL_VERSION} (jvm: {server.why})"


def test_docker_is_an_error_if_no_docker_answers(
    authority: Authority, scope: RunScope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", NO_DOCKER)
    with (
        pytest.raises(DockerUnavailable, match="--mailserver jvm") as raised,
        serving(ServerOptions(launcher="docker"), authority, scope),
    ):
        pass
    assert has_four_parts(raised.value)


DOCKER_STEPS = {
    "daemon": (greenmail_brand, "check_docker"),
    "image": (docker_image, "ensure_image"),
    "container": (docker_launcher, "greenmail_in_docker"),
}


@pytest.mark.parametrize("broken", DOCKER_STEPS)
@pytest.mark.usefixtures("fake_jvm")
def test_auto_uses_the_jvm_at_whichever_step_docker_fails(
    authority: Authority, scope: RunScope, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise HarnessError(f"{broken} to work", "it does not", "there", "nothing")

    for step, (module, name) in DOCKER_STEPS.items():
        monkeypatch.setattr(module, name, fails if step == broken else lambda *_, **__: None)
    with serving(ServerOptions(launcher="auto"), authority, scope) as started:
        assert str(started) == "auto: Docker is not available, there: it does not"
    with (
        pytest.raises(HarnessError, match=f"{broken} to work"),
        serving(ServerOptions(launcher="docker"), authority, scope),
    ):
        pass


@pytest.mark.usefixtures("daemon", "fake_jvm")
def test_auto_uses_the_jvm_if_the_image_is_unavailable_and_gives_the_reason(
    authority: Authority, scope: RunScope
) -> None:
    options = ServerOptions(launcher="auto", image="greenmail/standalone:0", pull_seconds=0.5)
    with serving(options, authority, scope) as started:
        why = str(started)
    assert "greenmail/standalone:0" in why
    assert "the pull was not finished" in why
    assert "\n" not in why


def test_an_external_server_needs_an_address(authority: Authority, scope: RunScope) -> None:
    with (
        pytest.raises(ExternalAddressMissing, match="--mailserver-at HOST:PORTS") as raised,
        serving(ServerOptions(launcher="external"), authority, scope),
    ):
        pass
    assert has_four_parts(raised.value)


def test_an_external_server_is_used_with_the_version_of_its_greeting(
    authority: Authority, scope: RunScope, tmp_path: Path
) -> None:
    with greenmail_on_jvm(authority, tmp_path / "running", why="asked for") as server:
        external = replace(server, launcher="external", version="?")
        options = ServerOptions(launcher="external", external=external)
        with serving(options, authority, scope) as used:
            assert used == replace(external, version=GREENMAIL_VERSION)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for an external server for half a second only."""
    monkeypatch.setattr(start, "EXTERNAL_SECONDS", 0.5)


def external_at(port: int) -> ServerOptions:
    address = f"127.0.0.1:{','.join([str(port)] * 6)}"
    return ServerOptions(launcher="external", external=DEFAULT_BRAND.external(address, "ca.pem"))


@pytest.mark.parametrize(
    "greeting", [b"", b"* OK IMAP4rev1 ready\r\n", b"HTTP/1.0 200 OK\r\n\r\nhi"]
)
@pytest.mark.usefixtures("impatient")
def test_waiting_for_another_kind_of_server_ends_in_time(
    greeting: bytes, authority: Authority, scope: RunScope
) -> None:
    with (
        sending_server(greeting) as port,
        pytest.raises(NotReady, match="time ran out") as raised,
        serving(external_at(port), authority, scope),
    ):
        pass
    assert "--mailserver-at" in raised.value.next_step


@pytest.mark.usefixtures("impatient")
def test_waiting_at_a_port_where_nothing_listens_ends_in_time(
    authority: Authority, scope: RunScope
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with (
        pytest.raises(NotReady, match="time ran out"),
        serving(external_at(port), authority, scope),
    ):
        pass


@pytest.mark.usefixtures("impatient")
def test_waiting_for_a_server_that_accepts_connections_and_sends_nothing_ends_in_time(
    authority: Authority, scope: RunScope
) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(NotReady, match="time ran out"),
        serving(external_at(silent.getsockname()[1]), authority, scope),
    ):
        pass
