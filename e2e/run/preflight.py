"""Connect once before the first scenario: the app must reach this run's mail server.

A firewall, a guard against private addresses or DNS may keep an app that runs elsewhere away; every
scenario would fail for that reason. `preflight_process` connects in another process, because the
controller of a run starts no browser; the two exchange a request and a result as JSON.
"""

import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import msgspec

from bluebar.e2e.run.context import RunContext
from bluebar.mailserver.errors import HarnessError

SECONDS = 180
"""Timeout: longer than the slowest app needs for its verdict."""


class AppNeverCame(HarnessError):
    """The app did not connect to the front door."""


class NotDriven(HarnessError):
    """The browser could not come as far as a connection.

    For example, nobody is signed in, or the app trusts no certificate of this run.
    """


@dataclass(frozen=True, kw_only=True)
class PreflightRequest:
    """The input of the process.

    Attributes:
        running: the run.
        target: the value of `--target`.
        engine: Playwright's name of the browser.
        launch: the arguments with which the browser is launched.
    """

    running: RunContext
    target: str
    engine: str
    launch: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PreflightResult:
    """The output of the process; neither problem nor error: the app connected.

    Attributes:
        problem: what happened instead of a connection.
        error: the arguments of a HarnessError that ended the process.
    """

    problem: str = ""
    error: tuple[str, str, str, str, str] | None = None


def run_preflight(running: RunContext, target: str, engine: str, launch: dict[str, Any]) -> None:
    """Connect once, and make sure that the app reaches the front door.

    Args:
        running: the run.
        target: the value of `--target`.
        engine: Playwright's name of the browser.
        launch: the arguments with which the browser is launched.

    Raises:
        AppNeverCame: no connection came, or the adapter does not fit the app's pages.
        NotDriven: the browser could not come as far as a connection.
    """
    request = PreflightRequest(running=running, target=target, engine=engine, launch=launch)
    result, output = _run_process(msgspec.json.encode(request).decode())
    if result.error:
        raise NotDriven(*result.error)
    if result.problem:
        raise AppNeverCame(
            wanted="one connection from the target before the first scenario",
            happened=result.problem,
            where=f"target {target}",
            next_step="check whether the app may reach this machine: a firewall, a guard against "
            "private addresses, names; --mail-host and --mail-bind set the address",
            output=output,
        )


def _run_process(request: str) -> tuple[PreflightResult, str]:
    """Return the result of the process, and what it printed."""
    # -W: a warning of an adapter must not end the process, whatever PYTHONWARNINGS is.
    command = [
        sys.executable, "-P", "-W", "default", "-m", "bluebar.e2e.environment.preflight_process",
    ]  # fmt: skip
    try:
        ended = subprocess.run(
            command, input=request, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return PreflightResult(problem=f"no connection in {SECONDS} s"), ""
    try:
        return msgspec.json.decode(ended.stdout, type=PreflightResult), ended.stderr
    except msgspec.DecodeError:
        problem = f"the preflight ended with status {ended.returncode}, without a result"
        return PreflightResult(problem=problem), ended.stderr
