"""Where doors stand: each at an address of its own, or all at the host that was named."""

import socket
from dataclasses import replace

import pytest

from bluebar.mailserver.frontdoor import binding
from bluebar.mailserver.frontdoor.binding import BindConfig, BoundPorts, NoAddress
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.mailserver.frontdoor.tls_identity import Certificates
from tests.frontdoor.servers import TestAuthority, imap, serving

PORTS = (143, 993)
NOT_OURS = "192.0.2.1"
"""Of TEST-NET-1 (RFC 5737): no machine has it."""


def closed(place: BoundPorts) -> BoundPorts:
    place.close()
    return place


def test_two_doors_never_share_a_port() -> None:
    first, second = (BindConfig().find_place(FrontDoor.usual()) for _ in range(2))
    places = {
        bound.getsockname()
        for each in (first, second)
        for sockets in each.sockets.values()
        for bound in sockets
    }
    assert len(places) == 4
    closed(first)
    closed(second)


def test_where_addresses_are_not_to_be_had_free_ports_are_and_it_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(binding, "NETWORK", "192.0")
    place = closed(BindConfig().find_place(FrontDoor.usual()))
    assert (place.host, place.real_ports) == ("127.0.0.1", False)
    assert "cannot be bound" in place.why
    assert "cannot be bound" in BindConfig().why_not_real_ports(PORTS)


def test_a_free_port_that_somebody_else_was_quicker_to_take_is_not_insisted_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = binding._free_ports
        answers = [(taken.getsockname()[1], *free("127.0.0.1", 1))]
        monkeypatch.setattr(
            binding, "_free_ports", lambda *asked: answers.pop() if answers else free(*asked)
        )
        place = closed(BindConfig(host="mail.test").find_place(FrontDoor.usual()))
    assert place.sockets.keys() == set(PORTS)
    assert not answers


def test_a_host_that_is_named_is_typed_and_stands_at_free_ports() -> None:
    stand = BindConfig(host="mail.test")
    place = closed(stand.find_place(FrontDoor.usual()))
    assert place.host == "mail.test"
    assert place.sockets.keys() == set(PORTS)
    assert stand.names == ()
    assert stand.networks(real_ports=False) == ("mail.test:*",)
    assert "--mail-host mail.test" in stand.why_not_real_ports(PORTS)


def test_an_app_is_told_where_doors_stand() -> None:
    assert BindConfig().networks(real_ports=True) == ("127.77.0.0/16", "localhost:*")
    assert BindConfig().networks(real_ports=False) == ("127.0.0.1/32", "localhost:*")
    assert BindConfig().names == ("localhost",)


def test_a_door_that_is_typed_by_name_stands_at_localhost() -> None:
    door = FrontDoor.at(dict(FrontDoor.usual().listeners), by_name=True)
    place = closed(BindConfig().find_place(door))
    assert (place.host, place.real_ports, place.why) == ("localhost", False, "typed by name")


@pytest.mark.parametrize("bind", [NOT_OURS, "no-address.invalid"])
def test_a_bind_address_that_is_not_of_this_machine_is_told_at_the_start(bind: str) -> None:
    stand = BindConfig(host="mail.test", bind=bind)
    with pytest.raises(NoAddress, match="--mail-bind"):
        stand.why_not_real_ports(PORTS)
    with pytest.raises(NoAddress, match=bind):
        stand.find_place(FrontDoor.usual())


def test_a_certificate_names_the_host_that_is_named(authority: TestAuthority) -> None:
    stand = BindConfig(host="mail.test", bind="127.0.0.1")
    with (
        serving(imap) as server,
        ProxyServer(server, Certificates(authority), stand) as porter,
        porter.open(FrontDoor.usual()) as door,
        socket.create_connection(("127.0.0.1", door.port(993)), timeout=5) as plain,
        authority.client_context().wrap_socket(plain, server_hostname=door.host) as secured,
    ):
        assert secured.recv(100).startswith(b"* OK")
        shown = secured.getpeercert()
    assert shown is not None
    assert shown["subjectAltName"] == (("DNS", "mail.test"),)


@pytest.mark.parametrize("addresses_there", [("127.0.0.1",), ("::1",), ("::1", "127.0.0.1")])
def test_a_door_that_is_typed_by_name_stands_wherever_the_name_leads(
    monkeypatch: pytest.MonkeyPatch, addresses_there: tuple[str, ...]
) -> None:
    leading_to(monkeypatch, *addresses_there)
    door = FrontDoor.at(dict(FrontDoor.usual().listeners), by_name=True)
    place = BindConfig().find_place(door)
    found = [[bound.getsockname()[:2] for bound in place.sockets[port]] for port in PORTS]
    assert found == [[(each, place.port(port)) for each in addresses_there] for port in PORTS]
    closed(place)


def test_what_localhost_leads_to_and_is_no_address_of_this_machine_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leading_to(monkeypatch, NOT_OURS, "::1", "127.0.0.1")
    assert binding.addresses_of_localhost() == ("::1", "127.0.0.1")
    leading_to(monkeypatch, NOT_OURS)
    assert not BindConfig().has_names
    with pytest.raises(NoAddress, match="the name leads to no address of this machine"):
        BindConfig().find_place(replace(FrontDoor.usual(), by_name=True))


def leading_to(monkeypatch: pytest.MonkeyPatch, *hosts: str) -> None:
    """Let `localhost` lead there."""
    found = [(0, 0, 0, "", (host, 0)) for host in hosts]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
