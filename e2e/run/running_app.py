"""Use an app that runs already, after a check that bluebar may write to the app.

A run signs users up and connects mailboxes. With a wrong URL it would do so in another system, so
the host of an app on another machine must be given twice: in --base-url and in --allow-writes.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

import pytest

from bluebar.e2e.protocol.target import Instance


def attach(base_url: str, allow_writes: str | None) -> Instance:
    """Return the app that runs at a URL. bluebar neither starts nor stops this app.

    Args:
        base_url: the app's URL.
        allow_writes: the host that bluebar may write to. bluebar may always write to this machine.

    Raises:
        pytest.UsageError: the URL is invalid, or bluebar may not write to its host.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise pytest.UsageError(
            f"--base-url {base_url}: not a URL with http or https and a host; give e.g. "
            "https://crm.example"
        )
    if not _is_this_machine(host) and allow_writes != host:
        other = f", not {allow_writes}" if allow_writes else ""
        raise pytest.UsageError(
            f"--base-url {base_url}: bluebar would sign users up and connect mailboxes at {host}. "
            f"To allow this, add --allow-writes={host}{other}."
        )
    return Instance(base_url=base_url.rstrip("/"))


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
