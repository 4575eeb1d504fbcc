"""Record the texts that a user's browser gets in one test: URLs, pages, answers, cookies, storage.

At the end of the test `password_leaks` searches these texts for passwords. The body of an answer
and the title of a page are missing if a script opened another page at once: the browser has then
dropped them.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, unquote_plus, urlsplit

from playwright.sync_api import BrowserContext, Error, Frame, Page, Request, Response

from bluebar.e2e.environment.password_leaks import Place
from bluebar.e2e.steps.stop_loading import stop_loading

ANSWERS = ("document", "xhr", "fetch")
"""Playwright's resource types whose answers are recorded, i.e. not images, styles and scripts."""

ENDLESS = "text/event-stream"
"""The content type of answers that never end."""

NO_ORIGIN = ("about:", "chrome-error:", "data:")
"""Beginnings of the URLs of pages that have no storage."""


HTML = """() => {
    const copy = document.documentElement.cloneNode(true);
    copy.querySelectorAll("input[type=password]").forEach((each) => each.removeAttribute("value"));
    return copy.outerHTML;
}"""
"""JavaScript that returns the page as HTML, without what a person typed into a password field.

Some libraries write the typed text into the attribute `value`. A password that the app itself
writes into a field is found in the answer that brought the password."""


class BrowserRecord:
    """The texts that a browser context gets from now on.

    Args:
        context: the context, which may have pages.

    Attributes:
        not_read: the pages and the storage that could not be read at the end, in order.
    """

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._places: dict[Place, None] = {}
        self.not_read: list[str] = []
        context.on("request", self._note_request)
        context.on("response", self._note_answer)
        context.on("console", lambda message: self._note("the browser's console", message.text))
        context.on("page", self._follow)
        for page in context.pages:
            self._follow(page)

    def places(self) -> Iterator[Place]:
        """Yield what was recorded, and what open pages and the browser's storage contain now."""
        for page in self._context.pages:
            self._note_page(page)
        self._note_storage()
        yield from list(self._places)

    def _follow(self, page: Page) -> None:
        page.on("framenavigated", self._note_frame)
        page.on("domcontentloaded", self._note_title)

    def _note(self, name: str, text: str) -> None:
        self._places[Place(name, text)] = None

    def _note_url(self, url: str) -> None:
        if not url.startswith(("data:", "blob:")):
            # A browser leaves most characters of a URL as the app wrote them.
            self._note(f"the URL {url}", "\n".join((url, unquote(url), unquote_plus(url))))

    def _note_request(self, request: Request) -> None:
        self._note_url(request.url)
        if request.resource_type in ANSWERS and not request.is_navigation_request():
            # A script may have changed the title before it sent this request.
            self._note_title(request.frame.page)

    def _note_frame(self, frame: Frame) -> None:
        self._note_url(frame.url)
        if frame.parent_frame is None:
            self._note_title(frame.page)

    def _note_title(self, page: Page) -> None:
        with suppress(Error):
            self._note(f"the title of {_path(page.url)}", page.title())

    def _note_answer(self, response: Response) -> None:
        request = response.request
        if request.resource_type not in ANSWERS:
            return
        called = f"{request.method} {_path(response.url)}"
        has_body = not 300 <= response.status < 400
        if has_body and not response.headers.get("content-type", "").startswith(ENDLESS):
            # The body is read first, because the browser drops it when another page is opened.
            with suppress(Error):
                self._note(f"the answer to {called}", response.body().decode(errors="replace"))
        with suppress(Error):
            for cookie in response.header_values("set-cookie"):
                self._note(f"the cookie {cookie.partition('=')[0]} of {called}", cookie)

    def _note_page(self, page: Page) -> None:
        if page.url.startswith(NO_ORIGIN):
            return
        with self._read(f"the page {page.url}") as name:
            stop_loading(page)
            self._note(name, page.evaluate(HTML))
        self._note_title(page)
        with self._read(f"the sessionStorage of {_path(page.url)}") as name:
            self._note(name, page.evaluate("JSON.stringify(sessionStorage)"))

    def _note_storage(self) -> None:
        with self._read("the browser's cookies, localStorage and IndexedDB"):
            state = self._context.storage_state(indexed_db=True)
            for cookie in state["cookies"]:
                self._note(f"the cookie {cookie['name']}", cookie["value"])
            for origin in state["origins"]:
                for kept, what in (("localStorage", "localStorage"), ("indexedDB", "IndexedDB")):
                    text = json.dumps(origin.get(kept), ensure_ascii=False)
                    self._note(f"the {what} of {origin['origin']}", text)

    @contextmanager
    def _read(self, name: str) -> Iterator[str]:
        """Note a place as not read if Playwright cannot read it, e.g. because the page crashed."""
        try:
            yield name
        except Error:
            if name not in self.not_read:
                self.not_read.append(name)


def _path(url: str) -> str:
    return urlsplit(url).path or url
