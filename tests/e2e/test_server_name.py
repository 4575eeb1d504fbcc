"""The server's name in the TLS handshake (SNI) is looked at where a client must send it."""

from types import SimpleNamespace
from typing import Any

import pytest

from bluebar.e2e.expect.server_name import expect_server_name_sent
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.scenarios.model import Route
from bluebar.mailserver.frontdoor.transcript import TlsFacts, Transcript


def connection(host: str, *asked: str | None, plain: bool = False) -> Any:
    conversations = [
        Transcript(port=993, listening_on=993, opened_at=0.0, tls=TlsFacts(sni=name))
        for name in asked
    ]
    if plain:
        conversations.append(Transcript(port=993, listening_on=993, opened_at=0.0))
    door = SimpleNamespace(conversations=conversations)
    endpoint = SimpleNamespace(door=door, host=host, route=Route.DOOR)
    return SimpleNamespace(typed=None, mailbox=SimpleNamespace(endpoint=endpoint))


@pytest.mark.parametrize("host", ["localhost", "mail.localhost"])
def test_the_typed_name_is_right(host: str) -> None:
    expect_server_name_sent(connection(host, host, host))


def test_no_name_for_a_host_without_a_dot_says_nothing_of_the_app() -> None:
    with pytest.raises(NotOffered, match="no server name"):
        expect_server_name_sent(connection("localhost", None))


@pytest.mark.parametrize(
    ("host", "asked"), [("mail.localhost", None), ("localhost", "other"), ("mail.localhost", "")]
)
def test_another_name_or_none_is_a_failure(host: str, asked: str | None) -> None:
    with pytest.raises(AppFailure, match=f"it sent {asked or 'no name'}"):
        expect_server_name_sent(connection(host, host, asked))


def test_a_connection_without_tls_is_not_looked_at() -> None:
    expect_server_name_sent(connection("mail.localhost", plain=True))
