"""`bluebar COMMAND`: what helps to point bluebar at an app."""

import argparse
import sys
from collections.abc import Sequence

import pytest

from bluebar.commands import check_target, list_targets, login, new_adapter
from bluebar.mailserver.errors import HarnessError

COMMANDS = (list_targets, new_adapter, check_target, login)
"""Each has `add_to(subparsers)`, which names its `run(arguments)`, which returns an exit status."""


class NoTarget(HarnessError):
    """What was named is no target, or not one that may be driven."""

    @classmethod
    def named(cls, name: str, error: pytest.UsageError) -> "NoTarget":
        """Return pytest's error as one of a command."""
        return cls(
            wanted="a target to drive",
            happened=str(error),
            where=name,
            next_step="`bluebar list` names those that there are; "
            "docs/write-an-adapter.md tells how to write one",
        )


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    made = argparse.ArgumentParser(prog="bluebar", description=__doc__)
    subparsers = made.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_to(subparsers)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit status, 2 where it could not do what was asked."""
    chosen = parser().parse_args(arguments)
    try:
        status: int = chosen.run(chosen)
    except HarnessError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except pytest.UsageError as error:
        sys.stderr.write(f"{NoTarget.named(chosen.target, error)}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    return status


if __name__ == "__main__":
    sys.exit(main())
