"""Kith's pages need a signed-in user and never show passwords."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bluebar.app.settings import Settings, SettingsError
from bluebar.app.web import make_app

DOCS = Path(__file__).parents[2] / "docs" / "reference-app.md"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(make_app(Settings(app_data=tmp_path))) as client:
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


def test_a_visitor_is_redirected_to_the_sign_in_page(client: TestClient) -> None:
    for path in ("/contacts", "/messages", "/settings/email", "/settings/email/imap"):
        assert client.get(path, follow_redirects=False).headers["location"] == "/sign-in"


def test_pages_are_never_cached_and_the_style_sheet_is(client: TestClient) -> None:
    page = client.get("/sign-in")
    style = re.search(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    assert style
    assert page.headers["cache-control"] == "no-store"
    assert "immutable" in client.get(style[1]).headers["cache-control"]
    assert client.get(f"{style[1]}x").headers["cache-control"] == "no-store"


def test_a_form_without_a_csrf_token_is_refused(client: TestClient) -> None:
    sign_up(client)
    answer = client.post("/settings/email/imap", data={"username": "ada"})
    assert answer.status_code == 403


def test_a_refused_form_keeps_its_values_except_the_password(client: TestClient) -> None:
    sign_up(client)
    answer = client.post("/settings/email/imap", data=connect_form(client))
    assert answer.status_code == 422
    assert "This host is not allowed." in answer.text
    assert 'value="10.1.2.3"' in answer.text
    assert "geheim-1234" not in answer.text


def test_typed_text_never_becomes_markup(client: TestClient) -> None:
    sign_up(client)
    answer = client.post(
        "/settings/email/imap", data=connect_form(client, username='"><script>alert(1)</script>')
    )
    assert "<script>alert" not in answer.text


def test_a_crash_shows_a_page_with_the_security_headers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = make_app(Settings(app_data=tmp_path))
    with TestClient(application, raise_server_exceptions=False) as client:
        sign_up(client)
        monkeypatch.setattr(application.state.context.store, "contacts", lambda _: 1 / 0)
        answer = client.get("/contacts")
    assert answer.status_code == 500
    assert '<main id="main">' in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def add_account(client: TestClient, **values: str) -> int:
    """Add an account to the store without connecting it."""
    context = client.app.state.context  # type: ignore[attr-defined]
    given = {"address": "ada@x.test", "username": "ada", "server": "10.1.2.3"} | values
    user = context.store.user(email="molly@kith.test")
    password = context.cipher.encrypt("geheim-1234")
    account = context.store.add_account(user.id, password=password, port=993, use_ssl=True, **given)
    return int(account)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"password": "", "server": "10.9.9.9"}, "Enter the email password."),
        ({"password": "", "username": "bob@x.test"}, "This user name belongs to another account."),
        ({"password": "", "port": "99a3"}, "Invalid characters found"),
        ({"password": ""}, "This host is not allowed."),
    ],
    ids=["another server", "another account", "a bad port", "all well but the host"],
)
def test_editing_neither_sends_the_password_elsewhere_nor_mixes_accounts(
    client: TestClient, changed: dict[str, str], message: str
) -> None:
    sign_up(client)
    account = add_account(client)
    answer = client.post(f"/settings/email/{account}/edit", data=connect_form(client, **changed))
    assert message in answer.text


def test_accounts_of_other_users_are_not_found(client: TestClient) -> None:
    sign_up(client)
    for path in ("card", "edit", "disconnect"):
        assert client.get(f"/settings/email/1/{path}").status_code == 404


def test_pages_have_security_headers_and_strict_cookies(client: TestClient) -> None:
    headers = client.get("/sign-up").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "httponly" in headers["set-cookie"].lower()
    assert "samesite=lax" in headers["set-cookie"].lower()


def test_every_setting_is_documented_with_its_default() -> None:
    documented = dict(re.findall(r"\| `([A-Z_]+)` \| `?([^|`]*)`? \|", DOCS.read_text("utf-8")))
    defaults = {name.upper(): str(each.default) for name, each in Settings.model_fields.items()}
    assert documented == defaults


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("LOGIN_TIMEOUT", "soon", "a number of zero or more"),
        ("CONNECT_TIMEOUT", "-1", "a number of zero or more"),
        ("APP_PORT", "http", "a number of zero or more"),
        ("SMTP_PORT", "-25", "a number of zero or more"),
        ("LOG_LEVEL", "LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
    ],
)
def test_an_invalid_setting_is_an_error_that_names_it(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment()
    assert str(raised.value) == f"{variable}={value!r}: expected {expected}"


def test_an_empty_setting_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGIN_TIMEOUT", "")
    assert Settings.from_environment().login_timeout == 30
