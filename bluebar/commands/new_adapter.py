"""`bluebar new`: write an adapter from what an open page shows, and TODOs.

A page tells what its controls are called. Where the verdict will stand, in which words, and what is
counted, a person has to say; the file tells where.
"""

import argparse
import keyword
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bluebar.commands.adapter_template import LACKING, adapter, class_name
from bluebar.commands.form_detection import DetectedField, detect_form
from bluebar.commands.target_browser import browsing, open_page, say, wait_for_a_person
from bluebar.mailserver.errors import HarnessError

FORM_SECONDS = 10
"""For the form to be there: many are drawn by a script, after the page has loaded."""

SIGN_IN_PAGE = (
    "look: no server is asked for there. If that is where one signs in to the app, delete the "
    "file, and sign in and walk to the connect form with --headed\n"
)
"""What an app shows first, to somebody whom it does not know yet, has a password too."""


IS_OURS = "is_ours = True"
NOT_OURS = (
    f"not yours, as far as was said: rows that try to get past its protection are not offered; "
    f"write `{IS_OURS}` if it is\n"
)
QUESTION = "Is this app your own, so that rows may try to get past its protection? [y/N] "


class NotWritten(HarnessError):
    """There is nothing to write an adapter from, or no place to write it to."""


def add_to(subparsers: Any) -> None:
    """Add the command to a parser."""
    command = subparsers.add_parser(
        "new",
        help="write an adapter from an app's open form, with TODOs for what a page does not tell",
        description="Open a page, find the controls of its connect form, and write an adapter.",
    )
    command.add_argument("url", metavar="URL", help="of the connect form")
    command.add_argument(
        "--out",
        type=Path,
        default=Path("adapter.py"),
        metavar="FILE",
        help="what to write (default: adapter.py); a file that is there is never overwritten",
    )
    command.add_argument(
        "--class", dest="name", metavar="NAME", help="the adapter's (default: from the address)"
    )
    command.add_argument(
        "--headed",
        action="store_true",
        help="open a window in which you sign in and walk to the form; then press Enter",
    )
    command.add_argument(
        "--storage-state", type=Path, metavar="FILE", help="a session that `login` has kept"
    )
    whose = command.add_mutually_exclusive_group()
    whose.add_argument(
        "--ours",
        action="store_true",
        default=None,
        help="the app is your own, so rows may try to get past its protection (default: asked in "
        "a terminal, else --not-ours)",
    )
    whose.add_argument(
        "--not-ours",
        action="store_false",
        dest="ours",
        default=None,
        help="the app is somebody else's: such rows are not offered",
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Find the controls, write the file, and say what is left to a person.

    Raises:
        NotWritten: the file is there already or has no place, or there is no form.
    """
    out: Path = arguments.out
    state: Path | None = arguments.storage_state
    name: str = arguments.name or ""
    if out.exists():
        raise _not_written(out, "it is there already, and left as it is", "name another by --out")
    if name and (not name.isidentifier() or keyword.iskeyword(name)):
        raise _not_written(out, f"{name!r} is no name of a class", "choose another by --class")
    if state and not state.is_file():
        raise _not_written(state, "there is no such file", "make it by `login`, or use --headed")
    session = {"storage_state": str(state)} if state else {}
    with browsing(headed=arguments.headed, session=session) as context:
        page = _at_the_form(context, arguments.url, by_hand=arguments.headed)
        found = detect_form(page)
        if "password" not in found.controls:
            raise _not_written(
                arguments.url,
                "no password is asked for there, so it shows no connect form",
                "name the form's own address; with --headed you can sign in and walk there",
            )
        name = name or class_name(page.url, page.title())
        text = adapter(
            found,
            url=page.url,
            title=page.title(),
            name=name,
            by_hand=bool(state),
            is_ours=is_ours(arguments.ours),
        )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise _not_written(out, error.strerror or str(error), "name another by --out") from error
    say(_told(found, f"{out}:{name}", text))
    return 0


def _at_the_form(context: BrowserContext, url: str, *, by_hand: bool) -> Page:
    """Open the page, and wait until the form is there or a person has walked to it."""
    page = open_page(context, url)
    if not by_hand:
        with suppress(PlaywrightTimeout):
            page.locator("[type=password]:visible").first.wait_for(timeout=FORM_SECONDS * 1000)
        return page
    say("Walk to the connect form in the window; then press Enter here.")
    wait_for_a_person(context)
    if not context.pages:
        raise _not_written(
            url, "the window was closed, and the form with it", "press Enter while the form is open"
        )
    return context.pages[-1]


def is_ours(said: bool | None) -> bool:
    """Return what was said of the app by an option, else by who sits at a terminal."""
    if said is not None or not sys.stdin.isatty():
        return bool(said)
    sys.stdout.write(QUESTION)
    sys.stdout.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _not_written(where: Path | str, happened: str, next_step: str) -> NotWritten:
    return NotWritten(
        wanted="to write an adapter", happened=happened, where=str(where), next_step=next_step
    )


def _told(found: DetectedField, written: str, text: str) -> str:
    named = [f"{field} ({each.name or 'no label'})" for field, each in found.controls.items()]
    lacking = [field for field in LACKING if field not in found.controls]
    return (
        f"{written}: {len(text.splitlines())} lines, with {text.count('TODO: ')} TODOs\n"
        f"found: {', '.join(named)}\n"
        f"not found: {', '.join(lacking) or 'nothing that is needed'}\n"
        f"{SIGN_IN_PAGE if 'server' in lacking else ''}"
        f"{'' if IS_OURS in text else NOT_OURS}"
        f"next: bluebar check {written} --base-url URL"
    )
