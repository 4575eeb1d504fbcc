"""Capabilities of a target whose accounts change after they are connected.

The module `capabilities` has a target's other capabilities.
"""

from typing import Protocol, runtime_checkable

from playwright.sync_api import Locator, Page

from bluebar.e2e.outcome.verdict import Reason


@runtime_checkable
class NamesSyncProblems(Protocol):
    """The target says why a sync of an account failed, not only why a connection was refused."""

    def sync_reason(self, page: Page, address: str, within: float) -> Reason | None:
        """Start a sync of the account, and wait until it has ended.

        Args:
            page: the user's page.
            address: the account's address.
            within: the seconds in which the sync must end.

        Returns:
            The reason that the app shows at the account; None if the sync succeeded.
        """


@runtime_checkable
class AsksBeforeDisconnect(Protocol):
    """The target asks for confirmation before it disconnects an account."""

    def ask_to_disconnect(self, page: Page, address: str) -> Locator:
        """Begin to disconnect the account at this address, and wait until the app asks.

        Returns:
            A locator for the control that confirms. This method does not click the control.
        """
