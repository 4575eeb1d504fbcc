"""Every way to fail to start is a harness error in bounded time that says what to do."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mailserver import docker_way, jvm
from mailserver.accounts import Account
from mailserver.api import AccountNotMade, GreenMailApi
from mailserver.authority import Authority
from mailserver.errors import HarnessError
from mailserver.jar import JarDigestWrong, JarNotThere, find_jar
from mailserver.lifeline import Run
from mailserver.ready import NotReady, wait_until_ready
from mailserver.server import MailServer
from mailserver.start import ExternalNotGiven, ServerOptions, serving

NOBODY = "unix:///nonexistent/docker.sock"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.create(tmp_path / "authority")


@pytest.fixture
def this(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(Run, "folder", property(lambda _: tmp_path / "run"))
    return Run.of_this_process()


def says_all(error: HarnessError) -> bool:
    return all((error.wanted, error.happened, error.where, error.next_step))


def test_jvm_is_ready_with_authentication_and_the_authoritys_certificate(
    authority: Authority, this: Run
) -> None:
    with serving(ServerOptions(way="jvm"), authority, this) as server:
        api = GreenMailApi(server)
        ada = Account(address="ada@mail.test", login="ada", password="secret-1")
        api.create(ada)
        assert "ada@mail.test" in api.addresses()
        with pytest.raises(AccountNotMade, match="taken"):
            api.create(ada)


def test_auto_goes_to_the_jvm_where_no_docker_answers(
    authority: Authority, this: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", NOBODY)
    with serving(ServerOptions(way="auto"), authority, this) as server:
        assert server.way == "jvm"
        assert "Docker is not to be had" in server.why


def test_docker_asked_for_and_not_there_is_an_error(
    authority: Authority, this: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", NOBODY)
    with (
        pytest.raises(docker_way.DockerNotThere, match="--mailserver jvm") as raised,
        serving(ServerOptions(way="docker"), authority, this),
    ):
        pass
    assert says_all(raised.value)


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
    with pytest.raises(docker_way.DockerNotThere):
        docker_way.check_daemon()


@pytest.mark.docker
@pytest.mark.parametrize("image", ["bluebar.invalid/no-such/image:1", "UPPER CASE:is no name"])
def test_an_image_that_cannot_be_had_is_an_error_that_names_it(image: str) -> None:
    with pytest.raises(docker_way.ImageNotThere, match="--mailserver-image") as raised:
        docker_way.bring_image(image, within=20)
    assert image in raised.value.wanted


@pytest.mark.docker
def test_a_container_is_published_on_loopback_only(authority: Authority, this: Run) -> None:
    with serving(ServerOptions(way="docker"), authority, this) as server:
        assert server.way == "docker"
        with socket.socket() as other:
            other.bind(("127.0.0.2", server.imap_port))


def test_a_java_that_is_none_is_an_error(authority: Authority, tmp_path: Path) -> None:
    with (
        pytest.raises(jvm.JavaNotThere, match="--java"),
        jvm.running(authority, tmp_path / "s", why="", java=tmp_path / "java"),
    ):
        pass


def test_a_jvm_that_dies_is_told_with_its_last_output(authority: Authority, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jar"
    broken.write_bytes(b"no jar")
    with (
        pytest.raises(NotReady, match="ended with status") as raised,
        jvm.running(authority, tmp_path / "s", why="", jar=broken),
    ):
        pass
    assert "broken.jar" in raised.value.output


def test_a_port_that_is_taken_is_told_although_the_jvm_lives(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free: Callable[[int], list[int]] = jvm._free_ports
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(jvm, "_free_ports", lambda n: [port, *free(n - 1)])
        with (
            pytest.raises(NotReady, match="could not take a port"),
            jvm.running(authority, tmp_path / "s", why=""),
        ):
            pass


def test_a_jar_with_another_digest_is_refused() -> None:
    real = find_jar()
    with pytest.raises(JarDigestWrong, match="delete the file"):
        find_jar(sha256="0" * 64)
    assert real.exists()


def test_a_jar_that_cannot_be_fetched_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailserver.jar.GREENMAIL_VERSION", "0.0.0-none")
    with pytest.raises(JarNotThere, match="--mailserver docker"):
        find_jar(kept_in=tmp_path)


def test_an_external_server_has_to_be_named(authority: Authority, this: Run) -> None:
    with (
        pytest.raises(ExternalNotGiven, match="--mailserver-at"),
        serving(ServerOptions(way="external"), authority, this),
    ):
        pass


def test_a_server_that_does_not_answer_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        ports = dict.fromkeys(
            ("imap_port", "imaps_port", "smtp_port", "pop3_port", "pop3s_port", "api_port"), port
        )
        server = MailServer(
            way="external", version="", why="", host="127.0.0.1", ca_file="", **ports
        )
        with pytest.raises(NotReady, match="time ran out"):
            wait_until_ready(server, has_ended=lambda: None, output=lambda: "", within=0.5)
