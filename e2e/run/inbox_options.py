"""Where the app's mail to its users arrives: at bluebar's own mail server, or where a plug reads.

What can be wrong with the options is said before anything starts. Plugs stand in `fixtures`.
"""

import os

import pytest

from bluebar.e2e.protocol.capabilities import HasInbox
from bluebar.e2e.protocol.target import Target
from bluebar.fixtures.inbox.inbox import InboxFactory
from bluebar.fixtures.inbox.inbox_from_options import UNIQUE, check_address, inbox_factory_at


def inbox_factory_for(target: Target, inbox: str, summary_to: str) -> InboxFactory | None:
    """Return what opens users' inboxes; None where bluebar's own mail server keeps them.

    Args:
        target: which may bring one along.
        inbox: as `--inbox` has it, or empty.
        summary_to: as `--summary-to` has it, or empty.

    Raises:
        pytest.UsageError: the two are wrong, or do not go together.
    """
    plug = inbox_factory_at(inbox, os.environ) if inbox else None
    if plug is None and isinstance(target, HasInbox):
        plug = target.inbox
    if not summary_to:
        return plug
    check_address(summary_to)
    if plug is None:
        raise pytest.UsageError(
            f"--summary-to {summary_to}: say with --inbox where mail to that address is read; "
            "bluebar's own mail server takes mail for any, and needs none"
        )
    if target.users == "pool" and UNIQUE in summary_to:
        raise pytest.UsageError(
            f"--summary-to {summary_to}: the users of {target.name} come from a pool and have "
            "addresses already. Name the one at which mail to all of them arrives, or leave it out."
        )
    return plug


def is_shared(target: Target, summary_to: str) -> bool:
    """Say whether mail of other tests comes to the same address."""
    return target.users == "pool" or bool(summary_to and UNIQUE not in summary_to)
