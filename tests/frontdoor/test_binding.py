"""Addresses and ports of doors: a separate address each, or a configured host."""

import os
import random
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from bluebar.mailserver.frontdoor import binding
from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.frontdoor.bound_ports import BoundPorts, NoAddress
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.mailserver.frontdoor.tls_identity import Certificates
from tests.frontdoor.servers import TestAuthority, imap, serving

PORTS = (143, 993)
NOT_OURS = "192.0.2.1"
"""Of TEST-NET-1 (RFC 5737): no machine has this address."""


@pytest.fixture(autouse=True)
def _names_looked_up_anew() -> Iterator[None]:
    """Forget the machine's name before and after each test."""
    binding.local_name.cache_clear()
    yield
    binding.local_name.cache_clear()


def closed(place: BoundPorts) -> BoundPorts:
    place.close()
    return place


def test_two_doors_never_share_a_port() -> None:
    first, second = (BindConfig().bind_ports(FrontDoor.usual()) for _ in range(2))
    places = {
        bound.getsockname()
        for each in (first, second)
        for sockets in each.sockets.values()
        for bound in sockets
    }
    assert len(places) == 4
    closed(first)
    closed(second)


def test_no_address_is_used_twice_even_by_another_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = closed(BindConfig().bind_ports(FrontDoor.usual())).host
    script = (
        "import sys; from bluebar.mailserver.frontdoor.binding import _claim; "
        "print(_claim(sys.argv[1]))"
    )
    claimed = subprocess.run(
        [sys.executable, "-c", script, first], capture_output=True, text=True, check=True
    )
    assert claimed.stdout == "False\n"
    numbers = [int(each) for each in first.split(".")[2:]]
    choices = [*numbers, *numbers, numbers[0], (numbers[1] + 1) % 254 + 1]
    monkeypatch.setattr(random, "randrange", lambda *_: choices.pop(0))
    second = closed(BindConfig().bind_ports(FrontDoor.usual())).host
    assert second != first
    assert not choices


def test_a_process_keeps_a_limited_number_of_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binding, "_claims", deque())
    monkeypatch.setattr(binding, "MOST_CLAIMS", 2)
    assert all(binding._claim(f"test {number}") for number in range(3))
    assert not binding._claim("test 2")
    assert binding._claim("test 0")
    for each in binding._claims:
        os.close(each)


def test_free_ports_replace_real_ports_and_the_reason_is_given_if_no_address_is_available(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(binding, "NETWORK", "192.0")
    place = closed(BindConfig().bind_ports(FrontDoor.usual()))
    assert (place.host, place.real_ports) == ("127.0.0.1", False)
    assert "cannot be bound" in place.why
    assert "cannot be bound" in BindConfig().why_not_real_ports(PORTS)


def test_another_free_port_is_tried_if_another_process_takes_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = binding._free_ports
        answers = [(taken.getsockname()[1], *free("127.0.0.1", 1))]
        monkeypatch.setattr(
            binding, "_free_ports", lambda *asked: answers.pop() if answers else free(*asked)
        )
        place = closed(BindConfig(host="mail.test").bind_ports(FrontDoor.usual()))
    assert place.sockets.keys() == set(PORTS)
    assert not answers


def test_a_configured_host_gets_free_ports() -> None:
    stand = BindConfig(host="mail.test")
    place = closed(stand.bind_ports(FrontDoor.usual()))
    assert place.host == "mail.test"
    assert place.sockets.keys() == set(PORTS)
    assert stand.names == ()
    assert stand.networks(real_ports=False) == ("mail.test:*",)
    assert "--proxy-host mail.test" in stand.why_not_real_ports(PORTS)


def test_the_networks_of_doors_are_listed_for_the_app() -> None:
    named = dict.fromkeys(("localhost:*", f"{binding.local_name()}:*"))
    assert BindConfig().networks(real_ports=True) == ("127.77.0.0/16", *named)
    assert BindConfig().networks(real_ports=False) == ("127.0.0.1/32", *named)
    assert BindConfig().names == ("localhost",)


@pytest.mark.parametrize(
    ("resolving", "name"),
    [
        (["localhost"], "localhost"),
        (["localhost", "mail.localhost"], "mail.localhost"),
        (["localhost", "mail.localhost", "localhost.localdomain"], "localhost.localdomain"),
    ],
)
def test_a_door_by_name_has_a_name_with_a_dot_where_one_resolves(
    monkeypatch: pytest.MonkeyPatch, resolving: list[str], name: str
) -> None:
    resolving_to(monkeypatch, "127.0.0.1", names=resolving)
    door = FrontDoor.at(dict(FrontDoor.usual().listeners), by_name=True)
    place = closed(BindConfig().bind_ports(door))
    assert (place.host, place.real_ports, place.why) == (name, False, "typed by name")
    assert f"{name}:*" in BindConfig().networks(real_ports=True)


@pytest.mark.parametrize("bind", [NOT_OURS, "no-address.invalid"])
def test_a_bind_address_of_another_machine_is_reported_at_the_start(bind: str) -> None:
    stand = BindConfig(host="mail.test", bind=bind)
    with pytest.raises(NoAddress, match="--proxy-bind"):
        stand.why_not_real_ports(PORTS)
    with pytest.raises(NoAddress, match=bind):
        stand.bind_ports(FrontDoor.usual())


def test_a_certificate_is_for_the_configured_host(authority: TestAuthority) -> None:
    stand = BindConfig(host="mail.test", bind="127.0.0.1")
    with (
        serving(imap) as server,
        ProxyServer(server, Certificates(authority), stand) as proxy,
        proxy.open(FrontDoor.usual()) as door,
        socket.create_connection(("127.0.0.1", door.port(993)), timeout=5) as plain,
        authority.client_context().wrap_socket(plain, server_hostname=door.host) as secured,
    ):
        assert secured.recv(100).startswith(b"* OK")
        shown = secured.getpeercert()
    assert shown is not None
    assert shown["subjectAltName"] == (("DNS", "mail.test"),)


@pytest.mark.parametrize("addresses_there", [("127.0.0.1",), ("::1",), ("::1", "127.0.0.1")])
def test_a_door_by_name_listens_at_every_address_of_the_name(
    monkeypatch: pytest.MonkeyPatch, addresses_there: tuple[str, ...]
) -> None:
    resolving_to(monkeypatch, *addresses_there)
    door = FrontDoor.at(dict(FrontDoor.usual().listeners), by_name=True)
    place = BindConfig().bind_ports(door)
    found = [[bound.getsockname()[:2] for bound in place.sockets[port]] for port in PORTS]
    assert found == [[(each, place.port(port)) for each in addresses_there] for port in PORTS]
    closed(place)


def test_an_address_of_localhost_that_cannot_be_bound_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolving_to(monkeypatch, NOT_OURS, "::1", "127.0.0.1")
    assert binding.addresses_of("localhost") == ("::1", "127.0.0.1")
    resolving_to(monkeypatch, NOT_OURS)
    binding.local_name.cache_clear()
    assert not BindConfig().has_names
    with pytest.raises(NoAddress, match="the name has no address on this machine"):
        BindConfig().bind_ports(replace(FrontDoor.usual(), by_name=True))


def resolving_to(
    monkeypatch: pytest.MonkeyPatch, *hosts: str, names: Sequence[str] = ("localhost",)
) -> None:
    """Let these names resolve to these addresses, and all other names to none."""

    def found(name: str, *_: object, **__: object) -> list[object]:
        if name not in names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(0, 0, 0, "", (host, 0)) for host in hosts]

    monkeypatch.setattr(socket, "getaddrinfo", found)
