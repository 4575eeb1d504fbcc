"""How many rows a target will be judged by is read from the suite as it is."""

import re

from bluebar.commands.coverage_estimate import (
    NOT_STARTED_ANEW,
    PARTS,
    SUITE,
    declared_by,
    offers_of,
)
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.targets.reference.adapter import Reference
from tests.liar.adapter import Liar


def test_the_reference_app_is_judged_by_every_row() -> None:
    offers = offers_of(Reference(), is_started=True)
    assert (offers.judged, offers.not_offered) == (len(ALL), 0)


def test_one_that_runs_already_is_not_started_anew() -> None:
    offers = offers_of(Reference(), is_started=False)
    of_their_own = sum(row.needs_an_app_of_its_own for row in ALL)
    assert offers.lacking == {NOT_STARTED_ANEW: of_their_own}
    assert offers.judged == len(ALL) - of_their_own


def test_every_part_that_the_suite_asks_for_is_asked_by_some_row() -> None:
    source = "".join(file.read_text("utf-8") for file in SUITE.glob("*.py"))
    asked = set(re.findall(r"\boffered\([\w.]+, ([A-Z]\w+)\)", source))
    asked |= {part.__name__ for row in ALL for part in row.needs}
    lacking = offers_of(Liar(), is_started=True).lacking.keys()
    assert asked - lacking == asked & {*declared_by(Liar())}
    assert asked <= PARTS.keys()


def test_a_row_that_lacks_two_parts_is_not_offered_once() -> None:
    offers = offers_of(Liar(), is_started=False)
    assert offers.judged + offers.not_offered == len(ALL)
    assert sum(offers.lacking.values()) > offers.not_offered
