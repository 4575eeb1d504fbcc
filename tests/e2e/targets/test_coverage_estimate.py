"""The estimate of `bluebar check` comes from what rows and tests declare."""

from bluebar.commands.coverage_estimate import NEW_START, estimate_coverage
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.targets.reference.adapter import Reference
from bluebar.e2e.targets.roundcube.adapter import Roundcube
from tests.liar.adapter import Liar


def test_the_reference_app_is_judged_by_every_row() -> None:
    estimate = estimate_coverage(Reference(), is_started=True)
    assert (estimate.judged, estimate.not_offered) == (len(ALL), 0)


def test_an_app_that_runs_already_lacks_only_rows_that_start_it_again() -> None:
    estimate = estimate_coverage(Reference(), is_started=False)
    of_their_own = sum(row.conditions.needs_own_app for row in ALL)
    assert estimate.lacking == {NEW_START: of_their_own}
    assert estimate.judged == len(ALL) - of_their_own


def test_a_capability_that_a_test_declares_is_counted_for_each_of_its_rows() -> None:
    lacking = estimate_coverage(Roundcube(), is_started=True).lacking
    # Three by their rows' tests, none by a row: the ages that a person reads, and their borders.
    assert lacking["ShowsAges"] == 3


def test_a_row_that_lacks_two_capabilities_is_not_offered_once() -> None:
    estimate = estimate_coverage(Liar(), is_started=False)
    assert estimate.judged + estimate.not_offered == len(ALL)
    assert sum(estimate.lacking.values()) > estimate.not_offered
