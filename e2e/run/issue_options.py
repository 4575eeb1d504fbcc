"""pytest's options for known issues, and the known issues of a run."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from bluebar.e2e.outcome.known_issues import (
    FILE_NAME,
    BadIssuesFile,
    KnownIssue,
    read_known_issues,
)

KNOWN_ISSUES = "--known-issues"
STRICT_KNOWN = "--strict-known"
"""The option with which a known issue that does not happen makes a run red."""


@dataclass(frozen=True, kw_only=True)
class KnownIssues:
    """The known issues of a run.

    Attributes:
        file: the file of the issues, which may be missing; None for an included adapter, unless the
            run names a file.
        issues: the issues in the file.
        is_strict: whether an issue that does not happen makes the run red.
    """

    file: Path | None = None
    issues: tuple[KnownIssue, ...] = ()
    is_strict: bool = False


NO_ISSUES = KnownIssues()


def add_options(parser: pytest.Parser) -> None:
    """Add the options for known issues."""
    group = parser.getgroup("bluebar: known issues")
    group.addoption(
        KNOWN_ISSUES,
        type=Path,
        metavar="FILE",
        help=f"the known issues of the app (default: {FILE_NAME} beside your adapter's file)",
    )
    group.addoption(
        STRICT_KNOWN,
        action="store_true",
        help="fail a test that passes although one of the known issues is about its scenario "
        "(default: report the issue as gone)",
    )


def issues_from_options(config: pytest.Config) -> KnownIssues:
    """Return the known issues of a run.

    Raises:
        pytest.UsageError: the file is missing or wrong.
    """
    named = config.getoption(KNOWN_ISSUES)
    file = named or issues_file_of(config.getoption("--target"))
    if named and not named.is_file():
        raise pytest.UsageError(f"{KNOWN_ISSUES} {named}: there is no such file")
    is_strict = bool(config.getoption(STRICT_KNOWN))
    if file is None or not file.exists():
        return KnownIssues(file=file, is_strict=is_strict)
    try:
        return KnownIssues(file=file, issues=read_known_issues(file), is_strict=is_strict)
    except BadIssuesFile as error:
        raise pytest.UsageError(f"{error}") from error


def issues_file_of(target: str) -> Path | None:
    """Return the file of known issues that belongs to a target; the file may be missing.

    Args:
        target: the value of `--target`.

    Returns:
        The file beside the adapter's file; None for an included adapter.
    """
    file, separator, _ = target.rpartition(":")
    return Path(file).with_name(FILE_NAME) if separator else None
