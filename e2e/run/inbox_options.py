"""Choose the inbox for the app's mail to its users, and check the options before the start."""

import os

import pytest

from bluebar.e2e.protocol.capabilities import HasInbox
from bluebar.e2e.protocol.target import Target
from bluebar.fixtures.inbox.inbox import InboxFactory
from bluebar.fixtures.inbox.inbox_from_options import UNIQUE, check_address, inbox_factory_at


def inbox_factory_for(target: Target, inbox: str, summary_to: str) -> InboxFactory | None:
    """Return the factory of users' inboxes; None for inboxes on bluebar's own mail server.

    Args:
        target: the app's adapter, which may have an inbox.
        inbox: the value of `--inbox`, or empty.
        summary_to: the value of `--summary-to`, or empty.

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
            f"--summary-to {summary_to}: add --inbox, the inbox for mail to that address; "
            "bluebar's own mail server accepts mail for any address, and needs neither option"
        )
    if target.users == "pool" and UNIQUE in summary_to:
        raise pytest.UsageError(
            f"--summary-to {summary_to}: the users of {target.name} come from a pool and have "
            "addresses already. Give one address that receives the mail of all users, or none."
        )
    return factory


def is_shared(target: Target, summary_to: str) -> bool:
    """Return whether the address receives mail of other tests, too."""
    return target.users == "pool" or bool(summary_to and UNIQUE not in summary_to)
