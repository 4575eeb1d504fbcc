"""Create the account of a test's mailbox on the mail server, if the server can have it."""

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.mailserver.accounts import Account, AccountImpossible, Accounts
from bluebar.mailserver.frontdoor.imap_string import PLAIN
from bluebar.mailserver.server import MailServer


def create_account(accounts: Accounts, account: Account, server: MailServer) -> None:
    """Create an account on the mail server.

    Raises:
        NotOffered: the server cannot have such an account, or a front door cannot send its user
            name and password to the server.
        AccountsUnavailable: the account could not be created.
    """
    is_plain = all(PLAIN.fullmatch(each.encode()) for each in (account.login, account.password))
    if not (is_plain or server.facts.literal_plus):
        raise NotOffered(
            "this scenario needs a mail server with LITERAL+, with which front doors send user "
            f"names and passwords with special characters; {server.brand} has none"
        )
    try:
        accounts.create(account)
    except AccountImpossible as error:
        raise NotOffered(
            "this scenario needs an account whose user name or password the run's mail server "
            f"cannot have: {account.login!r}; {error.happened}"
        ) from error
