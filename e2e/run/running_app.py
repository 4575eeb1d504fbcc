"""A target that runs already: where it is, and whether bluebar may write to it.

Each run signs users up and connects mailboxes, which nobody wants in a system that was named by
mistake. So anything that is not on this machine has to be named twice.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

import pytest

from bluebar.e2e.protocol.target import Instance


def attach(base_url: str, allow_writes: str | None) -> Instance:
    """Return the target that answers at this address, which bluebar neither starts nor ends.

    Args:
        base_url: of the target.
        allow_writes: the host that may be written to, unless it is this machine.

    Raises:
        pytest.UsageError: it is no address, or of a host that may not be written to.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise pytest.UsageError(f"--base-url {base_url}: no address such as https://crm.example")
    if not _is_this_machine(host) and allow_writes != host:
        other = f", not {allow_writes}" if allow_writes else ""
        raise pytest.UsageError(
            f"--base-url {base_url}: bluebar would sign users up and connect mailboxes at {host}. "
            f"If that is meant, say so with --allow-writes={host}{other}."
        )
    return Instance(base_url=base_url.rstrip("/"))


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
