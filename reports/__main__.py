"""`python -m reports COMMAND`: what can be done with the reports that runs wrote."""

import argparse
import sys
from collections.abc import Sequence

from reports import check, merge, open_report
from reports.errors import CannotDo
from reports.nights import command as history
from reports.summaries import command as summary

COMMANDS = (open_report, merge, check, summary, history)
"""Each has `add_to(subparsers)`, which names its `run(arguments)`, which returns an exit status."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    made = argparse.ArgumentParser(prog="python -m reports", description=__doc__)
    subparsers = made.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_to(subparsers)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit status, 2 where it could not do what was asked."""
    chosen = parser().parse_args(arguments)
    try:
        status: int = chosen.run(chosen)
    except CannotDo as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    return status


if __name__ == "__main__":
    sys.exit(main())
