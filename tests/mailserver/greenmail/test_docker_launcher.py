"""GreenMail in a container: where its ports are, and when its own address is used."""

import imaplib
import socket
from typing import ClassVar

import pytest

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import accounts_on
from bluebar.mailserver.docker_container import with_direct_address
from bluebar.mailserver.greenmail.container import IMAP, POP3
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.server import MailServer, ServerOptions
from bluebar.mailserver.start import serving
from tests.mailserver.sending_server import sending_server


@pytest.mark.docker
def test_a_container_is_published_on_loopback_only(authority: Authority, scope: RunScope) -> None:
    with serving(ServerOptions(launcher="docker"), authority, scope) as server:
        assert server.launcher == "docker"
        with socket.socket() as other:
            other.bind(("127.0.0.2", server.imap_port))


@pytest.mark.docker
def test_a_container_on_this_machine_is_reached_without_dockers_proxy(
    authority: Authority, scope: RunScope
) -> None:
    with serving(ServerOptions(launcher="docker"), authority, scope) as server:
        host, port = server.nearest("imap")
        assert (host, port) != (server.host, server.imap_port)
        with imaplib.IMAP4(host, port, timeout=5) as client:
            assert f"GreenMail v{server.version} ready".encode() in client.welcome


class ContainerElsewhere:
    """A container with an address that belongs to another host, or to none."""

    attrs: ClassVar = {"NetworkSettings": {"Networks": {"bridge": {"IPAddress": "127.0.0.3"}}}}

    def reload(self) -> None: ...
    def get_wrapped_container(self) -> "ContainerElsewhere":
        return self


@pytest.mark.parametrize("greeting", [b"* OK hello\r\n", b"HTTP/1.0 200 OK\r\n"])
def test_another_hosts_address_is_not_used_as_the_containers(
    server: MailServer, greeting: bytes
) -> None:
    def addressed() -> MailServer:
        container = ContainerElsewhere()
        accounts = accounts_on(server)
        return with_direct_address(server, container, accounts, imap=IMAP, pop3=POP3)  # type: ignore[arg-type]

    assert addressed() == server
    with sending_server(greeting, ("127.0.0.3", 3143)):
        assert addressed() == server
