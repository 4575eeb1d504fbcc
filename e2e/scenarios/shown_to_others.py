"""Rows about other people who request the URLs of a user: they must see and change nothing."""

from bluebar.e2e.protocol.capabilities import ListsAccounts
from bluebar.e2e.protocol.declarations import SharedByATeam
from bluebar.e2e.scenarios.model import (
    SINGLE,
    Conditions,
    Group,
    Scenario,
    Tag,
)

CONDITIONS = Conditions(
    requires=(ListsAccounts,), skip_if_supports=(SharedByATeam,), probes_protection=True
)

SECOND_USER = Scenario(
    id="shown/urls/second-user",
    group=Group.SHOWN,
    why="A second user requests the first user's URLs with an id, and sees and changes nothing.",
    mailbox=SINGLE,
    conditions=CONDITIONS,
    tags=frozenset({Tag.SECURITY}),
)

SIGNED_OUT = Scenario(
    id="shown/urls/signed-out",
    group=Group.SHOWN,
    why="A visitor who is not signed in requests a user's URLs with an id, and sees nothing.",
    mailbox=SINGLE,
    conditions=CONDITIONS,
    tags=frozenset({Tag.SECURITY}),
)

ROWS = (SECOND_USER, SIGNED_OUT)
