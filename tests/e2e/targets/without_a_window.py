"""Run a command of `bluebar` that opens a window, without a window: a CI has no screen.

python -m tests.e2e.targets.without_a_window COMMAND…
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext

from bluebar.commands import login, new_adapter
from bluebar.commands.main import main
from bluebar.commands.target_browser import browsing


@contextmanager
def unseen(*, headed: bool, session: Mapping[str, Any]) -> Iterator[BrowserContext]:
    """Yield a context in which the first page load signs in, as a person would."""
    assert headed
    with browsing(headed=False, session=session) as context:
        if "--stay-out" not in sys.argv:
            context.add_init_script("document.cookie = 'who=by-hand'")
        yield context


if __name__ == "__main__":
    for command in (login, new_adapter):
        vars(command)["browsing"] = unseen
    sys.exit(main([each for each in sys.argv[1:] if each != "--stay-out"]))
