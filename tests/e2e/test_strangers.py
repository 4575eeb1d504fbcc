"""A mailbox of an earlier test at the front door is bluebar's error, not the app's failure."""

from types import SimpleNamespace
from typing import Any

import pytest

from bluebar.e2e.environment.strangers import StrangerCame, require_own_logins
from bluebar.mailserver.accounts import Account

OWN = Account(address="ana@mail.test", login="ana", password="p")
ACCOUNTS: Any = SimpleNamespace(addresses=lambda: ["ana@mail.test", "Ben@mail.test"])


def door(*users: str) -> Any:
    logins = [SimpleNamespace(user=each) for each in users]
    return SimpleNamespace(conversations=[SimpleNamespace(logins=logins)])


@pytest.mark.parametrize("user", ["ben", "ben@mail.test", "BEN@MAIL.TEST"])
def test_a_login_to_another_mailbox_of_the_run_is_an_error(user: str) -> None:
    with pytest.raises(StrangerCame) as raised:
        require_own_logins([door("ana"), door("ana", user)], [OWN], ACCOUNTS, "crm")
    assert raised.value.happened == (
        f"crm logged in with user names of earlier tests: {user.casefold()}"
    )
    assert "run without --proxy-ports" in raised.value.next_step


@pytest.mark.parametrize("users", [(), ("ana", "ANA@mail.test"), ("nobody", "ana@elsewhere.test")])
def test_own_names_and_names_that_nobody_has_are_none(users: tuple[str, ...]) -> None:
    require_own_logins([door(*users)], [OWN], ACCOUNTS, "crm")
