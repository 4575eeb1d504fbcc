"""The canary port counts every connection, even one that is closed at once."""

import socket

import pytest

from bluebar.e2e.subjects import canary_port
from bluebar.e2e.subjects.canary_port import NoCanaryPort, listening


def test_no_connection_is_counted_if_none_came() -> None:
    with listening() as port:
        pass
    assert port.visitors == 0


def test_closed_connections_are_counted() -> None:
    with listening() as port:
        for _ in range(3):
            socket.create_connection((port.host, int(port.number)), 5).close()
    assert port.visitors == 3


def test_a_machine_without_a_second_loopback_address_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(canary_port, "HOST", "192.0.2.1")
    with pytest.raises(NoCanaryPort, match=r"192\.0\.2\.1"), listening():
        pass
