"""Read the credentials that an adapter needs from the environment."""

import os

import pytest


def from_environment(name: str) -> str:
    """Return the value of an environment variable, e.g. a password.

    Raises:
        pytest.UsageError: the variable is missing or empty.
    """
    if not (value := os.environ.get(name, "")):
        raise pytest.UsageError(
            f"the adapter needs the environment variable {name}, which is missing or empty: set it"
        )
    return value
