"""`bluebar check`: try an adapter without connecting anything.

It signs in, opens the form, fills it with values that nobody has, and reads them back. Connect is
not clicked: what the app then says is for a run to see.
"""

import argparse
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bluebar.commands.coverage_estimate import estimate_coverage
from bluebar.commands.locator_screenshot import locator_screenshot
from bluebar.commands.target_browser import add_target, browsing, in_a_line, instance_of, say
from bluebar.e2e.outcome.verdict import NoVerdict
from bluebar.e2e.protocol.capability_checks import CAPABILITIES, capabilities_of
from bluebar.e2e.protocol.pool import people_of
from bluebar.e2e.protocol.ssl_control import is_ssl_chosen
from bluebar.e2e.protocol.target import AppUser, ConnectForm, FormInput, Instance, Target
from bluebar.e2e.steps.form import FieldNotTaken, fill_in, read_back
from bluebar.e2e.targets import browser_sessions
from bluebar.e2e.targets.registry import find_target, load_target, missing_members

TYPED = FormInput(
    email_address="nobody@mail.test",
    username="nobody@mail.test",
    password="no-password",  # noqa: S106 - it is none
    server="imap.mail.test",
    port="993",
    use_ssl=True,
)
"""What is typed; .test is nobody's (RFC 2606)."""

FORM_SECONDS = 5
"""For the form to be there, and for each of its controls to take what is typed."""

GLANCE = 0.5
"""Seconds in which no verdict may be read, because nothing has been clicked."""

CONTROLS = {
    "email address": "email_address",
    "user name": "username",
    "password": "password",
    "server": "server",
    "port": "port",
    "SSL": "use_ssl",
    "Connect": "connect",
}
"""What a form's controls are called here, and in `ConnectForm`."""


@dataclass
class Look:
    """What a look at the target found.

    Attributes:
        seen: what was done, in order.
        missing: what has to be mended, in order.
        picture: of the page at the end, or where it stopped.
    """

    seen: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    picture: bytes = b""


def add_to(subparsers: Any) -> None:
    """Add the command to a parser."""
    command = subparsers.add_parser(
        "check",
        help="try an adapter: sign in, open the form, fill it in, read it back; never connect",
        description="Sign in, open the form, fill it with values that nobody has, read it back, "
        "take a picture of what each locator found, and say what is missing. Connect is not "
        "clicked. Exits with 1 when something is missing.",
    )
    add_target(command)
    command.add_argument(
        "--allow-writes",
        metavar="HOST",
        help="the host of --base-url, said once more: the adapter signs somebody in there",
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Look at the target; print what was seen, and what is missing."""
    name: str = arguments.target
    found = find_target(name)
    if missing := missing_members(found):
        say(f"missing: {', '.join(missing)}, which every target has (e2e/protocol/target.py)")
        return 1
    target = load_target(name)
    browser_sessions.check(target, arguments.base_url or "")
    with (
        instance_of(target, arguments.base_url, arguments.allow_writes) as instance,
        browsing(headed=False, session=browser_sessions.context_arguments(target)) as context,
    ):
        page = context.new_page()
        look = Look()
        with suppress(_Stopped):
            look_at(target, page, instance, look)
        look.picture = look.picture or locator_screenshot(page, {})
        say(f"{target.name}, version {target.api} of the protocol, at {instance.base_url}")
        is_started = bool(instance.pid)
    picture = _write(look.picture, target)
    for line in (*look.seen, *_parts(target), *_scenarios(target, is_started=is_started)):
        say(f"  {line}")
    say(f"picture: {picture}")
    for line in look.missing:
        say(f"missing: {line}")
    return 1 if look.missing else 0


class _Stopped(Exception):
    """A step went wrong; what would come after it cannot be looked at."""


def look_at(target: Target, page: Page, instance: Instance, look: Look) -> None:
    """Go as far as a run would before it clicks Connect, and note what is seen."""
    token = secrets.token_hex(4)
    made = AppUser(
        name="bluebar", email=f"check.{token}@sign-in.test", password=secrets.token_hex(8)
    )
    person = next(iter(people_of(target)), made)
    with _step("sign_in", look):
        target.sign_in(page, instance, person)
        browser_sessions.expect_signed_in(target, page, instance.base_url)
    with _step("open_connect_form", look):
        form = target.open_connect_form(page)
    look.seen.append(f"the form: {page.url}")
    controls = {name: getattr(form, attribute) for name, attribute in CONTROLS.items()}
    there = {name: each for name, each in controls.items() if each is not None}
    with suppress(PlaywrightTimeout):
        form.username.first.wait_for(timeout=FORM_SECONDS * 1000)
    not_one = {name: each for name, each in there.items() if each.count() != 1}
    for name, locator in not_one.items():
        count = locator.count() or "nothing"
        look.missing.append(f"{name}: its locator finds {count}, and has to find one control")
    if not not_one:
        _fill(form, look)
    look.seen.append(f"its controls: {', '.join(there)}")
    look.picture = locator_screenshot(page, there)
    with _step("verdict", look):
        verdict = target.verdict(page, TYPED, GLANCE)
    if not isinstance(verdict, NoVerdict):
        look.missing.append(
            f"verdict: it reads {verdict} before Connect was clicked, from a place that says "
            "something else"
        )


def _fill(form: ConnectForm, look: Look) -> None:
    """Fill the form in as a run does, and note what its fields do not hold then."""
    form.username.page.set_default_timeout(FORM_SECONDS * 1000)
    with _step("filling the form in", look):
        with suppress(FieldNotTaken):
            fill_in(form, TYPED)
        held = read_back(form, TYPED)
        differs = {name: (is_, was) for name, (is_, was) in held.items() if is_ != was}
        for name, (is_, was) in differs.items():
            shown = "something else" if name == "password" else repr(is_)
            look.missing.append(f"{name}: {was!r} was typed, the field holds {shown}")
        if form.use_ssl is not None and not is_ssl_chosen(form):
            look.missing.append("SSL: it was chosen, the form does not show it")
        if not form.connect.is_enabled():
            look.missing.append("Connect: it cannot be clicked though the form is filled in")
    if not differs:
        look.seen.append(f"filled in and read back: {', '.join(held)}")


@contextmanager
def _step(name: str, look: Look) -> Iterator[None]:
    """Note what an adapter's own code raises, whatever it is, and stop there.

    Raises:
        _Stopped: it raised something.
    """
    try:
        yield
    except Exception as error:
        waiting = re.search(r"waiting for (.+)", str(error))
        awaited = f", waiting for {waiting[1]}" if waiting else ""
        look.missing.append(f"{name}: {in_a_line(error)}{awaited}")
        raise _Stopped from error


def _write(picture: bytes, target: Target) -> Path:
    file = browser_sessions.session_file(target).with_suffix(".png")
    browser_sessions.make_session_folder()
    file.write_bytes(picture)
    return file


def _parts(target: Target) -> list[str]:
    declared = capabilities_of(target)
    rest = [name for name in CAPABILITIES if name not in declared]
    return [
        f"optional parts: {', '.join(declared) or 'none'}",
        f"not declared: {', '.join(rest) or 'none'}",
    ]


def _scenarios(target: Target, *, is_started: bool) -> list[str]:
    offers = estimate_coverage(target, is_started=is_started)
    lacking = ", ".join(f"{part} {rows}" for part, rows in offers.lacking.items())
    return [
        f"scenarios: {offers.judged} will be judged, {offers.not_offered} are not offered, as far "
        "as can be told before a run",
        *([f"they ask for: {lacking}"] if lacking else []),
    ]
