"""Every way to fail to start is a harness error in bounded time that says what to do."""

import imaplib
import socket
import threading
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any, ClassVar

import pytest

from bluebar.mailserver import start
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.greenmail import docker_launcher, jvm_launcher
from bluebar.mailserver.greenmail.readiness import NotReady
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.server import MailServer
from bluebar.mailserver.start import ExternalNotGiven, ServerOptions, serving

NOBODY = "unix:///nonexistent/docker.sock"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """An authority of this test's own."""
    return Authority.create(tmp_path / "authority")


@pytest.fixture
def this(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunScope:
    """A run without a watchdog, its folder in this test's own."""
    monkeypatch.setattr(RunScope, "folder", property(lambda _: tmp_path / "run"))
    return RunScope.of_this_process()


def says_all(error: HarnessError) -> bool:
    return all((error.wanted, error.happened, error.where, error.next_step))


def test_auto_goes_to_the_jvm_where_no_docker_answers(
    authority: Authority, this: RunScope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", NOBODY)
    with serving(ServerOptions(way="auto"), authority, this) as server:
        assert server.way == "jvm"
        assert "Docker is not available" in server.why


def test_docker_asked_for_and_not_there_is_an_error(
    authority: Authority, this: RunScope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", NOBODY)
    with (
        pytest.raises(docker_launcher.DockerUnavailable, match="--mailserver jvm") as raised,
        serving(ServerOptions(way="docker"), authority, this),
    ):
        pass
    assert says_all(raised.value)


@pytest.mark.parametrize(
    "broken", ["check_daemon", "bring_image", "running"], ids=["daemon", "image", "container"]
)
def test_auto_goes_to_the_jvm_at_whatever_step_docker_fails(
    authority: Authority, this: RunScope, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise HarnessError(f"{broken} to work", "it does not", "there", "nothing")

    for step in ("check_daemon", "bring_image", "running"):
        monkeypatch.setattr(
            docker_launcher, step, fails if step == broken else lambda *_, **__: None
        )
    monkeypatch.setattr(jvm_launcher, "running", lambda *_, why, **__: nullcontext(why))
    with serving(ServerOptions(way="auto"), authority, this) as started:
        assert str(started) == "auto: Docker is not available, there: it does not"
    with (
        pytest.raises(HarnessError, match=f"{broken} to work"),
        serving(ServerOptions(way="docker"), authority, this),
    ):
        pass


@pytest.fixture
def silent_daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A socket that takes connections and never answers: a daemon that hangs."""
    path = tmp_path / "d.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        monkeypatch.setenv("DOCKER_HOST", f"unix://{path}")
        yield


@pytest.mark.usefixtures("silent_daemon")
def test_a_daemon_that_hangs_is_given_up_in_seconds() -> None:
    with pytest.raises(docker_launcher.DockerUnavailable):
        docker_launcher.check_daemon()


@pytest.mark.docker
@pytest.mark.parametrize("image", ["bluebar.invalid/no-such/image:1", "UPPER CASE:is no name"])
def test_an_image_that_cannot_be_had_is_an_error_that_names_it(image: str) -> None:
    with pytest.raises(docker_launcher.ImageUnavailable, match="--mailserver-image") as raised:
        docker_launcher.bring_image(image, within=20)
    assert image in raised.value.wanted


@pytest.mark.docker
def test_a_container_is_published_on_loopback_only(authority: Authority, this: RunScope) -> None:
    with serving(ServerOptions(way="docker"), authority, this) as server:
        assert server.way == "docker"
        with socket.socket() as other:
            other.bind(("127.0.0.2", server.imap_port))


@pytest.mark.docker
def test_a_container_of_this_machine_is_reached_past_dockers_proxy(
    authority: Authority, this: RunScope
) -> None:
    with serving(ServerOptions(way="docker"), authority, this) as server:
        host, port = server.nearest("imap")
        assert (host, port) != (server.host, server.imap_port)
        with imaplib.IMAP4(host, port, timeout=5) as client:
            assert f"GreenMail v{server.version} ready".encode() in client.welcome


@pytest.mark.parametrize("greeting", [b"* OK hello\r\n", b"HTTP/1.0 200 OK\r\n"])
def test_an_address_that_is_somebody_elses_is_not_taken_for_the_containers(
    authority: Authority, tmp_path: Path, greeting: bytes
) -> None:
    class Elsewhere:
        """A container whose address, here, is another host's or nobody's."""

        attrs: ClassVar = {"NetworkSettings": {"Networks": {"bridge": {"IPAddress": "127.0.0.3"}}}}

        def reload(self) -> None: ...
        def get_wrapped_container(self) -> "Elsewhere":
            return self

    with jvm_launcher.running(authority, tmp_path, why="asked for") as server:
        assert docker_launcher._own_address(Elsewhere(), server) == ""  # type: ignore[arg-type]
        with socket.create_server(("127.0.0.3", 3143)) as listener:
            threading.Thread(target=talk, args=(listener, greeting), daemon=True).start()
            assert docker_launcher._own_address(Elsewhere(), server) == ""  # type: ignore[arg-type]


def test_an_external_server_has_to_be_named(authority: Authority, this: RunScope) -> None:
    with (
        pytest.raises(ExternalNotGiven, match="--mailserver-at"),
        serving(ServerOptions(way="external"), authority, this),
    ):
        pass


def external_at(port: int) -> ServerOptions:
    ports: dict[str, Any] = dict.fromkeys(
        ("imap_port", "imaps_port", "smtp_port", "pop3_port", "pop3s_port", "api_port"), port
    )
    server = MailServer(way="external", version="", why="", host="127.0.0.1", ca_file="", **ports)
    return ServerOptions(way="external", external=server)


def talk(listener: socket.socket, greeting: bytes) -> None:
    """Greet whoever comes, as a mail server does on a port that was taken for the API's."""
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(greeting)


@pytest.mark.parametrize(
    "greeting", [b"", b"* OK IMAP4rev1 ready\r\n", b"HTTP/1.0 200 OK\r\n\r\nhi"]
)
def test_an_external_server_that_is_none_is_given_up_in_time(
    greeting: bytes, authority: Authority, this: RunScope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "EXTERNAL_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=talk, args=(listener, greeting))
        thread.start()
        with (
            pytest.raises(NotReady, match="time ran out") as raised,
            serving(external_at(listener.getsockname()[1]), authority, this),
        ):
            pass
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
    assert "--mailserver-at" in raised.value.next_step


def test_an_external_server_where_nothing_listens_is_given_up_in_time(
    authority: Authority, this: RunScope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "EXTERNAL_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with (
        pytest.raises(NotReady, match="time ran out"),
        serving(external_at(port), authority, this),
    ):
        pass


def test_a_server_that_takes_connections_and_says_nothing_is_given_up_in_time(
    authority: Authority, this: RunScope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "EXTERNAL_SECONDS", 0.5)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(NotReady, match="time ran out"),
        serving(external_at(silent.getsockname()[1]), authority, this),
    ):
        pass
