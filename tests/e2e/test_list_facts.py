"""Names, senders, dates, counts and order in an app's lists are compared with the plan."""

from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bluebar.e2e.expect.list_facts import (
    expect_contact_facts,
    expect_list_facts,
    expect_lists_in_pages,
    expect_message_facts,
    read_list_pages,
)
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.protocol.list_capabilities import ListedContact, ListedMessage, ListPage
from bluebar.e2e.subjects.connection import Connection
from bluebar.fixtures.mime.addresses import NamedAddress
from bluebar.fixtures.oracle.expected_import import expected_import
from bluebar.fixtures.plan.plan import Shape, make_plan
from bluebar.reports.record.attempt import Attempt
from tests.fixtures.counting import RULES

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PLAN = make_plan(seed=3, test_id="facts", now=NOW, shape=Shape(sample_mail=False, plain=3))
EXPECTED = expected_import(PLAN, RULES, [PLAN.owner.address, PLAN.sign_in.address])


def author(message: Any) -> NamedAddress:
    (named,) = message.spec.from_
    return cast("NamedAddress", named)


NEWEST_FIRST = sorted(EXPECTED.originals.values(), key=lambda m: m.internal_date, reverse=True)
MESSAGES = [
    ListedMessage(
        subject=message.subject,
        sender=f"{author(message).name} <{author(message).address}>",
        received=message.internal_date,
    )
    for message in NEWEST_FIRST
]
CONTACTS = [
    ListedContact(address=address, name=next(iter(EXPECTED.contact_names[address])))
    for address in sorted(EXPECTED.contacts)
]


def connection(**target: object) -> Connection:
    sorts = {"contacts_by_address": True, "messages_newest_first": True}
    user = SimpleNamespace(
        target=SimpleNamespace(name="lists", **sorts | target), attempt=Attempt("t"), page=None,
        baseline=SimpleNamespace(lists={"contacts": Counter(), "messages": Counter()}),
    )  # fmt: skip
    return cast("Connection", SimpleNamespace(user=user, expected=EXPECTED))


def pages(rows: Iterable[Any], count: int | None = 3) -> list[ListPage[Any]]:
    return [ListPage(rows=tuple(rows), count=count)]


def test_right_lists_pass() -> None:
    expect_contact_facts(connection(), pages(CONTACTS))
    expect_message_facts(connection(), pages(MESSAGES))


@pytest.mark.parametrize(
    ("name", "is_right"), [("Ana", False), ("a@b.test via List", True)], ids=["name", "with an @"]
)
def test_only_a_contacts_name_with_an_at_sign_may_be_left_out(name: str, is_right: bool) -> None:
    address = CONTACTS[0].address
    lists = connection()
    names = {**EXPECTED.contact_names, address: frozenset({name})}
    lists.expected = replace(EXPECTED, contact_names=names)  # type: ignore[misc]
    with nullcontext() if is_right else pytest.raises(AppFailure, match="expected 'Ana'"):
        expect_contact_facts(lists, pages([replace(CONTACTS[0], name=""), *CONTACTS[1:]]))


def test_lists_that_show_no_more_are_noted_as_not_looked_at() -> None:
    lists = connection()
    expect_list_facts(lists, read_list_pages(lists.user))
    assert lists.user.attempt.not_looked_at == ["names of contacts", "senders of messages"]


@pytest.mark.parametrize(
    ("shown", "problem"),
    [
        (pages(CONTACTS, 4), "page 1 of contacts says 4 in total; 3 contacts are listed"),
        (pages(CONTACTS[::-1]), "the list of contacts should be sorted by address"),
        (
            pages([replace(each, name=CONTACTS[0].name) for each in CONTACTS]),
            f"{CONTACTS[1].address}: shown '{CONTACTS[0].name}', expected '{CONTACTS[1].name}'",
        ),
    ],
    ids=["another count", "another order", "another name"],
)
def test_a_wrong_list_of_contacts_is_a_failure(
    shown: list[ListPage[ListedContact]], problem: str
) -> None:
    with pytest.raises(AppFailure) as raised:
        expect_contact_facts(connection(), shown)
    assert problem in str(raised.value)


@pytest.mark.parametrize(
    ("shown", "problem"),
    [
        (pages(MESSAGES, 2), "page 1 of messages says 2 in total; 3 messages are listed"),
        (pages(MESSAGES[::-1]), "the list of messages should be sorted newest first"),
        (pages([replace(each, sender="Eve") for each in MESSAGES]), "'Eve', but sent by"),
        (
            pages([replace(each, received=NOW - timedelta(days=999)) for each in MESSAGES]),
            "but received 2026-",
        ),
    ],
    ids=["another count", "another order", "another sender", "another date"],
)
def test_a_wrong_list_of_messages_is_a_failure(
    shown: list[ListPage[ListedMessage]], problem: str
) -> None:
    with pytest.raises(AppFailure) as raised:
        expect_message_facts(connection(), shown)
    assert problem in str(raised.value)


def test_a_list_may_show_all_senders_by_address() -> None:
    by_address = [
        replace(each, sender=f"<{author(planned).address.upper()}>")
        for each, planned in zip(MESSAGES, NEWEST_FIRST, strict=True)
    ]
    expect_message_facts(connection(), pages(by_address))
    with pytest.raises(AppFailure, match=r"shown as sent by 'eve@evil\.test', but sent by"):
        expect_message_facts(
            connection(), pages([*by_address[:2], replace(by_address[2], sender="eve@evil.test")])
        )


def test_a_list_that_shows_names_shows_no_sender_by_address() -> None:
    no_name = replace(MESSAGES[0], sender=author(NEWEST_FIRST[0]).address)
    with pytest.raises(AppFailure, match="but sent by"):
        expect_message_facts(connection(), pages([no_name, *MESSAGES[1:]]))


@pytest.mark.parametrize(
    ("name", "is_right"),
    [("Ana", False), ("ana@example.org via List", True)],
    ids=["name", "with @"],
)
def test_only_a_name_with_an_at_sign_may_be_replaced_by_the_address(
    name: str, is_right: bool
) -> None:
    # The other messages show names, so this is no list that shows senders by address alone.
    key, original = next(iter(EXPECTED.originals.items()))
    named = NamedAddress(name, "list@lists.test")
    changed = replace(original, spec=replace(original.spec, from_=(named,)))
    lists = connection()
    lists.expected = replace(EXPECTED, originals={**EXPECTED.originals, key: changed})  # type: ignore[misc]
    shown = [
        replace(each, sender=named.address) if each.subject == original.subject else each
        for each in MESSAGES
    ]
    with nullcontext() if is_right else pytest.raises(AppFailure, match="but sent by 'Ana'"):
        expect_message_facts(lists, pages(shown))


@pytest.mark.parametrize(
    ("sizes", "wanted"), [((2, 1, 0), "[2, 1]"), ((1, 2), "[2, 1]"), ((3,), "[2, 1]")]
)
def test_pages_are_full_except_the_last(sizes: tuple[int, ...], wanted: str) -> None:
    def split(_: object) -> list[ListPage[Any]]:
        return [ListPage(rows=tuple(range(size))) for size in sizes]

    with pytest.raises(AppFailure) as raised:
        expect_lists_in_pages(connection(contact_pages=split, message_pages=split), 2)
    assert f"expected pages of {wanted} rows" in str(raised.value)
