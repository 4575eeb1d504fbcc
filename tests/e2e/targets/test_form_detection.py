"""The controls of a page's connect form are found, each with a locator that finds the control."""

import ast
from functools import cache
from typing import Any

import pytest

from tests.e2e.targets import forms
from tests.e2e.targets.browsers import read_pages

FIELDS = {"username", "password", "server", "port", "use_ssl", "connect"}


@cache
def everything() -> dict[str, Any]:
    return dict(zip(forms.ALL, read_pages("find", forms.ALL), strict=True))


def found(html: str) -> Any:
    return everything()[html]


@pytest.mark.parametrize("html", forms.USUAL)
def test_each_control_is_found_and_its_locator_finds_it(html: str) -> None:
    assert found(html)["ids"] == {field: field for field in FIELDS}


def test_other_candidates_are_named() -> None:
    page = found(forms.IN_AND_OUT)
    assert page["others"] == {"password": ["Once more"]}
    assert "# TODO: is it this one? There is also 'Once more'." in page["source"]


def test_a_control_without_a_label_gets_a_todo() -> None:
    assert found(forms.NO_LABELS)["source"].count("# TODO: the field has no label") == 5


def test_a_list_is_written_with_its_options() -> None:
    page = found(forms.A_LIST)
    assert page["names"]["use_ssl"] == "Security"
    assert page["ssl"] == ["SSL/TLS", "None"]
    assert 'page.get_by_role("combobox", name="Security", exact=True)' in page["source"]
    assert 'ssl_options=("SSL/TLS", "None"),' in page["source"]


def test_unclear_options_get_a_todo() -> None:
    page = found(forms.ODD_LIST)
    assert page["ssl"] is None
    assert "# TODO: with SSL, and without; there are ['A', 'STARTTLS', 'B']." in page["source"]


def test_an_address_is_the_user_name_if_there_is_no_other_field() -> None:
    assert found(forms.ONLY_AN_ADDRESS)["names"] == {"username": "Email", "password": "Password"}
    assert found(forms.ADDRESS_AND_NAME)["names"]["email_address"] == "Email"


@pytest.mark.parametrize("html", forms.ALL)
def test_the_source_is_always_valid_python(html: str) -> None:
    source = found(html)["source"]
    ast.parse(source)
    assert len(source.splitlines()) < 80
    assert 'page.goto(urljoin(page.url, "/a?b#c"))' in source


def test_a_missing_control_gets_a_todo() -> None:
    source = found(forms.NOTHING)["source"]
    assert source.count('page.get_by_label("TODO")') == len(FIELDS)
    assert '"""How to drive and read Say hi' in source
