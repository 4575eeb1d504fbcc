"""What a run says about its proxy, and which scenarios the ports of the proxy leave."""

from dataclasses import replace
from typing import Any, NoReturn

import pytest

from bluebar.e2e.environment.imap_endpoint import endpoint_for, shape_for
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.run.run_facts import _front_doors
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.scenarios.offered_rows import needs_no_proxy
from bluebar.e2e.targets.reference.adapter import Reference
from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.frontdoor.fixed_ports import FixedPorts
from bluebar.mailserver.frontdoor.proxy_config import USUAL_PORTS
from tests.e2e.test_preflight import RUNNING

FIXED = replace(
    RUNNING, bind=BindConfig(host="tests.example", fixed=FixedPorts.parse("143:1143,993:1993"))
)
USUAL, OTHER = (
    next(row for row in ALL if ({*row.door.ports} == {*USUAL_PORTS}) == usual)
    for usual in (True, False)
)


class Stays(Reference):
    disconnect: Any = None


def no_door() -> NoReturn:
    raise AssertionError("a front door was opened")


def test_a_run_says_how_many_scenarios_need_no_proxy() -> None:
    left = sum(needs_no_proxy(row, has_wrong_envelopes=True) for row in ALL)
    assert 0 < left < len(ALL)
    said = _front_doors(replace(RUNNING, no_front_door=True), Reference())
    assert said.endswith(f"; {left} of {len(ALL)} scenarios need no proxy")


def test_a_run_says_that_one_test_at_a_time_has_the_fixed_ports() -> None:
    said = "at tests.example:143 and 993, for one test at a time (--proxy-ports)"
    assert _front_doors(FIXED, Reference()) == said
    assert _front_doors(FIXED, Stays()).startswith(f"{said}; reference cannot disconnect a mailbox")


def test_a_server_with_wrong_envelopes_gets_no_groups_on_the_straight_route() -> None:
    straight = next(row for row in ALL if row.id == "ssl-port/straight/imaps")
    assert straight.mailbox.shape.groups
    assert not shape_for(RUNNING, straight).groups
    assert shape_for(RUNNING, USUAL) == USUAL.mailbox.shape
    right = replace(RUNNING.server, brand="Dovecot")
    assert shape_for(replace(RUNNING, server=right), straight).groups


def test_a_server_with_wrong_envelopes_gets_no_addresses_that_are_hard_to_split() -> None:
    groups = next(row for row in ALL if "groups-everywhere" in row.mailbox.shape.oddities)
    without = replace(RUNNING, no_front_door=True)
    with pytest.raises(NotOffered, match="needs a mail server with a correct ENVELOPE; GreenMail"):
        endpoint_for(no_door, running=without, row=groups)
    right = replace(RUNNING.server, brand="Dovecot")
    assert not endpoint_for(no_door, running=replace(without, server=right), row=groups).door


def test_fixed_ports_offer_no_other_port_and_no_second_server() -> None:
    with pytest.raises(NotOffered, match=r"needs port \d+; --proxy-ports has ports for"):
        endpoint_for(no_door, running=FIXED, row=OTHER)
    with pytest.raises(NotOffered, match="needs two mail servers at once"):
        endpoint_for(no_door, running=FIXED, row=USUAL, has_door=True)
    with pytest.raises(AssertionError, match="a front door was opened"):
        endpoint_for(no_door, running=RUNNING, row=OTHER, has_door=True)
