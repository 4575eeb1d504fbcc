"""Every recipe of docs/adapter-recipes.md drives its page, and the page sends what was typed."""

import json
from functools import cache
from typing import Any

import pytest

from bluebar.e2e.protocol.target import FormInput
from tests.e2e.targets.browsers import run
from tests.recipes.trial import RECIPES, TYPED, typed_into

WITH_STARTTLS = {"custom_select"}
ONLY_ADDRESSES = {"set_by_admin"}


@cache
def results() -> dict[str, Any]:
    ended = run("tests.recipes.trial")
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def sent(recipe: str, typed: FormInput) -> dict[str, Any]:
    """Return what the page of a recipe must send for an input."""
    form: dict[str, Any] = {
        "user": typed.email_address if recipe in ONLY_ADDRESSES else typed.username,
        "password": typed.password,
        "server": typed.server,
        "port": typed.port,
        "ssl": typed.use_ssl,
    }
    return form | ({"starttls": typed.starttls} if recipe in WITH_STARTTLS else {})


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_reads_each_verdict_of_the_same_page(recipe: str) -> None:
    assert results()[recipe]["verdicts"][: len(TYPED)] == list(TYPED)


def test_a_list_with_an_option_for_starttls_connects_with_starttls() -> None:
    result = results()["custom_select"]
    assert result["verdicts"][-1] == "Connected"
    assert result["sent"][-1]["starttls"] is True


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_types_every_field_and_reads_it_back(recipe: str) -> None:
    assert results()[recipe]["sent"] == [sent(recipe, typed) for typed in typed_into(recipe)]
    assert results()[recipe]["not held"] == []


@pytest.mark.parametrize("recipe", RECIPES)
def test_check_finds_nothing_missing_in_a_recipe(recipe: str) -> None:
    assert results()[recipe]["missing"] == []


def test_a_list_is_read_on_all_of_its_pages() -> None:
    assert results()["paged_list"]["messages"] == [f"Message {n}" for n in range(1, 26)]
