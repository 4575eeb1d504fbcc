"""GreenMail's REST API: accounts are created, listed and deleted; other answers are errors."""

import pytest

from bluebar.mailserver.accounts import Account, AccountsUnavailable
from bluebar.mailserver.greenmail.rest_api import GreenMailApi
from bluebar.mailserver.server import MailServer
from tests.mailserver.sending_server import sending_server

ADA = Account(address="ada@mail.test", login="ada", password="secret, 1")
CLOSED_PORT = "http://127.0.0.1:1"


@pytest.fixture
def api(server: MailServer) -> GreenMailApi:
    """The API of a GreenMail that is ready."""
    return GreenMailApi(server.accounts_at)


def test_accounts_are_created_listed_and_deleted(api: GreenMailApi) -> None:
    api.create(ADA)
    assert ADA.address in api.addresses()
    with pytest.raises(AccountsUnavailable, match="taken"):
        api.create(ADA)
    api.delete(ADA.address)
    assert ADA.address not in api.addresses()


def test_an_account_that_does_not_exist_cannot_be_deleted(api: GreenMailApi) -> None:
    with pytest.raises(AccountsUnavailable, match="happened: HTTP 4") as raised:
        api.delete("nobody@mail.test")
    assert "to delete the account nobody@mail.test" in raised.value.wanted


def test_the_api_is_reached_without_the_environments_proxy(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, CLOSED_PORT)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert GreenMailApi(server.accounts_at).is_ready()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"* OK IMAP4rev1 ready\r\n",
        b"HTTP/1.0 200 OK\r\n\r\nhi",
        b"HTTP/1.0 503 Service Unavailable\r\n\r\n{}",
    ],
    ids=["nothing", "imap", "html", "not-ready"],
)
def test_another_answer_is_not_ready_and_an_error(answer: bytes) -> None:
    with sending_server(answer) as port:
        url = f"http://127.0.0.1:{port}"
        api = GreenMailApi(url)
        assert not api.is_ready()
        with pytest.raises(AccountsUnavailable) as raised:
            api.addresses()
        assert raised.value.where == url


def test_no_answer_is_not_ready_and_an_error() -> None:
    api = GreenMailApi(CLOSED_PORT)
    assert not api.is_ready()
    with pytest.raises(AccountsUnavailable, match="Connection refused"):
        api.create(ADA)
