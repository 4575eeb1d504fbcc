"""Only this machine is written to, unless the user names another host twice."""

import pytest

from bluebar.e2e.run.running_app import attach


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8069", "http://[::1]:8069", "https://localhost", "http://crm.localhost:80"],
)
def test_this_machine_needs_no_permission(address: str) -> None:
    assert attach(f"{address}/", None).base_url == address
    assert not attach(address, None).pid


def test_another_host_is_accepted_if_named_twice() -> None:
    assert attach("https://crm.example/app", "crm.example").base_url == "https://crm.example/app"


@pytest.mark.parametrize(
    ("address", "allowed", "said"),
    [
        ("https://crm.example", None, "add --allow-writes=crm.example."),
        ("https://crm.example", "crm2.example", "=crm.example, not crm2.example"),
        ("https://localhost.crm.example", None, "--allow-writes=localhost.crm.example"),
        ("https://127.0.0.1@crm.example", None, "--allow-writes=crm.example"),
        ("crm.example", None, "not a URL with http or https"),
        ("ftp://127.0.0.1", None, "not a URL with http or https"),
    ],
)
def test_any_other_host_is_refused_before_anything_starts(
    address: str, allowed: str | None, said: str
) -> None:
    with pytest.raises(pytest.UsageError) as raised:
        attach(address, allowed)
    assert said in str(raised.value)
