"""A locator that never matched in a run is reported as a possible mistake of the adapter."""

from bluebar.reports.record.adapter_calls import never_matched
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import AdapterCallNote
from bluebar.reports.summaries.markdown import to_markdown
from bluebar.reports.summaries.summary import summarize
from tests.reports.examples import record

ROW = 'get_by_role("row")'


def waited(name: str) -> Record:
    call = AdapterCallNote(method="Crm.sync_now", returned=False, locator=ROW)
    return record(name, Outcome.FAILED, adapter_calls=[call])


def returned(name: str) -> Record:
    return record(name, Outcome.PASSED, adapter_calls=[AdapterCallNote(method="Crm.sync_now")])


def test_a_locator_for_which_every_test_waited_in_vain_is_named_with_its_tests() -> None:
    (found,) = never_matched([waited("a/b"), waited("a/c")])
    assert (found.method, found.locator, found.tests) == ("Crm.sync_now", ROW, ["a/b", "a/c"])
    assert str(found).startswith(f"{ROW} never matched in this run: Crm.sync_now waited for it")


def test_a_method_that_returned_once_is_not_suspected() -> None:
    assert never_matched([waited("a/b"), returned("a/c")]) == []


def test_the_summary_names_it() -> None:
    assert '`get_by_role("row") never matched' in to_markdown(summarize([waited("a/b")]))
    assert "never matched" not in to_markdown(summarize([returned("a/b")]))
