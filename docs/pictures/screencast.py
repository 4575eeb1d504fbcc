"""A pytest plugin that keeps every frame that the browser draws: `-p docs.pictures.screencast`.

PICTURES_FRAMES names the folder of the frames. The name of a file is the time of the frame in
seconds, and the last part of the page's path.
"""

import os
from base64 import b64decode
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page


def pytest_configure() -> None:
    """Let every new page keep its frames."""
    folder = Path(os.environ["PICTURES_FRAMES"])
    folder.mkdir(parents=True, exist_ok=True)
    original = BrowserContext.new_page

    def new_page(context: BrowserContext) -> Page:
        page = original(context)
        _keep_frames(page, folder)
        return page

    BrowserContext.new_page = new_page  # type: ignore[method-assign, assignment]


def _keep_frames(page: Page, folder: Path) -> None:
    session = page.context.new_cdp_session(page)

    def keep(frame: dict[str, Any]) -> None:
        last = page.url.rpartition("/")[2]
        name = f"{frame['metadata']['timestamp']:.3f} {last}.png"
        (folder / name).write_bytes(b64decode(frame["data"]))
        session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "png"})
