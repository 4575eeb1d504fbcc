"""What the front door's own tests share."""

import pytest

from tests.frontdoor.servers import TestAuthority


@pytest.fixture(scope="package")
def authority() -> TestAuthority:
    """An authority that the tests' clients trust."""
    return TestAuthority()
