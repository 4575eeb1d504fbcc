"""The command line that the benchmarks share: one option for the size, and progress on stderr."""

import argparse
import sys
from collections.abc import Sequence


def parse_count(
    arguments: Sequence[str] | None,
    *,
    prog: str,
    description: str | None,
    option: str,
    default: int,
) -> int:
    """Return the value of the only option, at least 1.

    Args:
        arguments: the command line; default: `sys.argv`.
        prog: the command, for the help text.
        description: the help text.
        option: the option's name without dashes, e.g. "messages".
        default: the value without the option.

    Raises:
        SystemExit: usage error, or --help.
    """
    parser = argparse.ArgumentParser(
        prog=prog, description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        f"--{option}",
        dest="count",
        type=int,
        default=default,
        metavar="N",
        help=f"number of {option} (default: {default})",
    )
    count: int = parser.parse_args(arguments).count
    if count < 1:
        parser.error(f"--{option} must be at least 1")
    return count


def show_progress(text: str) -> None:
    """Print the current step on stderr, so that stdout has the result only."""
    print(f"… {text}", file=sys.stderr, flush=True)
