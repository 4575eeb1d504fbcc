"""Choose the inbox in which the app's mail to its users arrives, and check the options for it."""

import os

import pytest

from bluebar.e2e.protocol.capability_checks import keeps_session
from bluebar.e2e.protocol.target import Target
from bluebar.e2e.protocol.user_capabilities import HasInbox
from bluebar.fixtures.inbox.inbox import InboxFactory
from bluebar.fixtures.inbox.inbox_from_options import UNIQUE, check_address, inbox_factory_at


def inbox_factory_for(target: Target, inbox: str, inbox_address: str) -> InboxFactory | None:
    """Return the factory that opens the inboxes of users.

    Args:
        target: the app's adapter, which may have an inbox.
        inbox: the value of `--inbox`; empty if the option is not given.
        inbox_address: the value of `--inbox-address`; empty if the option is not given.

    Returns:
        The factory, or None if the inboxes are on bluebar's own mail server.

    Raises:
        pytest.UsageError: an option is wrong, or the options contradict each other.
    """
    factory = inbox_factory_at(inbox, os.environ) if inbox else None
    if factory is None and isinstance(target, HasInbox):
        factory = target.inbox
    if not inbox_address:
        return factory
    check_address(inbox_address)
    if factory is None:
        raise pytest.UsageError(
            f"--inbox-address {inbox_address} needs --inbox, the URL of the inbox in which mail to "
            "this address arrives. If this mail should arrive on bluebar's own mail server, leave "
            "both options out."
        )
    if target.users == "pool" and UNIQUE in inbox_address:
        raise pytest.UsageError(
            f"--inbox-address {inbox_address} makes an address for each user, but the users of "
            f"{target.name} come from a pool and have addresses already. Give one address without "
            f"{UNIQUE} that receives the mail of all users, or leave the option out."
        )
    return factory


def is_shared(target: Target, inbox_address: str) -> bool:
    """Return whether a user's inbox may also contain mail that other tests caused.

    This is so if the users come from a pool, or if --inbox-address is one address for all users.
    """
    is_pool = target.users == "pool" or keeps_session(target)
    return is_pool or bool(inbox_address and UNIQUE not in inbox_address)
