"""`bluebar list`: the bundled targets."""

import argparse
import inspect
from typing import Any

from bluebar.commands.target_browser import say
from bluebar.e2e.targets.registry import BUNDLED, bundled_class


def add_to(subparsers: Any) -> None:
    """Add the command to a parser."""
    command = subparsers.add_parser("list", help="the bundled targets, a line each")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - it has none
    """Print each with what its adapter says of itself."""
    width = max(map(len, BUNDLED))
    for name in BUNDLED:
        say(f"{name:{width}}  {(inspect.getdoc(bundled_class(name)) or '').partition(chr(10))[0]}")
    return 0
