"""`bluebar check`: try an adapter without connecting a mailbox.

The command signs in, opens the form, fills the form in with values that belong to nobody, and reads
the values back from the form. The command does not click Connect.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import click
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bluebar.commands.coverage_estimate import estimate_coverage
from bluebar.commands.locator_screenshot import locator_screenshot
from bluebar.commands.target_browser import (
    browsing,
    in_a_line,
    instance_of,
    target_options,
    usage_errors_of,
)
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
    password="no-password",  # noqa: S106 - not a real one
    server="imap.mail.test",
    port="993",
    use_ssl=True,
)
"""The values to type into the form. The domain .test belongs to nobody (RFC 2606)."""

FORM_SECONDS = 5
"""Timeout in seconds for the form to appear, and for each control to take its value."""

GLANCE = 0.5
"""The seconds that the adapter gets to read a verdict.

It must read none, because Connect was not clicked.
"""

TRIED = frozenset({"is_signed_in", "pool"})
"""Methods of capabilities that this command calls."""

CONTROLS = {
    "email address": "email_address",
    "user name": "username",
    "password": "password",
    "server": "server",
    "port": "port",
    "SSL": "use_ssl",
    "Connect": "connect",
}
"""The names of the controls in the output, and the attribute of `ConnectForm` for each."""


@dataclass
class Findings:
    """The result of a check.

    Attributes:
        done: a line for each step that worked, in order.
        missing: a line for each defect to fix in the adapter, in order.
        picture: a PNG of the page at the end, or at the step that failed.
    """

    done: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    picture: bytes = b""


@click.command()
@target_options
@click.option(
    "--allow-writes",
    metavar="HOST",
    help="The host of --base-url, again: the adapter signs a user in there. Not needed for this "
    "machine.",
)
def check(name: str, base_url: str | None, allow_writes: str | None) -> int:
    """Try an adapter without connecting a mailbox.

    TARGET is path/to/file.py:Class of your adapter, or the name of an included app. The command
    signs in, opens the form, fills the form in with values that belong to nobody, and reads them
    back. Connect is not clicked. A picture shows what each locator found. Exit status: 1 if
    something is missing.

    \b
    Examples:
      bluebar check adapter.py:Crm --base-url http://localhost:8000
      bluebar check reference
    """
    with usage_errors_of(name):
        return check_target(name, base_url, allow_writes)


def check_target(name: str, base_url: str | None, allow_writes: str | None) -> int:
    """Check a target, and print which steps worked and what is missing.

    Args:
        name: the name of an included app, or path/to/file.py:Class of an adapter.
        base_url: the address of the running app; None to start the app.
        allow_writes: the host that bluebar may write to; None allows only this machine.

    Returns:
        The exit status: 1 if something is missing, else 0.
    """
    found = find_target(name)
    if missing := missing_members(found):
        click.echo(
            f"missing: {', '.join(missing)}; every target has them (bluebar/e2e/protocol/target.py)"
        )
        return 1
    target = load_target(name)
    browser_sessions.check(target, base_url or "")
    with (
        instance_of(target, base_url, allow_writes) as instance,
        browsing(headed=False, session=browser_sessions.context_arguments(target)) as context,
    ):
        page = context.new_page()
        findings = Findings()
        with suppress(_Stopped):
            walk_to_connect(target, page, instance, findings)
        findings.picture = findings.picture or locator_screenshot(page, {})
        click.echo(f"{target.name}, version {target.api} of the protocol, at {instance.base_url}")
        is_started = bool(instance.pid)
    picture = _write(findings.picture, target)
    for line in (*findings.done, *_parts(target), *_scenarios(target, is_started=is_started)):
        click.echo(f"  {line}")
    click.echo(f"picture: {picture}")
    for line in findings.missing:
        click.echo(f"missing: {line}")
    return 1 if findings.missing else 0


class _Stopped(Exception):
    """A step failed, so the next steps cannot be checked."""


def walk_to_connect(target: Target, page: Page, instance: Instance, findings: Findings) -> None:
    """Do the same steps as a run, but stop before the click on Connect; collect the findings.

    Raises:
        _Stopped: a step failed.
    """
    token = secrets.token_hex(4)
    made = AppUser(
        name="bluebar", email=f"check.{token}@sign-in.test", password=secrets.token_hex(8)
    )
    person = next(iter(people_of(target)), made)
    with _step("sign_in", findings):
        target.sign_in(page, instance, person)
        browser_sessions.expect_signed_in(target, page, instance.base_url)
    with _step("open_connect_form", findings):
        form = target.open_connect_form(page)
    findings.done.append(f"the form: {page.url}")
    controls = {name: getattr(form, attribute) for name, attribute in CONTROLS.items()}
    there = {name: each for name, each in controls.items() if each is not None}
    with suppress(PlaywrightTimeout):
        form.username.first.wait_for(timeout=FORM_SECONDS * 1000)
    not_one = {name: each for name, each in there.items() if each.count() != 1}
    for name, locator in not_one.items():
        count = locator.count() or "nothing"
        findings.missing.append(f"{name}: its locator finds {count}, and must find one control")
    if not not_one:
        _fill(form, findings)
    findings.done.append(f"its controls: {', '.join(there)}")
    findings.picture = locator_screenshot(page, there)
    with _step("verdict", findings):
        verdict = target.verdict(page, TYPED, GLANCE)
    if not isinstance(verdict, NoVerdict):
        findings.missing.append(
            f"verdict: it reads {verdict} before Connect was clicked, from an element that says "
            "something else"
        )


def _fill(form: ConnectForm, findings: Findings) -> None:
    """Fill the form in as a run does; add each field with another value to the findings."""
    form.username.page.set_default_timeout(FORM_SECONDS * 1000)
    with _step("filling the form in", findings):
        with suppress(FieldNotTaken):
            fill_in(form, TYPED)
        held = read_back(form, TYPED)
        differs = {name: (is_, was) for name, (is_, was) in held.items() if is_ != was}
        for name, (is_, was) in differs.items():
            shown = "something else" if name == "password" else repr(is_)
            findings.missing.append(f"{name}: {was!r} was typed, the field holds {shown}")
        if form.use_ssl is not None and not is_ssl_chosen(form):
            findings.missing.append("SSL: it was chosen, but the form does not show it")
        if not form.connect.is_enabled():
            findings.missing.append("Connect: it cannot be clicked though the form is filled in")
    if not differs:
        findings.done.append(f"filled in and read back: {', '.join(held)}")


@contextmanager
def _step(name: str, findings: Findings) -> Iterator[None]:
    """Run a step of the check. Add any exception of the adapter's code to the findings.

    Args:
        name: the name of the step for the output.
        findings: the findings so far.

    Raises:
        _Stopped: the adapter raised an exception.
    """
    try:
        yield
    except Exception as error:
        waiting = re.search(r"waiting for (.+)", str(error))
        awaited = f", waiting for {waiting[1]}" if waiting else ""
        findings.missing.append(f"{name}: {in_a_line(error)}{awaited}")
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
        f"capabilities: {', '.join(declared) or 'none'}",
        f"not declared: {', '.join(rest) or 'none'}",
        *_not_tried(declared),
    ]


def _not_tried(declared: list[str]) -> list[str]:
    """Return a line with the methods that need a connected mailbox, which this command has not."""
    methods = sorted(
        name
        for part in declared
        for name, member in vars(CAPABILITIES[part]).items()
        if callable(member) and not name.startswith("_") and name not in TRIED
    )
    return [f"not tried, without a connected mailbox: {', '.join(methods)}"] if methods else []


def _scenarios(target: Target, *, is_started: bool) -> list[str]:
    offers = estimate_coverage(target, is_started=is_started)
    lacking = ", ".join(f"{part} {rows}" for part, rows in offers.lacking.items())
    return [
        f"scenarios: {offers.judged} will be judged, {offers.not_offered} are not offered "
        "(an estimate)",
        *([f"capabilities that these scenarios need: {lacking}"] if lacking else []),
    ]
