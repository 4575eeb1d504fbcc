"""The users of a test, made for it or taken from a pool, and where their mail arrives."""

import os
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page

from bluebar.e2e.environment.cleanup import clean_up
from bluebar.e2e.environment.user_pool import UserPool, people_of
from bluebar.e2e.outcome.failure import not_offered
from bluebar.e2e.protocol.target import AppUser, Instance, Target
from bluebar.e2e.run.context import RunContext
from bluebar.e2e.run.inbox_options import inbox_factory_for, is_shared
from bluebar.e2e.scenarios.model import Scenario
from bluebar.e2e.subjects.baseline import Baseline
from bluebar.e2e.subjects.connection import User
from bluebar.e2e.targets import browser_sessions
from bluebar.fixtures.inbox.greenmail_inbox import GreenMailInbox
from bluebar.fixtures.inbox.inbox import Inbox
from bluebar.fixtures.inbox.inbox_from_options import PASSWORD, UNIQUE
from bluebar.fixtures.plan.plan import Plan
from bluebar.mailserver.accounts import Account
from bluebar.mailserver.greenmail.rest_api import GreenMailApi
from bluebar.reports.record.attempt import Attempt


class AppUsers:
    """Bring users into the app for one test, and take out at its end what came with them.

    Args:
        running: the run's servers.
        target: the app's adapter.
        scenario: the row.
        attempt: where is noted what happens.
        probes: whether rows may try to get past the app's protection.

    Attributes:
        users: who is in.
        pool: whom they are taken from; None where they are made.
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
        self.api = GreenMailApi(running.server)
        people = people_of(target)
        self.pool = UserPool(people, Path(running.folder)) if people else None
        self.plug = inbox_factory_for(target, running.inbox, running.summary_to)
        self.shares_inbox = is_shared(target, running.summary_to)

    def bring_in(
        self,
        page: Page,
        plan: Plan,
        target: Target,
        instance: Instance,
        mailbox_account: Callable[[], Account],
    ) -> User:
        """Sign one more in.

        Args:
            page: where.
            plan: whose sign-in address theirs is, where they are made and no other is told.
            target: the app's adapter,
            instance: and what runs.
            mailbox_account: makes the account of the row's mailbox, for rows whose person signs in
                with its address.
        """
        person, inbox = self._next(plan, mailbox_account)
        for secret in browser_sessions.secrets_of(target):
            self.attempt.note_secret(secret)
        with self.attempt.phase("sign in"):
            target.sign_in(page, instance, person)
            browser_sessions.expect_signed_in(target, page, instance.base_url)
        user = User(
            person=person,
            page=page,
            inbox=inbox,
            target=target,
            attempt=self.attempt,
            shares_inbox=self.shares_inbox,
            may_be_probed=self.probes,
        )
        if self.pool is not None:
            with self.attempt.phase("see what is there before"):
                user = replace(user, before=Baseline.seen_by(target, page))
        self.users.append(user)
        return user

    def clean_up(self, front_page: str, addresses: Iterable[str]) -> None:
        """Let the target take back what came to users of a pool; note what stayed behind."""
        for user in self.users if self.pool else ():
            with self.attempt.phase("clean up"):
                self.attempt.note_left_behind(clean_up(user, front_page, addresses))

    def give_back(self) -> None:
        """Let other tests have the users that came from a pool."""
        if self.pool is not None:
            self.pool.give_back()

    def _next(self, plan: Plan, mailbox_account: Callable[[], Account]) -> tuple[AppUser, Inbox]:
        if self.scenario.same_address and (self.pool or self.plug):
            not_offered(
                "nobody signs in with the mailbox's own address where users come from a pool, or "
                "where their mail goes elsewhere"
            )
        if self.pool is not None:
            person = self.pool.take()
            inbox = self._open(self.running.summary_to or person.email)
        elif self.scenario.same_address:
            account = mailbox_account()
            person = _person(plan, account.address)
            inbox = GreenMailInbox(self.running.server, account)
        else:
            told = self.running.summary_to.replace(UNIQUE, secrets.token_hex(5))
            person = _person(plan, told or plan.sign_in.address)
            inbox = self._open(person.email)
        self.attempt.note_secret(person.password)
        self.attempt.note_secret(os.environ.get(PASSWORD, ""))
        return person, inbox

    def _open(self, address: str) -> Inbox:
        """Open the inbox of an address; one of the run's mail server is made when it is new."""
        if self.plug is not None:
            return self.plug(address)
        # The password is what GreenMail gives to whom it makes by itself, for mail that has come.
        account = Account(address=address, login=address, password=address)
        inbox = GreenMailInbox(self.running.server, account)
        if address in self.api.addresses():
            return inbox.from_now_on()
        self.api.create(account)
        return inbox


def _person(plan: Plan, address: str) -> AppUser:
    return AppUser(name=plan.sign_in.name, email=address, password=f"sign-in-{plan.seed:x}")
