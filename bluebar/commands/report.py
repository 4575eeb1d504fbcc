"""`bluebar report COMMAND`: what can be done with the reports that runs wrote."""

import argparse
import sys
from collections.abc import Sequence

from bluebar.reports import (
    add_to_history,
    check_for_secrets,
    merge_reports,
    open_report,
    print_summary,
)
from bluebar.reports.report_errors import ReportError

COMMANDS = (open_report, merge_reports, check_for_secrets, print_summary, add_to_history)
"""Each has `add_to(subparsers)`, which names its `run(arguments)`, which returns an exit status."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    made = argparse.ArgumentParser(prog="bluebar report", description=__doc__)
    subparsers = made.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_to(subparsers)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit status, 2 where it could not do what was asked."""
    chosen = parser().parse_args(arguments)
    try:
        status: int = chosen.run(chosen)
    except ReportError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    return status


if __name__ == "__main__":
    sys.exit(main())
