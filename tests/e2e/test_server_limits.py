"""A row whose messages the mail server refuses is not offered; anything else is bluebar's error."""

from datetime import UTC, datetime
from typing import Never

import pytest

from bluebar.e2e.environment import server_limits
from bluebar.e2e.environment.server_limits import deliver_plan
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.fixtures.errors import SeedNotDelivered
from bluebar.fixtures.imap.pipeline import CommandFailed, CommandRefused
from bluebar.fixtures.plan.plan import Plan, Shape, make_plan
from bluebar.mailserver.accounts import Account
from tests.e2e.test_preflight import RUNNING

ACCOUNT = Account(address="ann@mail.test", login="ann", password="x")
ODD, PLAIN = Shape.odd("nul-bytes"), Shape.single()


def plan(shape: Shape) -> Plan:
    return make_plan(seed=1, test_id="limits", now=datetime(2026, 11, 24, tzinfo=UTC), shape=shape)


@pytest.mark.parametrize(
    ("shape", "cause", "raised"),
    [
        (ODD, CommandRefused, NotOffered),
        (ODD, CommandFailed, SeedNotDelivered),
        (PLAIN, CommandRefused, SeedNotDelivered),
    ],
)
def test_only_a_refused_odd_message_is_not_offered(
    monkeypatch: pytest.MonkeyPatch,
    shape: Shape,
    cause: type[CommandFailed],
    raised: type[Exception],
) -> None:
    def refuse(*_: object) -> Never:
        raise SeedNotDelivered("mail", "the server said 'NO NUL'", "there", "this") from cause()

    monkeypatch.setattr(server_limits, "deliver", refuse)
    with pytest.raises(raised, match="the server said 'NO NUL'"):
        deliver_plan(plan(shape), RUNNING.server, ACCOUNT)
