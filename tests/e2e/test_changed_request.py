"""A row that changes a request is an error if the change was not sent."""

from types import SimpleNamespace
from typing import Any

import pytest

from bluebar.e2e.steps import connect
from bluebar.e2e.steps.connect import ChangeNotSent, connect_past_the_browser

MARKER = "LINE-END"


class Page:
    """A page that sends one request when the test connects, as Playwright's does.

    Args:
        body: the body of the request.
        taken: whether a route of the adapter continues the request before bluebar's route sees it.
    """

    url = "http://app.test/"

    def __init__(self, body: str, *, taken: bool) -> None:
        self.body, self.taken = body, taken
        self.sent: list[str] = []
        self.listen: Any = None
        self.handle: Any = None

    def on(self, _: str, listen: Any) -> None:
        self.listen = listen

    def route(self, _: object, handle: Any) -> None:
        self.handle = handle

    def send(self) -> None:
        request = SimpleNamespace(post_data=self.body, url="http://app.test/connect")
        self.listen(request)
        if not self.taken:
            self.handle(SimpleNamespace(request=request, fallback=self.fallback))

    def fallback(self, post_data: str = "") -> None:
        self.sent.append(post_data or self.body)


def connect_on(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "connect", lambda user, _: user.page.send())
    user: Any = SimpleNamespace(page=page)
    nothing: Any = None
    connect_past_the_browser(user, nothing, MARKER)


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ("user=annLINE-ENDa9", "user=ann%0D%0Aa9"),
        ('{"user": "annLINE-ENDa9"}', '{"user": "ann\\r\\na9"}'),
        ("--x\r\n\r\nannLINE-ENDa9\r\n--x--", "--x\r\n\r\nann\r\na9\r\n--x--"),
    ],
    ids=["form", "JSON", "multipart"],
)
def test_the_line_end_is_sent_as_the_body_has_it(
    monkeypatch: pytest.MonkeyPatch, body: str, sent: str
) -> None:
    page = Page(body, taken=False)
    connect_on(page, monkeypatch)
    assert page.sent == [sent]


def test_a_request_that_the_adapter_continued_first_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ChangeNotSent, match=r"/connect was sent unchanged") as raised:
        connect_on(Page("user=annLINE-ENDa9", taken=True), monkeypatch)
    assert "route.fallback()" in raised.value.next_step


def test_a_page_that_sends_no_such_request_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ChangeNotSent, match="no request contained 'LINE-END'"):
        connect_on(Page("user=ann", taken=False), monkeypatch)
