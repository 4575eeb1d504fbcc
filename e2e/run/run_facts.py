"""Collect the facts of a run for pytest's header, for each record, and for the report."""

import os
from collections.abc import Mapping

import pytest

from bluebar.e2e.protocol.capabilities import ReportsVersion
from bluebar.e2e.protocol.capability_checks import can_end_syncs, keeps_session
from bluebar.e2e.protocol.pool import people_of
from bluebar.e2e.protocol.target import Target
from bluebar.e2e.run.ci_links import source_url
from bluebar.e2e.run.context import RunContext
from bluebar.e2e.run.issue_options import KnownIssues
from bluebar.e2e.run.options import replay_options
from bluebar.e2e.run.settings_options import LOADED, keys_in_words
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.scenarios.offered_rows import needs_no_proxy
from bluebar.mailserver.brands import deviations_of

IN_HEADER = ("settings", "mail server", "target", "users", "browser", "replay", "front doors")


def run_facts(
    config: pytest.Config,
    running: RunContext,
    target: Target,
    browser: str,
    known: KnownIssues,
) -> dict[str, str]:
    """Return the facts of a run by name.

    Args:
        config: pytest's configuration, which contains the options of the run.
        running: the values of the run.
        target: the app's adapter.
        browser: the browser's name and version.
        known: the known issues of the app.
    """
    server = running.server
    facts = {
        "mail server": server.title,
        "way": server.launcher,
        "why": server.why,
        "target": f"{_name_of(target)} at {running.instance.base_url}",
        "browser": browser,
        "seed": str(running.seed),
        "now": running.now,
        "replay": replay_options(config, seed=running.seed, now=running.now),
        "front doors": _front_doors(running, target),
        "users": _users(target),
        "settings": keys_in_words(config.stash[LOADED]) if LOADED in config.stash else "",
        "known issues": os.path.relpath(known.file) if known.file else "",
        "source": source_url(os.environ),
    }
    always = {"browser", "why"}
    return {name: value for name, value in facts.items() if value or name in always}


def header_lines(facts: Mapping[str, str]) -> list[str]:
    """Return the facts that pytest's header shows, one line each."""
    return [f"{name}: {facts[name]}" for name in IN_HEADER if name in facts]


def _name_of(target: Target) -> str:
    """Return the name of the target, with the version if the target reports one."""
    if isinstance(target, ReportsVersion):
        return f"{target.name} ({target.version()})"
    return target.name


def _syncs_on(target: Target) -> str:
    """Return a warning if the mailboxes of earlier tests stay connected in the app."""
    if can_end_syncs(target):
        return ""
    return (
        f"; {target.name} cannot disconnect a mailbox, so it may sync the mailbox of an earlier "
        "test during a later test"
    )


def _front_doors(running: RunContext, target: Target) -> str:
    """Return how the run's front doors differ from the default; empty if they do not differ."""
    if running.no_front_door:
        is_wrong = deviations_of(running.server).wrong_envelopes
        left = sum(needs_no_proxy(row, has_wrong_envelopes=is_wrong) for row in ALL)
        return (
            "none (--no-front-door): every scenario connects to the mail server directly; "
            f"{left} of {len(ALL)} scenarios need no proxy"
        )
    if fixed := running.bind.fixed:
        first, second = fixed.typed.values()
        return (
            f"at {running.bind.host}:{first} and {second}, for one test at a time (--proxy-ports)"
            f"{_syncs_on(target)}"
        )
    if running.no_real_ports:
        return f"at free ports, not at 143 and 993: {running.no_real_ports}"
    return ""


def _users(target: Target) -> str:
    pool = people_of(target)
    if len(pool) != 1:
        return f"a pool of {len(pool)}" if pool else ""
    session = " with one browser session" if keeps_session(target) else ""
    return f"one person{session}, so one worker runs the tests one after the other, whatever -n is"
