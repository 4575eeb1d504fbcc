"""The numbers in docs/reach-your-app.md are of the rows that a run does not offer."""

from dataclasses import replace
from typing import Never

import pytest

from bluebar.e2e.environment.imap_endpoint import endpoint_for
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.run.context import RunContext
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.scenarios.model import Scenario
from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.frontdoor.fixed_ports import FixedPorts
from docs import ways
from tests.e2e.test_preflight import RUNNING

USUAL = replace(RUNNING, pair=None, no_front_door=False)
CERTIFICATE = replace(USUAL, pair=("fullchain.pem", "privkey.pem"))
NO_PROXY = replace(USUAL, no_front_door=True)
FIXED = replace(
    USUAL, bind=BindConfig(host="tests.example", fixed=FixedPorts.parse("143:1143,993:1993"))
)
NOTHING: ways.Uses = frozenset()


class Offered(Exception):
    """The row got as far as its front door."""


def open_door() -> Never:
    raise Offered


def is_lost(running: RunContext, row: Scenario) -> bool:
    try:
        endpoint_for(open_door, running=running, row=row)
    except NotOffered:
        return True
    except Offered:
        return False
    return False


@pytest.mark.parametrize(
    ("running", "counted"),
    [
        (CERTIFICATE, ways.is_lost_with_one_certificate),
        (NO_PROXY, ways.is_lost_without_proxy),
        (FIXED, ways.is_lost_at_fixed_ports),
    ],
    ids=["certificate", "no proxy", "fixed ports"],
)
def test_a_run_offers_the_rows_that_the_page_counts(
    running: RunContext, counted: ways.IsLost
) -> None:
    lost = {row.id for row in ALL if is_lost(running, row)}
    assert lost
    assert {row.id for row in ALL if counted(row, NOTHING)} == lost


def test_the_names_of_methods_are_those_of_the_environment() -> None:
    every = frozenset[str]().union(*(uses for _, uses in ways.rows_with_uses()))
    assert every >= ways.STARTS_APP | ways.TWO_SERVERS
