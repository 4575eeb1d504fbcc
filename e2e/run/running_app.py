"""Use an app that already runs, after checking that bluebar may write to the app.

Each run signs users up and connects mailboxes, so a wrong address would change another system. The
host of an app on another machine must therefore be given twice: in --base-url and --allow-writes.
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
        raise pytest.UsageError(f"--base-url {base_url}: not a URL such as https://crm.example")
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
