"""Choose the inbox in which the app's mail to its users arrives, and check the options for it."""

import os

import pytest

from bluebar.e2e.protocol.capabilities import HasInbox
from bluebar.e2e.protocol.target import Target
from bluebar.fixtures.inbox.inbox import InboxFactory
from bluebar.fixtures.inbox.inbox_from_options import UNIQUE, check_address, inbox_factory_at


def inbox_factory_for(target: Target, inbox: str, summary_to: str) -> InboxFactory | None:
    """Return the factory that opens the inboxes of users.

    Args:
        target: the app's adapter, which may have an inbox.
        inbox: the value of `--inbox`; empty if the option is not given.
        summary_to: the value of `--summary-to`; empty if the option is not given.

    Returns:
        The factory, or None if the inboxes are on bluebar's own mail server.

    Raises:
        pytest.UsageError: an option is wrong, or the options contradict each other.
    """
    factory = inbox_factory_at(inbox, os.environ) if inbox else None
    if factory is None and isinstance(target, HasInbox):
        factory = target.inbox
    if not summary_to:
        return factory
    check_address(summary_to)
    if factory is None:
        raise pytest.UsageError(
            f"--summary-to {summary_to} needs --inbox, the URL of the inbox in which mail to this "
            "address arrives. If this mail should arrive on bluebar's own mail server, leave both "
            "options out."
        )
    if target.users == "pool" and UNIQUE in summary_to:
        raise pytest.UsageError(
            f"--summary-to {summary_to} makes an address for each user, but the users of "
            f"{target.name} come from a pool and have addresses already. Give one address without "
            f"{UNIQUE} that receives the mail of all users, or leave the option out."
        )
    return factory


def is_shared(target: Target, summary_to: str) -> bool:
    """Return whether a user's inbox may also contain mail that other tests caused.

    This is so if the users come from a pool, or if --summary-to is one address for all users.
    """
    return target.users == "pool" or bool(summary_to and UNIQUE not in summary_to)
