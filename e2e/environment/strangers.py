"""Find mailboxes of earlier tests at the front door of a test.

If the ports of the proxy are fixed for a run, an app that still syncs the mailbox of an earlier
test comes to the front door of a later one. Its connections may look like a failure of the app.
"""

from collections.abc import Collection, Iterable

from bluebar.mailserver.accounts import Account, Accounts
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint


class StrangerCame(HarnessError):
    """The app logged in to the mailbox of an earlier test, at the front door of this test."""


def require_own_logins(
    doors: Iterable[ProxyEndpoint], own: Iterable[Account], accounts: Accounts, app: str
) -> None:
    """Check that the logins at a test's front doors are of the test's mailboxes.

    A user name that belongs to no mailbox of the mail server is not of another test: the scenario
    types it.

    Args:
        doors: the front doors of the test.
        own: the accounts of the test.
        accounts: all accounts on the mail server.
        app: the name of the target.

    Raises:
        StrangerCame: a login was of another account.
    """
    logins = [each for door in doors for talk in door.conversations for each in talk.logins]
    used = {each.user.casefold() for each in logins}
    used -= {name.casefold() for account in own for name in (account.address, account.login)}
    if strangers := used & _names(accounts.addresses() if used else ()):
        raise StrangerCame(
            wanted="only this test's mailbox at the front door",
            happened=f"{app} logged in with user names of earlier tests: "
            f"{', '.join(sorted(strangers))}",
            where="the front door at the ports of --proxy-ports, which all tests of the run share",
            next_step="let the adapter disconnect mailboxes (`clean_up`, or `accounts` and "
            "`disconnect`), or run without --proxy-ports",
        )


def _names(addresses: Collection[str]) -> set[str]:
    """Return the user names of addresses: whole, and the part before the @."""
    lower = {each.casefold() for each in addresses}
    return lower | {each.partition("@")[0] for each in lower}
