"""Fixtures of the front door's tests."""

import pytest

from tests.frontdoor.servers import TestAuthority


@pytest.fixture(scope="package")
def authority() -> TestAuthority:
    """An authority that the tests' clients trust."""
    return TestAuthority()
