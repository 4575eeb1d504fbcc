"""What was there before a test is no part of what it brought."""

from collections import Counter
from typing import Any, cast

from playwright.sync_api import Page

from bluebar.e2e.protocol.target import Imported, Target
from bluebar.e2e.subjects.baseline import Baseline

PAGE = cast("Page", None)


class ListsSome:
    """Lists messages, and counts all that its user has."""

    def messages(self, page: Page) -> list[str]:  # noqa: ARG002
        return ["Hello", "Hello", "Offer"]

    def totals(self, page: Page) -> Imported:  # noqa: ARG002
        return Imported(contacts=None, messages=3)


def seen(target: Any) -> Baseline:
    return Baseline.seen_by(cast("Target", target), PAGE)


def test_only_what_is_new_is_left_each_as_often_as_it_is_new() -> None:
    before = seen(ListsSome())
    shown = ["Hello", "Offer", "Hello", "Hello", "New", "New"]
    assert Counter(before.new("messages", shown)) == {"Hello": 1, "New": 2}
    assert before.new("contacts", ["ana@x.test"]) == ["ana@x.test"]


def test_counts_of_all_that_a_user_has_are_told_as_what_was_added() -> None:
    shown = Imported(contacts=7, messages=10)
    assert seen(ListsSome()).new_counts(shown) == Imported(contacts=7, messages=7)


def test_for_a_user_who_was_made_for_the_test_all_is_new() -> None:
    shown = Imported(contacts=None, messages=10)
    assert Baseline().new("messages", ["Hello", "Hello"]) == ["Hello", "Hello"]
    assert Baseline().new_counts(shown) == shown
    assert seen(object()) == Baseline()
