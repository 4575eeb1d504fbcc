"""Let the app connect once before the first scenario, to check that it reaches the front door.

An app on another machine may not reach the front door (bluebar's proxy between app and mail
server), because of a firewall, a guard against private addresses, or DNS. Every scenario would then
fail for the same reason. `preflight_process` connects in another process, because pytest-xdist's
controller starts no browser. The process receives a request and returns a result, both as JSON.
"""

from dataclasses import dataclass
from typing import Any

from bluebar.e2e.run.context import RunContext
from bluebar.e2e.run.json_process import ask_process
from bluebar.mailserver.errors import HarnessError

SECONDS = 180
"""The timeout of the preflight in seconds. The slowest app needs less for its verdict."""


class AppNeverCame(HarnessError):
    """The app did not connect to the front door."""


class NotDriven(HarnessError):
    """An error ended the preflight before the app could connect properly.

    For example, nobody is signed in, or the app does not trust the certificates of this run.
    """


@dataclass(frozen=True, kw_only=True)
class PreflightRequest:
    """The input of the process that connects.

    Attributes:
        running: the values of the run.
        target: the value of `--target`.
        engine: the browser's name in Playwright, e.g. chromium.
        launch: the arguments with which the browser is launched.
    """

    running: RunContext
    target: str
    engine: str
    launch: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PreflightResult:
    """The output of the process that connects. If both fields are empty, the app connected.

    Attributes:
        problem: why the app did not connect; empty if it connected, or if there is an error.
        error: the arguments of the HarnessError that ended the process; None if there was none.
    """

    problem: str = ""
    error: tuple[str, str, str, str, str] | None = None


def run_preflight(running: RunContext, target: str, engine: str, launch: dict[str, Any]) -> None:
    """Let the app connect once, to make sure that it reaches the front door.

    Args:
        running: the values of the run.
        target: the value of `--target`.
        engine: the browser's name in Playwright, e.g. chromium.
        launch: the arguments with which the browser is launched.

    Raises:
        AppNeverCame: the app did not connect, or the adapter does not fit the app's pages.
        NotDriven: an error ended the preflight before the app could connect properly.
    """
    request = PreflightRequest(running=running, target=target, engine=engine, launch=launch)
    result, output = _run_process(request)
    if result.error:
        raise NotDriven(*result.error)
    if result.problem:
        raise AppNeverCame(
            wanted="the app to connect one mailbox before the first scenario",
            happened=result.problem,
            where=f"target {target}",
            next_step="check that the app can reach this machine: look at firewalls, host names, "
            "and a setting of the app that forbids private addresses. --proxy-host and "
            "--proxy-bind set the address to which the app connects",
            output=output,
        )


def _run_process(request: PreflightRequest) -> tuple[PreflightResult, str]:
    """Run the process that connects; return its result, and what it printed on stderr."""
    # PYTHONWARNINGS may turn warnings into errors; -W default overrides PYTHONWARNINGS, so that a
    # warning of an adapter does not end the process.
    answer = ask_process(
        "bluebar.e2e.environment.preflight_process",
        request,
        PreflightResult,
        seconds=SECONDS,
        options=("-W", "default"),
    )
    if answer.result is not None:
        return answer.result, answer.errors
    if answer.status is None:
        return PreflightResult(problem=f"the app did not connect within {SECONDS} s"), ""
    last = answer.errors.strip().rpartition("\n")[2]
    problem = f"the preflight ended with status {answer.status}, without a result: {last}"
    return PreflightResult(problem=problem), answer.errors
