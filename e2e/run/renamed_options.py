"""Options that were renamed: an old name is a usage error that names the new option."""

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

import pytest

RENAMED = {
    "--java": "--mailserver-java",
    "--mail-host": "--proxy-host",
    "--mail-bind": "--proxy-bind",
    "--mail-ca": "--proxy-ca",
    "--mail-cert": "--proxy-cert",
    "--mail-key": "--proxy-key",
    "--summary-to": "--inbox-address",
    "--also-check": "--scan-for-secrets",
}
"""Old names of options, each with the new name."""


class _Renamed(argparse.Action):
    """An option that is an error wherever it is given."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,  # noqa: ARG002 - argparse's signature
        values: str | Sequence[Any] | None,  # noqa: ARG002 - argparse's signature
        option_string: str | None = None,
    ) -> NoReturn:
        """Report the error.

        Raises:
            pytest.UsageError: always.
        """
        old = option_string or self.option_strings[0]
        parser.error(f"{old} is now called {RENAMED[old]}: give {RENAMED[old]} instead")


def add_renamed_options(parser: pytest.Parser) -> None:
    """Add the old names, which help does not show."""
    group = parser.getgroup("bluebar: target")
    for old in RENAMED:
        group.addoption(old, action=_Renamed, nargs="?", help=argparse.SUPPRESS)
