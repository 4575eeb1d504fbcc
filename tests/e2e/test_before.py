"""The data that a user had before a test do not count as the test's."""

from collections import Counter
from typing import Any, cast

from playwright.sync_api import Page

from bluebar.e2e.protocol.target import Imported, Target
from bluebar.e2e.subjects.baseline import Baseline

PAGE = cast("Page", None)


class ListsSome:
    """An app that lists messages, and shows the count of everything that its user has."""

    def messages(self, page: Page) -> list[str]:  # noqa: ARG002
        return ["Hello", "Hello", "Offer"]

    def totals(self, page: Page) -> Imported:  # noqa: ARG002
        return Imported(contacts=None, messages=3)


def seen(target: Any) -> Baseline:
    return Baseline.seen_by(cast("Target", target), PAGE)


def test_a_new_line_counts_as_often_as_it_is_new() -> None:
    before = seen(ListsSome())
    shown = ["Hello", "Offer", "Hello", "Hello", "New", "New"]
    assert Counter(before.new("messages", shown)) == {"Hello": 1, "New": 2}
    assert before.new("contacts", ["ana@x.test"]) == ["ana@x.test"]


def test_the_counts_before_are_subtracted_from_totals() -> None:
    shown = Imported(contacts=7, messages=10)
    assert seen(ListsSome()).new_counts(shown) == Imported(contacts=7, messages=7)


def test_everything_is_new_for_a_user_who_was_made_for_the_test() -> None:
    shown = Imported(contacts=None, messages=10)
    assert Baseline().new("messages", ["Hello", "Hello"]) == ["Hello", "Hello"]
    assert Baseline().new_counts(shown) == shown
    assert seen(object()) == Baseline()
