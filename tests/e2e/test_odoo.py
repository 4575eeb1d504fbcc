"""Odoo's adapter: the reasons of messages, the numbers, and the credentials that it needs.

These tests do not use Odoo; `pytest e2e --target odoo --base-url …` does.
"""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bluebar.e2e.outcome.verdict import Reason
from bluebar.e2e.protocol.target import ConnectForm, FormInput, Surroundings
from bluebar.e2e.steps.form import FieldNotTaken, fill_in
from bluebar.e2e.targets.base_adapter import NothingToStart
from bluebar.e2e.targets.odoo.adapter import Odoo
from bluebar.e2e.targets.odoo.wording import parse_number, reason_for
from bluebar.e2e.targets.registry import load_target

NO_RESPONSE = "No response received. Check server information.\n"
REPLIED = "Server replied with following exception:\n "


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{NO_RESPONSE} -2\nName or service not known", Reason.HOST_NOT_FOUND),
        (f"{NO_RESPONSE} timed out", Reason.NO_ANSWER),
        (f"{NO_RESPONSE} socket error: EOF", Reason.CONNECTION_LOST),
        (f"{NO_RESPONSE} unexpected response: b'220 smtp'", Reason.NOT_AN_IMAP_SERVER),
        (f"{NO_RESPONSE} ", Reason.UNSPECIFIED),
        ("Connection test failed: 111\nConnection refused", Reason.REFUSED),
        (f"{REPLIED}b'LOGIN failed. Invalid login/password for u'", Reason.WRONG_CREDENTIALS),
        (f"{REPLIED}b'[LIMIT] Too many simultaneous connections'", Reason.TRY_LATER),
        (f"{REPLIED}None", Reason.UNSPECIFIED),
        ("", Reason.UNSPECIFIED),
    ],
)
def test_a_reason_is_read_and_never_guessed(text: str, reason: Reason) -> None:
    assert reason_for(text) is reason


@pytest.mark.parametrize(("shown", "number"), [("10", 10), ("20,343", 20_343), ("80+", 80)])
def test_a_pager_is_parsed_as_a_number(shown: str, number: int) -> None:
    assert parse_number(shown) == number


def test_it_is_bundled_and_is_not_started(tmp_path: Path) -> None:
    odoo = load_target("odoo")
    assert isinstance(odoo, Odoo)
    around = Surroundings(mail_server=cast("Any", None), folder=tmp_path, allowed_hosts=())
    with pytest.raises(NothingToStart, match="--base-url"):
        odoo.running(around)


def test_the_administrators_credentials_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("ODOO_PASSWORD", raising=False)
    monkeypatch.setenv("ODOO_USER", "admin")
    with pytest.raises(pytest.UsageError, match="ODOO_PASSWORD"):
        Odoo().pool()
    monkeypatch.setenv("ODOO_PASSWORD", "sesame-77")
    (person,) = Odoo().pool()
    assert (person.name, person.email) == ("admin", "admin@odoo.example")


class Box:
    """A form field that trims its text and shows numbers with a thousands separator."""

    page = SimpleNamespace(url="http://127.0.0.1/")

    def fill(self, text: str) -> None:
        self.text = text.strip()

    def input_value(self) -> str:
        return f"{int(self.text):,}" if self.text.isdigit() else self.text


def form(**rest: Any) -> ConnectForm:
    boxes = {name: cast("Any", Box()) for name in ("username", "password", "server", "connect")}
    return ConnectForm(**boxes, port=cast("Any", Box()), **rest)


TYPED = FormInput(
    email_address="", username="ann", password="x", server="h", port="20343", use_ssl=False
)


def test_a_port_may_be_shown_with_a_comma_if_the_adapter_declares_it() -> None:
    fill_in(form(thousands=","), TYPED)
    with pytest.raises(FieldNotTaken, match="20,343"):
        fill_in(form(), TYPED)


def test_a_form_may_trim_a_name_but_not_a_password() -> None:
    fill_in(form(thousands=","), replace(TYPED, username=" ann\u00a0", server=" h "))
    with pytest.raises(FieldNotTaken, match="the password field"):
        fill_in(form(thousands=","), replace(TYPED, password="open sesame "))
