"""Ports that are fixed for a run: one door at a time, and a clear error if they are not free."""

import errno
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bluebar.mailserver.frontdoor import fixed_ports
from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.frontdoor.bound_ports import NoAddress
from bluebar.mailserver.frontdoor.fixed_ports import FixedPorts
from bluebar.mailserver.frontdoor.proxy_config import USUAL_PORTS, FrontDoor
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.mailserver.frontdoor.tls_identity import Certificates
from tests.frontdoor.servers import TestAuthority, imap, serving


def free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        for each in (first, second):
            each.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


@pytest.fixture
def config(tmp_path: Path) -> BindConfig:
    fixed = FixedPorts.parse("{},{}".format(*free_ports()))
    return BindConfig(host="mail.test", fixed=fixed, lock_file=str(tmp_path / "lock"))


@pytest.mark.parametrize(
    ("text", "typed", "listened"),
    [
        ("143,993", (143, 993), (143, 993)),
        ("143:1143,993:1993", (143, 993), (1143, 1993)),
        ("10143,993:1993", (10143, 993), (10143, 1993)),
    ],
)
def test_the_ports_to_type_and_to_listen_at_are_read(
    text: str, typed: tuple[int, int], listened: tuple[int, int]
) -> None:
    ports = FixedPorts.parse(text)
    assert tuple(ports.typed.values()) == typed
    assert tuple(ports.listened.values()) == listened
    assert str(ports) == text
    assert ports.are_usual == (typed == USUAL_PORTS)


@pytest.mark.parametrize(
    "text", ["993", "143,993,25", "143;993", "143,143", "143:1,993:1", "0,993", "143,65536", "a,b"]
)
def test_anything_else_is_no_pair_of_ports(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        FixedPorts.parse(text)


def test_a_door_has_the_fixed_ports_and_the_app_needs_no_others(config: BindConfig) -> None:
    assert config.fixed
    bound = config.bind_ports(FrontDoor.usual())
    here = {port: each[0].getsockname()[1] for port, each in bound.sockets.items()}
    assert here == config.fixed.listened
    assert {port: bound.port(port) for port in USUAL_PORTS} == config.fixed.typed
    bound.close()
    wanted = tuple(f"mail.test:{port}" for port in config.fixed.typed.values())
    assert config.networks(real_ports=False) == wanted


def test_the_ports_to_type_are_those_of_the_tunnel() -> None:
    imap_here, imaps_here = free_ports()
    config = BindConfig(
        host="mail.test", fixed=FixedPorts.parse(f"143:{imap_here},993:{imaps_here}")
    )
    bound = config.bind_ports(FrontDoor.usual())
    assert (bound.port(143), bound.port(993), bound.real_ports) == (143, 993, True)
    assert config.why_not_real_ports(USUAL_PORTS) == ""
    bound.close()


def test_a_door_waits_for_the_door_of_another_test(config: BindConfig) -> None:
    first = config.bind_ports(FrontDoor.usual())
    second: list[str] = []
    thread = threading.Thread(target=lambda: second.append(_opened_and_closed(config)), daemon=True)
    thread.start()
    assert not second
    first.close()
    thread.join(20)
    assert second == ["mail.test"]


def _opened_and_closed(config: BindConfig) -> str:
    bound = config.bind_ports(FrontDoor.usual())
    bound.close()
    return bound.host


def test_the_next_test_has_the_ports_right_after_a_connection_of_the_last_one(
    config: BindConfig, authority: TestAuthority
) -> None:
    with serving(imap) as server, ProxyServer(server, Certificates(authority), config) as proxy:
        for _ in range(3):
            with (
                proxy.open(FrontDoor.usual()) as door,
                socket.create_connection(("127.0.0.1", door.port(143)), timeout=5) as plain,
            ):
                assert plain.recv(100).startswith(b"* OK")


def test_a_test_that_does_not_end_is_named(
    config: BindConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fixed_ports, "PATIENCE", 0.05)
    bound = config.bind_ports(FrontDoor.usual())
    with pytest.raises(NoAddress, match=r"another test did not release them in 0\.05 s"):
        config.bind_ports(FrontDoor.usual())
    bound.close()


def test_ports_of_another_program_are_an_error_at_the_start(config: BindConfig) -> None:
    assert config.fixed
    with (
        socket.create_server(("127.0.0.1", config.fixed.listened[993])),
        pytest.raises(NoAddress) as raised,
    ):
        config.why_not_real_ports(USUAL_PORTS)
    assert raised.value.happened == (
        f"port {config.fixed.listened[993]} cannot be bound: Address already in use"
    )
    assert "end it, or give other ports" in raised.value.next_step
    config.bind_ports(FrontDoor.usual()).close()


@pytest.mark.parametrize(
    ("number", "next_step"),
    [
        (errno.EACCES, "e.g. --proxy-ports 143:1143,993:1993; or run as root"),
        (errno.EADDRNOTAVAIL, "check that the address belongs to this machine (--proxy-bind)"),
    ],
)
def test_ports_that_the_system_refuses_are_an_error_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, number: int, next_step: str
) -> None:
    monkeypatch.setattr(socket, "socket", _refusing(number))
    config = BindConfig(host="mail.test", fixed=FixedPorts.parse("143,993"))
    with pytest.raises(NoAddress) as raised:
        config.why_not_real_ports(USUAL_PORTS)
    assert raised.value.happened == f"port 143 cannot be bound: {os.strerror(number)}"
    assert next_step in raised.value.next_step


def _refusing(number: int) -> Callable[..., socket.socket]:
    """Return a class of sockets that the system binds to no address."""

    class Refusing(socket.socket):
        def bind(self, _: object) -> None:
            raise OSError(number, os.strerror(number))

    return Refusing
