"""A page that waits for the app's answer is stopped and read, even if the answer never comes."""

import socket

import pytest

from tests.e2e.targets.browsers import read_pages

SHOWN = "<div role=status>Checking</div>"


@pytest.mark.parametrize("method", ["post", "get"])
def test_a_form_without_an_answer_is_read(method: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        form = (
            f"<form method={method} action={url}><label>Port <input name=port value=993></label>"
            f"{SHOWN}<button>Connect</button></form>"
        )
        ((refusal, was_waiting, words),) = read_pages("waiting", [form])
    assert (refusal, was_waiting) == (None, True)
    assert words == "at about:blank: Checking"


def test_a_page_that_waits_for_nothing_is_left_alone() -> None:
    form = f"<label>Port <input></label>{SHOWN}<button>Connect</button>"
    assert read_pages("waiting", [form]) == [[None, False, "at about:blank: Checking"]]
