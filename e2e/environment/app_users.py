"""The app's users in one test, and the inboxes that receive the app's mail to these users.

A user is made for the test, or is taken from the adapter's pool of users.
"""

import os
import secrets
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page

from bluebar.e2e.environment.browser_record import BrowserRecord
from bluebar.e2e.environment.cleanup import clean_up, end_syncs
from bluebar.e2e.environment.mail_places import mail_places
from bluebar.e2e.environment.password_leaks import Place
from bluebar.e2e.environment.user_pool import UserPool
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.pool import people_of
from bluebar.e2e.protocol.target import AppUser, Instance, Target
from bluebar.e2e.run.context import RunContext
from bluebar.e2e.run.inbox_options import inbox_factory_for, is_shared
from bluebar.e2e.scenarios.model import Scenario
from bluebar.e2e.subjects.baseline import Baseline
from bluebar.e2e.subjects.user import User
from bluebar.e2e.targets.browser_sessions import BrowserSession
from bluebar.e2e.targets.env_credentials import secrets_read
from bluebar.fixtures.inbox.greenmail_inbox import GreenMailInbox
from bluebar.fixtures.inbox.inbox import Inbox
from bluebar.fixtures.inbox.inbox_from_options import PASSWORD, UNIQUE
from bluebar.fixtures.plan.plan import Plan
from bluebar.mailserver.accounts import Account
from bluebar.mailserver.brands import accounts_on
from bluebar.reports.record.attempt import Attempt


class AppUsers:
    """Sign users in to the app for one test, and remove the test's data after the test.

    Args:
        running: the values of the run, e.g. its mail server.
        target: the app's adapter.
        scenario: the row that the test runs.
        attempt: the attempt that collects the test's record.
        probes: whether a test may try to get past the app's protection.

    Attributes:
        users: the users whom the test has signed in, in order.
        pool: the pool from which users are taken; None if users are made for each test.
        plug: a function that opens the inbox of an address; None if the inboxes are on the run's
            mail server.
        shares_inbox: whether the users' inbox also receives mail of other tests.
    """

    def __init__(
        self,
        *,
        running: RunContext,
        target: Target,
        scenario: Scenario,
        attempt: Attempt,
        probes: bool,
    ) -> None:
        self.running = running
        self.scenario = scenario
        self.attempt = attempt
        self.probes = probes
        self.users: list[User] = []
        self._browsers: list[BrowserRecord] = []
        self.server_accounts = accounts_on(running.server)
        people = people_of(target)
        self.pool = UserPool(people, Path(running.folder)) if people else None
        self.plug = inbox_factory_for(target, running.inbox, running.inbox_address)
        self.shares_inbox = is_shared(target, running.inbox_address)

    def bring_in(
        self,
        page: Page,
        plan: Plan,
        target: Target,
        instance: Instance,
        mailbox_account: Callable[[], Account],
    ) -> User:
        """Make or take another user, sign the user in, and return the user.

        Args:
            page: an empty page of a new browser context.
            plan: the plan of a mailbox. If a user is made, the plan gives the name, and also the
                sign-in address unless `--inbox-address` gives one.
            target: the app's adapter.
            instance: the running app.
            mailbox_account: a function that makes the account of the row's mailbox. It is called
                only in rows in which the person signs in to the app with the mailbox's address.

        Raises:
            NotOffered: the row needs a user with the mailbox's address, and no user of this run
                can have this address; or the pool has too few users.
        """
        person, inbox = self._next(plan, mailbox_account)
        if self.probes:
            self._browsers.append(BrowserRecord(page.context))
        session = self.running.session_of(target)
        self._note_secrets(session)
        try:
            session.enter(page, instance, person, self.attempt.phase)
        finally:
            self._note_secrets(session)
        user = User(
            person=person,
            page=page,
            inbox=inbox,
            target=target,
            attempt=self.attempt,
            shares_inbox=self.shares_inbox,
            may_be_probed=self.probes,
            instance=instance,
        )
        if self.pool is not None:
            with self.attempt.phase("read what the user has before"):
                user = replace(user, baseline=Baseline.seen_by(target, page))
        self.users.append(user)
        return user

    def places(self, addresses: Collection[str]) -> Iterator[Place]:
        """Yield texts from the users' browsers and mail in which a password may be found.

        The record says which places could not be read.

        Args:
            addresses: the addresses of the test's mailboxes.
        """
        for browser in self._browsers:
            yield from browser.places()
            for name in browser.not_read:
                self.attempt.note_not_looked_at(f"passwords in {name}")
        for user in self.users:
            yield from mail_places(user, addresses)

    def clean_up(self, front_page: str, addresses: Collection[str]) -> None:
        """Let the target remove the test's data from users of a pool.

        The test's record lists what remains. Users who were made for the test keep their data; but
        if all tests share the ports of the proxy, the app must end its syncs, which would reach the
        next test.

        Args:
            front_page: the address of the app's front page.
            addresses: the addresses of the test's mailboxes.
        """
        if self.pool is None and self.running.bind.fixed is None:
            return
        remove = clean_up if self.pool else end_syncs
        for user in self.users:
            with self.attempt.phase("clean up"):
                self.attempt.left_behind += remove(user, front_page, addresses)

    def give_back(self) -> None:
        """Release the users that were taken from the pool, so that other tests can take them."""
        if self.pool is not None:
            self.pool.give_back()

    def _note_secrets(self, session: BrowserSession) -> None:
        """Note the secrets of the session, and those that the adapter read to sign in."""
        for secret in session.secrets() | secrets_read():
            self.attempt.note_secret(secret)

    def _next(self, plan: Plan, mailbox_account: Callable[[], Account]) -> tuple[AppUser, Inbox]:
        if self.scenario.mailbox.same_address and (self.pool or self.plug):
            raise NotOffered(
                "this scenario needs an app user whose address is the mailbox's; in this run the "
                "app's users come from a pool, or their inboxes are not on the run's mail server"
            )
        if self.pool is not None:
            person = self.pool.take()
            inbox = self._open(self.running.inbox_address or person.email)
        elif self.scenario.mailbox.same_address:
            account = mailbox_account()
            person = _person(plan, account.address)
            inbox = GreenMailInbox(self.running.server, account)
        else:
            told = self.running.inbox_address.replace(UNIQUE, secrets.token_hex(5))
            person = _person(plan, told or plan.sign_in.address)
            inbox = self._open(person.email)
        self.attempt.note_secret(person.password)
        self.attempt.note_secret(os.environ.get(PASSWORD, ""))
        return person, inbox

    def _open(self, address: str) -> Inbox:
        """Open the inbox of an address.

        Without `plug`, the inbox is on the run's mail server. The server gets an account for the
        address if it has none.
        """
        if self.plug is not None:
            return self.plug(address)
        # When mail for an unknown address arrives, GreenMail makes an account whose password is the
        # address. An account that is made here gets the same password.
        account = Account(address=address, login=address, password=address)
        inbox = GreenMailInbox(self.running.server, account)
        if address in self.server_accounts.addresses():
            return inbox.from_now_on()
        self.server_accounts.create(account)
        return inbox


def _person(plan: Plan, address: str) -> AppUser:
    return AppUser(name=plan.sign_in.name, email=address, password=f"sign-in-{plan.seed:x}")
