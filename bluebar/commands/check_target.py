"""`bluebar check`: try an adapter, by default without connecting a mailbox.

The command signs in, opens the form, fills the form in with values that belong to nobody, reads
the values back, and calls every declared method that needs no mailbox. It does not click Connect.
With --connect, the trial is a test that pytest runs with all options of `bluebar run`.
"""

import secrets
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click
import msgspec
from playwright.sync_api import Page

from bluebar.commands.coverage_estimate import estimate_coverage
from bluebar.commands.run_suite import pytest_arguments
from bluebar.commands.target_browser import (
    browsing,
    instance_of,
    target_options,
    usage_errors_of,
)
from bluebar.e2e.protocol.capability_checks import CAPABILITIES, capabilities_of
from bluebar.e2e.protocol.pool import people_of
from bluebar.e2e.protocol.target import AppUser, Instance, Target
from bluebar.e2e.run.target_options import require_use
from bluebar.e2e.targets.browser_sessions import (
    STORAGE_STATE,
    BrowserSession,
    make_session_folder,
)
from bluebar.e2e.targets.registry import find_target, load_target, missing_members
from bluebar.e2e.trial import trial_plugin
from bluebar.e2e.trial.findings import Findings, Stopped
from bluebar.e2e.trial.form_trial import try_form, try_sign_in
from bluebar.e2e.trial.locator_screenshot import locator_screenshot
from bluebar.e2e.trial.part_calls import Situation, Stage
from bluebar.e2e.trial.parts_trial import not_tried, stages_of, try_parts, try_values


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": True},
)
@target_options
@click.option(
    "--allow-writes",
    metavar="HOST",
    help="The host of --base-url, again: the adapter signs a user in there. Not needed for this "
    "machine.",
)
@click.option(
    "--connect",
    is_flag=True,
    help="Also connect a mailbox, first with a wrong password and then with the right one, and try "
    "every capability that the adapter declares.",
)
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS OF RUN]...")
def check(
    name: str,
    base_url: str | None,
    storage_state: str,
    allow_writes: str | None,
    options: tuple[str, ...],
    *,
    connect: bool,
) -> int:
    """Try an adapter, with or without a mailbox.

    TARGET is path/to/file.py:Class of your adapter, or the name of an included app. Without TARGET,
    the target of bluebar.toml is used. The command signs in, opens the form, fills the form in with
    values that belong to nobody, reads them back, and calls each declared method that needs no
    mailbox. Connect is not clicked.

    With --connect, bluebar also connects a mailbox of its own mail server, in the way and with the
    options of `bluebar run`, and calls every declared method.

    Each line says what a method returned. A line with `look` is a result that bluebar did not
    expect; the adapter may be wrong, or the app. A picture shows what each locator found. Exit
    status: 1 if something is missing.

    \b
    Examples:
      bluebar check adapter.py:Crm --base-url http://localhost:8000
      bluebar check adapter.py:Crm --connect --mailserver jvm
      bluebar check reference
    \f

    Raises:
        click.UsageError: options of `bluebar run` are given without --connect.
    """
    if options and not connect:
        raise click.UsageError(f"without --connect there is no option {options[0]}")
    with usage_errors_of(name):
        found = find_target(name)
        if missing := missing_members(found):
            click.echo(
                f"missing: {', '.join(missing)}; every target has them "
                "(bluebar/e2e/protocol/target.py)"
            )
            return 1
        target = load_target(name)
        session = BrowserSession.of(target, base_url=base_url or "", file=storage_state)
        require_use(session)
        session.check()
        if not connect:
            return check_target(session, base_url, allow_writes)
    given = {
        "--target": name,
        "--base-url": base_url,
        "--allow-writes": allow_writes,
        STORAGE_STATE: storage_state,
    }
    pairs = [f"{option}={value}" for option, value in given.items() if value]
    return check_connected(target, [*pairs, *options], is_started=not base_url)


def check_target(session: BrowserSession, base_url: str | None, allow_writes: str | None) -> int:
    """Check a target without connecting a mailbox, and print the findings.

    Args:
        session: the browser session of the target.
        base_url: the address of the running app; None to start the app.
        allow_writes: the host that bluebar may write to; None allows only this machine.

    Returns:
        The exit status: 1 if something is missing, else 0.
    """
    target = session.target
    with (
        instance_of(target, base_url, allow_writes) as instance,
        browsing(headed=False, session=session.context_arguments()) as context,
    ):
        page = context.new_page()
        findings = Findings()
        with suppress(Stopped):
            try_adapter(session, page, instance, findings)
        findings.picture = findings.picture or locator_screenshot(page, {})
        click.echo(f"{target.name}, version {target.api} of the protocol, at {instance.base_url}")
        is_started = bool(instance.pid)
    return _print(target, findings, stages_of(target), is_started=is_started)


def try_adapter(
    session: BrowserSession, page: Page, instance: Instance, findings: Findings
) -> None:
    """Do the same steps as a run, but stop before the click on Connect; collect the findings.

    Raises:
        Stopped: a step failed, so the next ones could not be tried.
    """
    target = session.target
    token = secrets.token_hex(4)
    made = AppUser(
        name="bluebar", email=f"check.{token}@sign-in.test", password=secrets.token_hex(8)
    )
    person = next(iter(people_of(target)), made)
    try_values(target, findings)
    try_sign_in(session, page, instance, person, findings)
    situation = Situation(target=target, page=page, instance=instance, person=person)
    situation.form = try_form(target, page, findings)
    try_parts(situation, {Stage.FORM}, findings)
    try_parts(situation, stages_of(target) - {Stage.FORM}, findings)


def check_connected(target: Target, options: Sequence[str], *, is_started: bool) -> int:
    """Run the trial with a mailbox by pytest, and print the findings.

    Args:
        target: the app's adapter.
        options: the options of `bluebar run`, with the target.
        is_started: whether bluebar starts the app.

    Returns:
        The exit status: 1 if something is missing; pytest's status if the trial did not run.
    """
    click.echo(f"{target.name}, version {target.api} of the protocol; connecting a mailbox …")
    with tempfile.TemporaryDirectory(prefix="bluebar-check-") as folder:
        file = Path(folder) / "findings.json"
        arguments = pytest_arguments(
            [str(trial_plugin.TRIAL), f"{trial_plugin.FINDINGS}={file}", *options],
            only=True,
            folder=Path.cwd(),
        )
        plugin = f"-p{trial_plugin.__name__}"
        ended = subprocess.run(
            [sys.executable, "-P", "-m", "pytest", plugin, *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode or not file.exists():
            click.echo(ended.stdout + ended.stderr, err=True)
        if not file.exists():
            return ended.returncode or 1
        findings = msgspec.json.decode(file.read_bytes(), type=Findings)
    status = _print(target, findings, frozenset(Stage), is_started=is_started)
    click.echo(next((each for each in ended.stdout.splitlines() if each.startswith("report:")), ""))
    return status


def _print(
    target: Target, findings: Findings, stages: frozenset[Stage], *, is_started: bool
) -> int:
    """Print the findings, and write the picture; return the exit status."""
    lines = (
        *findings.done,
        *not_tried(target, stages),
        *_parts(target),
        *_scenarios(target, is_started=is_started),
    )
    for line in lines:
        click.echo(f"  {line}")
    if findings.picture:
        click.echo(f"picture: {_write(findings.picture, target)}")
    for line in findings.odd:
        click.echo(f"look: {line}")
    for line in findings.missing:
        click.echo(f"missing: {line}")
    return 1 if findings.missing else 0


def _write(picture: bytes, target: Target) -> Path:
    file = BrowserSession.of(target).file.with_suffix(".png")
    make_session_folder()
    file.write_bytes(picture)
    return file


def _parts(target: Target) -> list[str]:
    declared = capabilities_of(target)
    rest = [name for name in CAPABILITIES if name not in declared]
    return [
        f"capabilities: {', '.join(declared) or 'none'}",
        f"not declared: {', '.join(rest) or 'none'}",
    ]


def _scenarios(target: Target, *, is_started: bool) -> list[str]:
    offers = estimate_coverage(target, is_started=is_started)
    lacking = ", ".join(f"{part} {rows}" for part, rows in offers.lacking.items())
    return [
        f"scenarios: {offers.judged} will be judged, {offers.not_offered} are not offered "
        "(an estimate)",
        *([f"capabilities that these scenarios need: {lacking}"] if lacking else []),
    ]
