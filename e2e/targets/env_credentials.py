"""Credentials that an adapter needs: from the environment, and nowhere else."""

import os

import pytest


def from_environment(name: str) -> str:
    """Return a user name or a password.

    Raises:
        pytest.UsageError: there is none of that name.
    """
    if not (value := os.environ.get(name, "")):
        raise pytest.UsageError(
            f"the target needs {name} from the environment, which is not there or empty"
        )
    return value
