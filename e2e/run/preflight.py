"""One connection before the first scenario: does the target reach this run's mail server at all?

A target that runs elsewhere may stand behind a firewall, a guard against private addresses, or
another idea of names. Without this each scenario would fail for that one reason.

It is a process of its own (`preflight_process`), because a run's controller starts no browser.
"""

import json
import subprocess
import sys

from bluebar.mailserver.errors import HarnessError

SECONDS = 180
"""For the whole of it: above what the most patient app takes for its verdict."""

TROUBLE = 4
"""Exit status of the process that could not come so far; it prints its error's parts."""


class AppNeverCame(HarnessError):
    """No connection of the target's reached the front door."""


class NotDriven(HarnessError):
    """The target could not be brought as far as a connection.

    For example, nobody is signed in, or it trusts no certificate of this run.
    """


def run_preflight(running: str, target: str, engine: str, launch: dict[str, object]) -> None:
    """Connect once, and see that the target comes to the front door.

    Args:
        running: the run, as it travels.
        target: as `--target` has it.
        engine: Playwright's name of the browser.
        launch: what it is launched with.

    Raises:
        AppNeverCame: it did not, or its pages are not as the adapter has them.
        NotDriven: it could not come to that.
    """
    asked = json.dumps({"running": running, "target": target, "engine": engine, "launch": launch})
    try:
        ended = subprocess.run(
            # Whatever PYTHONWARNINGS says: a warning of an adapter's stops nothing.
            [sys.executable, "-P", "-W", "default", "-m", "bluebar.e2e.run.preflight_process"],
            input=asked, capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
        status, said, output = ended.returncode, ended.stdout.strip(), ended.stderr
    except subprocess.TimeoutExpired:
        status, said, output = 0, f"nothing in {SECONDS} s", ""
    if status == TROUBLE:
        raise NotDriven(*json.loads(said))
    if said != "reached":
        raise AppNeverCame(
            wanted="one connection from the target before the first scenario",
            happened=said or "the preflight broke off",
            where=f"target {target}",
            next_step="see whether the target may reach this machine: a firewall, a guard against "
            "private addresses, names; --mail-host and --mail-bind say where it is to come to",
            output=output,
        )
