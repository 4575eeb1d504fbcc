"""`bluebar new`: write an adapter from an open page, with a TODO for each decision of a person.

The page contains the names of the form's controls. A person has to add where the verdict appears,
its wording, and the counting rules.
"""

import keyword
import sys
from contextlib import suppress
from pathlib import Path

import click
from playwright.sync_api import BrowserContext, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bluebar.commands.adapter_template import LACKING, adapter, class_name
from bluebar.commands.form_detection import Certainty, DetectedForm, FoundField, detect_form
from bluebar.commands.target_browser import browsing, open_page, wait_for_a_person
from bluebar.mailserver.errors import HarnessError

FORM_SECONDS = 10
"""Timeout in seconds for the form, which many apps draw by a script after the page has loaded."""

SIGN_IN_PAGE = (
    "note: the form has no field for a server. If the form is the app's own sign-in, delete the "
    "file, then sign in and walk to the connect form with --headed. If people sign in with the "
    "mailbox itself, write `signing_in_connects = True`, and define `arrange`, which sets the "
    "server\n"
)
"""A note for a form without a field for a server.

Such a form may be the sign-in of the app, which has a password field, too.
"""

NO_LABELS = (
    "note: {count} of the fields have no label. People with a screen reader need labels, and "
    "locators by label rarely break\n"
)

IS_OURS = "is_ours = True"
NOT_OURS = (
    "is_ours = False: tests that try to get past the app's protection are not offered; "
    f"write `{IS_OURS}` if the app is your own\n"
)
QUESTION = "Is the app your own, so that tests may try to get past its protection? [y/N] "


class NotWritten(HarnessError):
    """There is no form to write an adapter for, or the adapter's file cannot be written."""


@click.command()
@click.argument("url", metavar="URL")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("adapter.py"),
    show_default=True,
    metavar="FILE",
    help="The file to write; an existing file is never overwritten.",
)
@click.option(
    "--class", "name", metavar="NAME", default="", help="The class.  [default: from the address]"
)
@click.option(
    "--headed",
    is_flag=True,
    help="Open a window: you sign in, walk to the form, and press Enter in the terminal.",
)
@click.option(
    "--storage-state",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The browser session of the person who is signed in, as Playwright's storage state.",
)
@click.option(
    "--ours/--not-ours",
    default=None,
    help="Whether the app is your own, so that tests may try to get past its protection.  "
    "[default: asked in a terminal, else --not-ours]",
)
def new(
    url: str,
    out: Path,
    name: str,
    storage_state: Path | None,
    *,
    headed: bool,
    ours: bool | None,
) -> int:
    """Write an adapter from an app's open connect form.

    URL is the address of the form. The controls of the form are found by their labels; without a
    label by placeholder, test id, attributes, the text beside them, or their place. The output says
    how sure each is. The adapter can be imported, and has a TODO for each decision that a page does
    not contain.

    \b
    Examples:
      bluebar new https://crm.example/settings --headed --out crm/adapter.py
      bluebar new http://localhost:8000/connect --ours --class Crm
    \f

    Raises:
        NotWritten: the file exists or cannot be written, the class name is not valid, or there is
            no form.
    """
    if out.exists():
        raise _not_written(out, "the file exists, and is unchanged", "name another file by --out")
    if name and not is_class_name(name):
        raise _not_written(out, f"{name!r} is not a class name", "choose another name by --class")
    if storage_state and not storage_state.is_file():
        raise _not_written(
            storage_state, "there is no such file", "run `bluebar login`, or use --headed"
        )
    session = {"storage_state": str(storage_state)} if storage_state else {}
    with browsing(headed=headed, session=session) as context:
        page = _at_the_form(context, url, by_hand=headed)
        found = detect_form(page)
        if "password" not in found.fields:
            raise _not_written(
                url,
                "the page has no password field, so it shows no connect form",
                "use the address of the form; with --headed you can sign in and walk to the form",
            )
        name = name or class_name(page.url, page.title())
        text = adapter(
            found,
            url=page.url,
            title=page.title(),
            name=name,
            by_hand=bool(storage_state),
            is_ours=is_ours(ours),
        )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        happened = error.strerror or str(error)
        raise _not_written(out, happened, "name another file by --out") from error
    click.echo(_summary(found, f"{out}:{name}", text))
    return 0


def is_class_name(name: str) -> bool:
    """Return whether Python accepts a name for a class."""
    return name.isidentifier() and not keyword.iskeyword(name)


def _at_the_form(context: BrowserContext, url: str, *, by_hand: bool) -> Page:
    """Open the app, and return the page with the form.

    Args:
        context: the browser's context.
        url: the address to open.
        by_hand: whether to wait for a person who walks to the form, instead of for the form.
    """
    page = open_page(context, url)
    if not by_hand:
        with suppress(PlaywrightTimeout):
            page.locator("[type=password]:visible").first.wait_for(timeout=FORM_SECONDS * 1000)
        return page
    click.echo("Walk to the connect form in the window; then press Enter here.")
    wait_for_a_person(context)
    if not context.pages:
        raise _not_written(
            url, "the window is closed, and the form with it", "press Enter while the form is open"
        )
    return context.pages[-1]


def is_ours(chosen: bool | None) -> bool:
    """Return whether the app is the user's own.

    If the user has not chosen a value, ask in the terminal; without a terminal, return False.
    """
    if chosen is not None or not sys.stdin.isatty():
        return bool(chosen)
    click.echo(QUESTION, nl=False)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _not_written(where: Path | str, happened: str, next_step: str) -> NotWritten:
    return NotWritten(
        wanted="to write an adapter", happened=happened, where=str(where), next_step=next_step
    )


def _summary(found: DetectedForm, written: str, text: str) -> str:
    lines = [
        f"  {field + ':':15}{one}" + (f"; check it: {one.control.found_by}" * _is_doubtful(one))
        for field, one in found.fields.items()
    ]
    lacking = [field for field in LACKING if field not in found.fields]
    unlabelled = [field for field, one in found.fields.items() if not one.control.name]
    return (
        f"{written}: {len(text.splitlines())} lines, with {text.count('TODO: ')} TODOs\n"
        "found, and how sure each is:\n" + "\n".join(lines) + "\n"
        f"not found: {', '.join(lacking) or 'no required field'}\n"
        f"{NO_LABELS.format(count=len(unlabelled)) if unlabelled else ''}"
        f"{SIGN_IN_PAGE if 'server' in lacking else ''}"
        f"{'' if IS_OURS in text else NOT_OURS}"
        f"next: bluebar check {written} --base-url URL"
    )


def _is_doubtful(one: FoundField) -> bool:
    return one.certainty is Certainty.GUESS or bool(one.others)
