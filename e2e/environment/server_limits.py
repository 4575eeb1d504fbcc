"""Create accounts and deliver plans on the run's mail server, if the server can have them."""

from collections.abc import Iterator
from contextlib import contextmanager

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.fixtures.errors import SeedNotDelivered
from bluebar.fixtures.imap.delivery import deliver
from bluebar.fixtures.imap.pipeline import CommandRefused
from bluebar.fixtures.plan.plan import Plan
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


def deliver_plan(plan: Plan, server: MailServer, account: Account) -> None:
    """Deliver a plan into a new account.

    Raises:
        NotOffered: the plan has odd messages, and the server refuses one.
        SeedNotDelivered: the server refused a message of another plan, or did not answer.
    """
    if not plan.shape.oddities:
        deliver(plan, server, account)
        return
    with refusal_not_offered("takes its odd messages"):
        deliver(plan, server, account)


@contextmanager
def refusal_not_offered(needed: str) -> Iterator[None]:
    """Raise `NotOffered` if the mail server answers a command of bluebar with NO or BAD.

    Args:
        needed: what the row needs of the server, e.g. "moves messages".
    """
    try:
        yield
    except SeedNotDelivered as error:
        if isinstance(error.__cause__, CommandRefused):
            raise NotOffered(
                f"this scenario needs a mail server that {needed}; the run's mail server refuses: "
                f"{error.happened}"
            ) from error
        raise
