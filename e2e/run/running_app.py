"""Start the app under test, or use an app that runs already.

A run signs users up and connects mailboxes. With a wrong URL it would do so in another system, so
the host of an app on another machine must be given twice: in --base-url and in --allow-writes.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import urlsplit

import pytest

from bluebar.e2e.outcome.adapter_error import NEXT_STEP, AdapterError, adapter_error
from bluebar.e2e.protocol.target import Instance, Surroundings, Target

YIELDS = 'an Instance, e.g. Instance(base_url="http://127.0.0.1:8000")'


@contextmanager
def started_app(target: Target, surroundings: Surroundings) -> Iterator[Instance]:
    """Return a context in which the adapter's `running` runs the app.

    Yields:
        The running app, whose URL has no slash at the end.

    Raises:
        AdapterError: `running` raised an exception, or did not yield an `Instance` with a URL.
        HarnessError: the app did not start.
    """
    with ExitStack() as stack:
        try:
            instance: object = stack.enter_context(target.running(surroundings))
        except Exception as error:
            if "generator didn't yield" in str(error):
                raise _wrong_instance(target, "nothing") from error
            if (found := adapter_error(error, target, clicked=False)) and found is not error:
                raise found from error
            raise
        if not isinstance(instance, Instance):
            raise _wrong_instance(target, repr(instance))
        parts = urlsplit(instance.base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise _wrong_instance(target, repr(instance))
        yield replace(instance, base_url=instance.base_url.rstrip("/"))


def _wrong_instance(target: Target, yielded: str) -> AdapterError:
    name = type(target).__name__
    return AdapterError(
        wanted=f"{name}.running to yield {YIELDS}",
        happened=f"{name}.running yielded {yielded}",
        where=f"the adapter {name}",
        next_step=NEXT_STEP,
    )


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
    if not is_this_machine(host) and allow_writes != host:
        other = f", not {allow_writes}" if allow_writes else ""
        raise pytest.UsageError(
            f"--base-url {base_url}: bluebar would sign users up and connect mailboxes at {host}. "
            f"To allow this, add --allow-writes={host}{other}."
        )
    return Instance(base_url=base_url.rstrip("/"))


def is_this_machine(host: str) -> bool:
    """Say whether a host, as it stands in a URL, is this machine's loopback interface."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
