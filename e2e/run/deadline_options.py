"""pytest's option for the deadlines of the app, which replaces deadlines of the adapter."""

import argparse
from collections.abc import Iterable
from dataclasses import fields, replace
from math import isfinite

import pytest

from bluebar.e2e.protocol.target import Deadlines, Target

DEADLINE = "--deadline"
NAMES = tuple(each.name for each in fields(Deadlines))


def add_deadline_option(group: pytest.OptionGroup) -> None:
    """Add the option for deadlines."""
    group.addoption(
        DEADLINE,
        action="append",
        default=[],
        type=deadline,
        metavar="NAME=SECONDS",
        help="how long bluebar waits for the app, e.g. verdict=90; NAME is "
        f"{', '.join(NAMES)}; may be repeated (default: the adapter's deadlines)",
    )


def deadline(text: str) -> str:
    """Check a value of the option, and return the value.

    Raises:
        argparse.ArgumentTypeError: the value is not the name of a deadline, `=`, and seconds.
    """
    name, _, number = text.partition("=")
    try:
        seconds = float(number)
    except ValueError:
        seconds = 0.0
    if name not in NAMES or not isfinite(seconds) or seconds <= 0:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no deadline: write a name ({', '.join(NAMES)}), =, and a number of "
            "seconds, e.g. verdict=90"
        )
    return text


def set_deadlines(target: Target, given: Iterable[str]) -> None:
    """Replace deadlines of an adapter.

    Args:
        target: the adapter; changed.
        given: the values of the option, which `deadline` has checked.

    Raises:
        pytest.UsageError: the adapter's deadlines cannot be replaced.
    """
    seconds = {name: float(number) for name, _, number in (each.partition("=") for each in given)}
    if not seconds:
        return
    try:
        target.deadlines = replace(target.deadlines, **seconds)
    except AttributeError as error:
        raise pytest.UsageError(
            f"{DEADLINE}: the adapter computes its deadlines, so they cannot be replaced; state "
            "them as a class attribute"
        ) from error
