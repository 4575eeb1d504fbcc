"""What a trial of an adapter (`bluebar check`) finds, as lines for a person."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.mailserver.errors import HarnessError


@dataclass
class Findings:
    """The result of a trial.

    Attributes:
        done: a line for each step that worked, in order.
        odd: a line for each result that differs from what bluebar expects; the adapter may be
            wrong, or the app.
        missing: a line for each defect to fix in the adapter, in order.
        picture: a PNG of the page with the form, or of the page at the step that failed.
    """

    done: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    picture: bytes = b""


class Stopped(Exception):
    """A step failed, so the next steps cannot be tried."""


@contextmanager
def step(name: str, findings: Findings) -> Iterator[None]:
    """Run a step of a trial. Add any exception of the adapter's code to the findings.

    Args:
        name: the name of the step for the output.
        findings: the findings so far.

    Raises:
        Stopped: the adapter raised an exception.
    """
    try:
        yield
    except AppFailure as error:
        findings.odd.append(f"{name}: {in_a_line(error)}")
        raise Stopped from error
    except Exception as error:
        waiting = re.search(r"waiting for (.+)", str(error))
        awaited = f", waiting for {waiting[1]}" if waiting else ""
        findings.missing.append(f"{name}: {in_a_line(error)}{awaited}")
        raise Stopped from error


def in_a_line(error: Exception) -> str:
    """Return the message of an error on one line, without the log that Playwright adds."""
    if isinstance(error, HarnessError):
        return f"{error.happened}; {error.next_step}"
    if isinstance(error, AppFailure):
        return str(error)
    return f"{type(error).__name__}: {error}".partition("\n")[0]
