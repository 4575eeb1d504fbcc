"""An attempt keeps what is noted of its scenario."""

from reports.attempt import Attempt


def test_a_scenario_has_links_only_where_there_are_any() -> None:
    attempt = Attempt("test_it")
    noted = {"id": "a/b", "why": "Why.", "route": "front door", "proves": ["S9"], "cited": "c#1"}
    attempt.note_scenario(id="a/b", why="Why.", route="front door", proves=("S9",), cited="c#1")
    assert attempt.scenario == noted
    url = "https://github.com/b/c/issues/1"
    attempt.note_scenario(
        id="a/b", why="Why.", route="front door", proves=("S9",), cited="c#1", links=(url,)
    )
    assert attempt.scenario == noted | {"links": [url]}
