"""Which tests record a screencast."""

from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

from bluebar.e2e.environment.screencast import has_screencast, remove_screencast
from bluebar.e2e.scenarios import content
from bluebar.e2e.scenarios.model import scenarios

FIRST, SECOND = content.ODD[:2]


@scenarios(FIRST, SECOND)
def rows_are_tested() -> None:
    """Stand for a test of the suite."""


def item(function: object, **params: object) -> Any:
    return SimpleNamespace(function=function, callspec=SimpleNamespace(params=params))


def test_the_first_row_of_a_test_has_a_screencast_and_the_others_have_none() -> None:
    assert has_screencast(item(rows_are_tested, scenario=FIRST))
    assert not has_screencast(item(rows_are_tested, scenario=SECOND))


def test_a_test_of_somebody_else_has_a_screencast() -> None:
    assert has_screencast(item(lambda: None, scenario=SECOND))
    assert has_screencast(item(lambda: None))


def test_the_new_trace_has_no_screencast_and_everything_else() -> None:
    context = Mock()
    remove_screencast(context, "a row")
    assert [name for name, _, _ in context.mock_calls] == ["tracing.stop", "tracing.start"]
    assert context.tracing.start.call_args.kwargs == {
        "title": "a row",
        "snapshots": True,
        "sources": True,
    }
