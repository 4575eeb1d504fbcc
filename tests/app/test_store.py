"""The store keeps the newest name of a contact, in whichever order messages arrive."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from bluebar.app.records import ImportedMessage
from bluebar.app.store import Store

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
GIVEN = ((90, "Old"), (10, "New"), (5, ""))
"""The age of each message in days, and the name that the message gives the contact."""


def message(age: int, name: str) -> ImportedMessage:
    return ImportedMessage(
        key=f"<{age}@x.test>",
        subject="Hello",
        sender=name,
        received=NOW - timedelta(days=age),
        contacts={"ana@x.test": name},
    )


@pytest.mark.parametrize("order", list(permutations(GIVEN)))
@pytest.mark.parametrize("accounts", [1, 3], ids=["one account", "an account for each message"])
def test_the_newest_name_is_shown(
    tmp_path: Path, order: tuple[tuple[int, str], ...], accounts: int
) -> None:
    store = Store(tmp_path / "kith.sqlite3")
    user = store.add_user("Ada", "ada@kith.test", "x")
    ids = [
        store.add_account(
            user, address=f"ada{number}@x.test", username="ada", password=b"", server="x.test",
            port=993, use_ssl=True,
        )
        for number in range(accounts)
    ]  # fmt: skip
    for uid, (age, name) in enumerate(order, 1):
        store.add_messages(ids[uid % accounts], "INBOX", 1, uid, [message(age, name)])
    assert [row["name"] for row in store.contacts(user)] == ["New"]


def test_messages_are_listed_newest_first(tmp_path: Path) -> None:
    store = Store(tmp_path / "kith.sqlite3")
    user = store.add_user("Ada", "ada@kith.test", "x")
    account = store.add_account(
        user, address="ada@x.test", username="ada", password=b"", server="x.test", port=993,
        use_ssl=True,
    )  # fmt: skip
    store.add_messages(account, "INBOX", 1, 3, [message(*each) for each in GIVEN])
    assert [row["sender"] for row in store.messages(user)] == ["", "New", "Old"]
