"""Credentials come from the environment, and are secrets of the run."""

import pytest

from bluebar.e2e.targets import env_credentials
from bluebar.e2e.targets.env_credentials import from_environment, secrets_read, totp_code

EIGHTY_BITS = "JBSWY3DPEHPK3PXP"
"""A secret of the length that many servers make, which pyotp alone refuses."""

OF_THE_RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The secret of RFC 6238, appendix B, where the code ends in 287082 after 59 seconds."""


@pytest.fixture(autouse=True)
def _nothing_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env_credentials, "_READ", set())


def test_what_an_adapter_reads_is_a_secret_unless_it_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CRM_PASSWORD", "correct-horse-77")
    monkeypatch.setenv("CRM_USER", "quinn@kontor.test")
    assert from_environment("CRM_PASSWORD") == "correct-horse-77"
    assert from_environment("CRM_USER", secret=False) == "quinn@kontor.test"
    assert secrets_read() == {"correct-horse-77"}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (OF_THE_RFC, "287082"),
        ("gezd gnbv gy3t qojq gezd gnbv gy3t qojq", "287082"),
        (EIGHTY_BITS, "996554"),
        (f"{EIGHTY_BITS}====", "996554"),
    ],
)
def test_a_code_is_the_one_of_an_authenticator_app(
    monkeypatch: pytest.MonkeyPatch, written: str, code: str
) -> None:
    monkeypatch.setenv("CRM_TOTP", written)
    monkeypatch.setattr(env_credentials._Totp, "now", lambda self: self.at(59))
    assert totp_code("CRM_TOTP") == code
    assert written in secrets_read()
    assert written.replace(" ", "").upper().rstrip("=") in secrets_read()


@pytest.mark.parametrize("wrong", ["not base 32!", "https://crm.example", "1189"])
def test_a_secret_that_is_no_base32_is_a_usage_error_without_the_secret(
    monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv("CRM_TOTP", wrong)
    with pytest.raises(
        pytest.UsageError, match="CRM_TOTP is not a TOTP secret in Base32"
    ) as raised:
        totp_code("CRM_TOTP")
    assert wrong not in str(raised.value)


@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_variable_is_a_usage_error(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv("CRM_TOTP", raising=False)
    if value is not None:
        monkeypatch.setenv("CRM_TOTP", value)
    with pytest.raises(pytest.UsageError, match="needs the environment variable CRM_TOTP"):
        totp_code("CRM_TOTP")
