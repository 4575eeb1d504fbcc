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
    assert (
        "# TODO: check it. It is likely, by its type password; there is also 'Once more'."
        in page["source"]
    )


def test_a_control_with_a_label_is_sure_and_gets_no_comment() -> None:
    page = found(forms.LABELS)
    assert page["sure"]["server"] == "sure, by its label 'IMAP server address'"
    assert {each.partition(",")[0] for each in page["sure"].values()} == {"sure"}
    assert "# likely" not in page["source"]


@pytest.mark.parametrize(
    ("html", "field", "sure"),
    [
        (forms.NO_LABELS, "server", "likely, by its name attribute 'imap_host'"),
        (forms.NO_LABELS, "connect", "likely, by its type 'submit'"),
        (forms.TEXT_BESIDE, "connect", "a guess, by its place: the last button"),
        (forms.PLACEHOLDERS, "username", "likely, by its placeholder 'Login name'"),
        (forms.PLACEHOLDERS, "port", "likely, by its placeholder '993'"),
        (forms.PLACEHOLDERS, "use_ssl", "likely, by its placeholder 'Use SSL'"),
        (forms.TEST_IDS, "server", "likely, by its test id 'imap-host'"),
        (forms.TEST_IDS, "password", "sure, by its type password"),
        (forms.TEXT_BESIDE, "username", "likely, by the text beside it, 'User name:'"),
        (forms.TEXT_BESIDE, "server", "likely, by the text beside it, 'Host'"),
        (forms.TEXT_BESIDE, "port", "likely, by its value '993'"),
        (forms.TEXT_BESIDE, "use_ssl", "likely, by the text beside it, 'encrypted'"),
        (forms.ONLY_PLACES, "username", "a guess, by its place: before the password"),
        (forms.ONLY_PLACES, "server", "a guess, by its place: after the password"),
        (forms.ONLY_PLACES, "port", "a guess, by its place: after the server"),
        (forms.ONLY_PLACES, "use_ssl", "a guess, by its place: the only tick box or list"),
        (forms.IN_AN_IFRAME, "username", "sure, by its label 'Username'"),
    ],
)
def test_each_control_says_how_sure_it_is_and_by_what(html: str, field: str, sure: str) -> None:
    page = found(html)
    assert page["sure"][field] == sure
    todo = "TODO: check it. It is " if sure.startswith("a guess") else ""
    assert (f"# {todo}{sure}." in page["source"]) is not sure.startswith("sure")


def test_a_generated_id_is_not_in_a_locator() -> None:
    assert "#mui-" not in found(forms.ONLY_PLACES)["source"]
    assert 'server=page.locator("input:visible").nth(3),' in found(forms.ONLY_PLACES)["source"]
    assert "input[type=" in found(forms.ONLY_PLACES)["source"]


def test_the_text_that_a_list_shows_now_is_not_in_a_locator() -> None:
    source = found(forms.CUSTOM_SELECT_WITHOUT_LABEL)["source"]
    assert 'use_ssl=page.locator("[role=combobox]:visible"),' in source


def test_a_locator_in_an_iframe_begins_with_the_iframe() -> None:
    source = found(forms.IN_AN_IFRAME)["source"]
    assert 'page.locator("iframe").content_frame.get_by_role("textbox", name="Username"' in source


def test_a_box_for_server_and_port_is_the_servers() -> None:
    page = found(forms.ONE_BOX)
    assert page["ids"]["server"] == "server"
    assert (
        "or omit it, if `server_text` states how the server's field takes the port"
        in (page["source"])
    )


def test_a_list_that_is_no_select_gets_a_todo_for_its_options() -> None:
    source = found(forms.CUSTOM_SELECT)["source"]
    assert 'use_ssl=page.get_by_role("combobox", name="Security"),' in source
    assert "# TODO: with SSL, and without; there are those of the open list." in source


def test_a_list_is_written_with_its_options() -> None:
    page = found(forms.A_LIST)
    assert page["names"]["use_ssl"] == "Security"
    assert page["ssl"] == ["SSL/TLS", "None"]
    assert 'page.get_by_role("combobox", name="Security", exact=True)' in page["source"]
    assert 'ssl_options=("SSL/TLS", "None"),' in page["source"]
    assert 'starttls_option="STARTTLS",' in page["source"]


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
