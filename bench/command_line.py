"""What the benchmarks' command lines share: an option for the size, and progress on stderr."""

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
    """Parse a benchmark's command line; return the value of its only option, at least 1.

    Args:
        arguments: the arguments after the command; None: those in `sys.argv`.
        prog: the command, as the help text shows it.
        description: the description in the help text.
        option: the option's name without dashes, e.g. "messages".
        default: the value if the option is not given.

    Raises:
        SystemExit: the arguments are wrong, or contain --help.
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
    """Print the current step on stderr, so that stdout contains only the result."""
    print(f"… {text}", file=sys.stderr, flush=True)
