"""Kith's pages keep strangers out and passwords to themselves."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bluebar.app.settings import Settings, SettingsError
from bluebar.app.web import make_app

DOCS = Path(__file__).parents[2] / "docs" / "reference-app.md"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(make_app(Settings(app_data=str(tmp_path)))) as client:
        yield client


def csrf(client: TestClient, path: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


def sign_up(client: TestClient, email: str = "molly@kith.test") -> None:
    form = {"name": "Molly", "email": email, "password": "12345678"}
    client.post("/sign-up", data=form | {"csrf": csrf(client, "/sign-up")})


def connect_form(client: TestClient, **values: str) -> dict[str, str]:
    return {
        "csrf": csrf(client, "/settings/email/imap"),
        "email_address": "ada@x.test",
        "username": "ada",
        "password": "geheim-1234",
        "server": "10.1.2.3",
        "port": "993",
    } | values


def test_who_is_not_signed_in_is_led_to_signing_in(client: TestClient) -> None:
    for path in ("/contacts", "/messages", "/settings/email", "/settings/email/imap"):
        assert client.get(path, follow_redirects=False).headers["location"] == "/sign-in"


def test_pages_are_never_kept_and_their_style_is(client: TestClient) -> None:
    page = client.get("/sign-in")
    style = re.search(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    assert style
    assert page.headers["cache-control"] == "no-store"
    assert "immutable" in client.get(style[1]).headers["cache-control"]
    assert client.get(f"{style[1]}x").headers["cache-control"] == "no-store"


def test_a_form_from_elsewhere_is_refused(client: TestClient) -> None:
    sign_up(client)
    answer = client.post("/settings/email/imap", data={"username": "ada"})
    assert answer.status_code == 403


def test_a_refused_form_is_kept_but_for_the_password(client: TestClient) -> None:
    sign_up(client)
    answer = client.post("/settings/email/imap", data=connect_form(client))
    assert answer.status_code == 422
    assert "This host is not allowed." in answer.text
    assert 'value="10.1.2.3"' in answer.text
    assert "geheim-1234" not in answer.text


def test_what_is_typed_never_becomes_markup(client: TestClient) -> None:
    sign_up(client)
    answer = client.post(
        "/settings/email/imap", data=connect_form(client, username='"><script>alert(1)</script>')
    )
    assert "<script>alert" not in answer.text


def test_a_crash_is_told_as_a_page_and_as_careful_as_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = make_app(Settings(app_data=str(tmp_path)))
    with TestClient(application, raise_server_exceptions=False) as client:
        sign_up(client)
        monkeypatch.setattr(application.state.kith.store, "contacts", lambda _: 1 / 0)
        answer = client.get("/contacts")
    assert answer.status_code == 500
    assert '<main id="main">' in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def add_account(client: TestClient, **values: str) -> int:
    """Put an account into the store without connecting it."""
    kith = client.app.state.kith  # type: ignore[attr-defined]
    given = {"address": "ada@x.test", "username": "ada", "server": "10.1.2.3"} | values
    user = kith.store.user(email="molly@kith.test")
    password = kith.vault.closed("geheim-1234")
    account = kith.store.add_account(user.id, password=password, port=993, use_ssl=True, **given)
    return int(account)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"password": "", "server": "10.9.9.9"}, "Enter the email password."),
        ({"password": "", "username": "bob@x.test"}, "This is another account."),
        ({"password": "", "port": "99a3"}, "Invalid characters found"),
        ({"password": ""}, "This host is not allowed."),
    ],
    ids=["another server", "another account", "a bad port", "all well but the host"],
)
def test_editing_neither_gives_the_password_away_nor_mixes_accounts(
    client: TestClient, changed: dict[str, str], said: str
) -> None:
    sign_up(client)
    account = add_account(client)
    answer = client.post(f"/settings/email/{account}/edit", data=connect_form(client, **changed))
    assert said in answer.text


def test_accounts_of_others_are_not_there(client: TestClient) -> None:
    sign_up(client)
    for path in ("card", "edit", "disconnect"):
        assert client.get(f"/settings/email/1/{path}").status_code == 404


def test_pages_tell_browsers_to_be_careful(client: TestClient) -> None:
    headers = client.get("/sign-up").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "httponly" in headers["set-cookie"].lower()
    assert "samesite=lax" in headers["set-cookie"].lower()


def test_every_setting_is_documented_with_its_default() -> None:
    documented = dict(re.findall(r"\| `([A-Z_]+)` \| `?([^|`]*)`? \|", DOCS.read_text("utf-8")))
    assert documented == {each.name.upper(): str(each.default) for each in fields(Settings)}


def test_a_setting_that_is_no_number_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGIN_TIMEOUT", "soon")
    with pytest.raises(SettingsError, match="LOGIN_TIMEOUT='soon'"):
        Settings.from_environment()
