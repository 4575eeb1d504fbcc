"""Only a failed expectation, or Playwright's error about the page after the click, is the app's."""

from copy import copy
from typing import Any

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bluebar.e2e.environment.blame import adapter_blamed, raise_error_of_callback
from bluebar.e2e.outcome.adapter_error import AdapterError
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.outcome.unanswered import AppDidNotAnswer
from bluebar.e2e.outcome.verdict import Connected
from bluebar.e2e.protocol.capabilities import ShowsBanner, SyncsNow
from bluebar.e2e.protocol.capability_checks import has_capability
from bluebar.e2e.protocol.checked_target import checked
from bluebar.mailserver.errors import UnexpectedError
from bluebar.reports.record.attempt import Attempt
from bluebar.reports.record.outcomes import Outcome, outcome_of_exception
from bluebar.reports.record.record_fields import AdapterCallNote
from tests.e2e import wrong_adapters

WAITED = 'Locator.inner_text: Timeout 500ms exceeded.\nCall log:\n  - waiting for locator("td")\n'


def sync(adapter: wrong_adapters.Right, page: Any = (), *, clicked: bool = True) -> Attempt:
    """Call `sync_now` as a test does after the click; return the attempt with its notes."""
    attempt = Attempt("t", clicked=clicked)
    with adapter_blamed(lambda: attempt, adapter):
        checked(adapter).sync_now(page, "ann@example.org", 5)
    return attempt


def test_an_adapter_without_a_mistake_stays_what_it_is() -> None:
    adapter = checked(wrong_adapters.Right())
    assert type(adapter).__qualname__ == "Right"
    assert type(adapter).__module__ == wrong_adapters.__name__
    assert adapter.verdict("page", None, 5) == Connected()  # type: ignore[arg-type]
    assert adapter.messages(("a", "b")) == ["a", "b"]
    assert sync(adapter).adapter_calls == [AdapterCallNote(method="Right.sync_now")]
    assert has_capability(adapter, SyncsNow)
    assert not has_capability(adapter, ShowsBanner)


@pytest.mark.parametrize(
    ("adapter", "happened"),
    [
        (wrong_adapters.ForgetsToReturn(), "ForgetsToReturn.sync_now returned None"),
        (
            wrong_adapters.ReturnsTextAsCount(),
            "ReturnsTextAsCount.sync_now returned Imported whose messages is '2'; it should be "
            "int or None",
        ),
        (
            wrong_adapters.LacksAnAttribute(),
            "AttributeError: 'LacksAnAttribute' object has no attribute 'data'",
        ),
    ],
)
def test_a_mistake_of_the_adapter_after_the_click_is_the_adapters(
    adapter: wrong_adapters.Right, happened: str
) -> None:
    attempt = Attempt("t", clicked=True)
    with pytest.raises(AdapterError) as raised, adapter_blamed(lambda: attempt, adapter):
        checked(adapter).sync_now((), "ann@example.org", 5)
    assert raised.value.happened == happened
    assert "wrong_adapters.py:" in raised.value.where
    assert raised.value.next_step.startswith("the adapter is at fault, not the app")
    assert attempt.at_fault == "the adapter"


def test_the_error_says_what_should_have_been_returned() -> None:
    with pytest.raises(AdapterError, match=r"wanted: ForgetsToReturn.sync_now to return Imported"):
        sync(wrong_adapters.ForgetsToReturn())
    with pytest.raises(AdapterError, match=r"wanted: ReturnsText.messages to return list\[str\]"):
        checked(wrong_adapters.ReturnsText()).messages("ab")


def test_the_error_names_the_line_of_the_adapter() -> None:
    with pytest.raises(AdapterError, match=r"wrong_adapters.py:\d+, in _read"):
        sync(wrong_adapters.LacksAnAttribute())


def test_a_time_out_in_the_adapter_is_the_apps_after_the_click_and_the_adapters_before_it() -> None:
    with pytest.raises(PlaywrightTimeout):
        sync(wrong_adapters.WaitsInVain(), PlaywrightTimeout(WAITED))
    with pytest.raises(AdapterError, match=r'exceeded., waiting for locator\("td"\)'):
        sync(wrong_adapters.WaitsInVain(), PlaywrightTimeout(WAITED), clicked=False)


def test_a_selector_that_cannot_be_parsed_is_the_adapters_also_after_the_click() -> None:
    error = PlaywrightError('Locator.click: Unknown engine "x" while parsing selector x=y')
    with pytest.raises(AdapterError, match="Unknown engine"):
        sync(wrong_adapters.WaitsInVain(), error)


@pytest.mark.parametrize("error", [AppFailure("wrong"), NotOffered("no bar")])
def test_what_an_adapter_says_on_purpose_is_left_as_it_is(error: Exception) -> None:
    with pytest.raises(type(error)):
        sync(wrong_adapters.WaitsInVain(), error)


def test_an_exception_of_bluebars_own_code_is_not_the_adapters() -> None:
    attempt = Attempt("t", clicked=True)
    with pytest.raises(ZeroDivisionError), adapter_blamed(lambda: attempt, wrong_adapters.Right()):
        _ = 1 / 0
    assert attempt.at_fault == ""


@pytest.mark.parametrize(("page", "locator"), [("page", ""), ("", "the app's verdict")])
def test_a_copy_of_an_adapter_is_checked_and_a_missing_verdict_is_noted(
    page: Any, locator: str
) -> None:
    attempt = Attempt("t", clicked=True)
    adapter = copy(checked(wrong_adapters.Right()))
    with adapter_blamed(lambda: attempt, adapter):
        adapter.verdict(page, None, 5)  # type: ignore[arg-type]
    call = AdapterCallNote(method="Right.verdict", returned=not locator, locator=locator)
    assert attempt.adapter_calls == [call]


class PageWithAnError:
    """A page whose next call raises an exception, as Playwright does after one of a callback."""

    def __init__(self, callback: Any) -> None:
        self.context = self
        self.cookies = lambda: callback(None)


def callback_of_test(_: object) -> None:
    raise KeyError("row")


def test_an_exception_of_a_callback_is_the_adapters_or_bluebars_never_the_apps() -> None:
    adapter = wrong_adapters.Right()
    page: Any = PageWithAnError(wrong_adapters.callback_of_adapter)
    with pytest.raises(AdapterError, match=r"KeyError: 'row'\n.*in callback_of_adapter"):
        raise_error_of_callback([page], adapter)
    with pytest.raises(UnexpectedError, match="a callback of the page to work"):
        raise_error_of_callback([PageWithAnError(callback_of_test)], adapter)  # type: ignore[list-item]


TIMED_OUT = (
    'Page.goto: Timeout 30000ms exceeded.\nCall log:\n  - navigating to "http://crm.test/in"\n'
)
GONE = "Page.goto: net::ERR_CONNECTION_REFUSED at http://crm.test/in\nCall log:\n"


@pytest.mark.parametrize("said", [TIMED_OUT, GONE])
def test_an_app_that_does_not_answer_before_the_click_is_nobodys_failure(said: str) -> None:
    adapter, error = wrong_adapters.WaitsInVain(), PlaywrightError(said)
    with pytest.raises(AppDidNotAnswer, match=r"where: http://crm\.test/in\n") as raised:
        sync(adapter, error, clicked=False)
    assert outcome_of_exception(raised.value, clicked=False, test_file="") is Outcome.ERROR
    with pytest.raises(PlaywrightError):
        sync(adapter, error, clicked=True)
