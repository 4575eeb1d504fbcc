"""Make the app, users, mailboxes and front doors of one test when the test asks for them.

An error that this module raises is bluebar's (`HarnessError`), not a failure of the app. There are
two exceptions: `expect_no_password_shown` judges the app, and `deliver_more` first expects that the
app left the mailbox unchanged. All other expectations are in e2e/expect/.
"""

import json
import secrets
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.sync_api import Page

from bluebar.e2e.environment.app_instance import AppInstance
from bluebar.e2e.environment.app_users import AppUsers
from bluebar.e2e.environment.blame import adapter_blamed
from bluebar.e2e.environment.imap_endpoint import endpoint_for, route_of, shape_for
from bluebar.e2e.environment.password_leaks import Place, expect_password_absent
from bluebar.e2e.environment.server_limits import create_account, deliver_plan
from bluebar.e2e.environment.strangers import require_own_logins
from bluebar.e2e.expect.imported import expect_mailbox_untouched
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.target import Target
from bluebar.e2e.protocol.user_capabilities import CleansUp
from bluebar.e2e.run.context import RunContext
from bluebar.e2e.scenarios.model import Scenario, UserName
from bluebar.e2e.scenarios.offered_rows import NOT_OURS, require_offered
from bluebar.e2e.scenarios.row_facts import row_facts
from bluebar.e2e.steps.connected_account import wait_until_half_way
from bluebar.e2e.steps.screenshots import take_screenshot
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import ImapEndpoint, Mailbox
from bluebar.e2e.subjects.user import User
from bluebar.e2e.targets.env_credentials import secrets_read
from bluebar.fixtures.imap.delivery import deliver_more
from bluebar.fixtures.imap.mailbox_state import expect_as_planned
from bluebar.fixtures.imap.read_back import read_back
from bluebar.fixtures.oracle.expected_import import check_dates_hold
from bluebar.fixtures.plan.plan import Plan, make_plan
from bluebar.mailserver.accounts import Account
from bluebar.mailserver.brands import accounts_on
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.reports.record.attempt import Attempt

NO_LOG = (
    "passwords in the app's log: bluebar cannot read the log; let the adapter read it (`ReadsLogs`)"
)

LOG_BYTES = 8_192
"""The number of characters, from the end of the app's log, that a record contains."""


class Environment:
    """Make the users and mailboxes of one test; close everything that was opened for the test.

    Args:
        running: the values of the run, e.g. its mail server, app and seed.
        target: the app's adapter.
        scenario: the row that the test runs.
        attempt: the attempt that collects the test's record.
        proxy_server: the server that opens front doors.
        test_id: the test's id. The content of mailboxes depends on this id and the run's seed.
        folder: the folder for the data of an app that is started for the test.
        number: the number of this attempt at the test, from 1. Each attempt gets new accounts.
        probes: whether the test may try to get past the app's protection
            (scenarios/offered_rows.py).
        uses: the capabilities that the test needs.

    Attributes:
        app: the app of the test.
    """

    def __init__(
        self,
        *,
        running: RunContext,
        target: Target,
        scenario: Scenario,
        attempt: Attempt,
        proxy_server: ProxyServer,
        test_id: str,
        folder: Path,
        number: int = 1,
        probes: bool = False,
        uses: frozenset[type] = frozenset(),
    ) -> None:
        self.running = running
        self.scenario = scenario
        self.attempt = attempt
        self.proxy_server = proxy_server
        self.test_id = test_id
        self.number = number
        self.probes = probes
        self._uses = uses
        self.server_accounts = accounts_on(running.server)
        self.app = AppInstance(
            running=running, target=target, conditions=scenario.conditions, folder=folder
        )
        self._app_users = AppUsers(
            running=running, target=target, scenario=scenario, attempt=attempt, probes=probes
        )
        self._label = f"t{secrets.token_hex(5)}"
        self._doors: list[ProxyEndpoint] = []
        self._accounts: dict[str, Account] = {}
        self._new_passwords: list[str] = []
        self._mailboxes: list[Mailbox] = []
        self._stack = ExitStack()
        # The stack runs this callback after it has closed the front doors: mail of this test must
        # not reach a user whom another test has already taken.
        self._stack.callback(self._app_users.give_back)

    def __enter__(self) -> Self:
        """Note the row for the record, and start an app for the test if the row needs one.

        Raises:
            NotOffered: the row is not for this target, or bluebar cannot start the app for it.
        """
        row = self.scenario
        self.attempt.scenario = row_facts(row, route_of(self.running, row))
        require_offered(row, self.app.target, probes=self.probes, uses=self._uses)
        if self.app.must_be_started:
            with self.attempt.phase("start an app for this test"):
                self.app.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Note the app's log and the transcripts, and close everything.

        The front doors are closed, and an app that was started for this test is stopped.
        """
        self.attempt.log += self.app.log()[-LOG_BYTES:]
        for secret in secrets_read():
            self.attempt.note_secret(secret)
        for door in self._doors:
            self.attempt.note_conversations([each.to_json() for each in door.conversations])
        self._stack.close()
        self.app.stop()

    def expect_no_password_shown(self) -> None:
        """Expect that no password of this test's mailboxes can be read where it should not be.

        The app's log, the app's mail, the front doors' transcripts and the texts of the users'
        browsers (`browser_record`) are searched. If the test may not try to get past the app's
        protection (`probes`), nothing is searched, and the record says so.

        Raises:
            PasswordShown: a place contains a password.
        """
        if not self.probes:
            self.attempt.note_not_looked_at(f"passwords in pages and in the app's log: {NOT_OURS}")
            return
        with adapter_blamed(lambda: self.attempt, self.app.target):
            written = self.app.written()
        if not written:
            self.attempt.note_not_looked_at(NO_LOG)
        places = [Place(*each) for each in written.items()]
        addresses = [mailbox.connected_address for mailbox in self._mailboxes]
        places += self._app_users.places(addresses)
        for number, door in enumerate(self._doors, 1):
            transcripts = [each.to_json() for each in door.conversations]
            name = f"the transcripts of front door {number}"
            places.append(Place(name, json.dumps(transcripts, ensure_ascii=False)))
        accounts = (account.password for account in self._accounts.values())
        for password in (*accounts, *self._new_passwords):
            expect_password_absent(password, places)

    @property
    def pages(self) -> list[Page]:
        """Return the open pages of the test's users."""
        return [user.page for user in self._app_users.users if not user.page.is_closed()]

    def take_screenshot(self) -> None:
        """Add a screenshot of the first user's page to the record, as the picture of a failure."""
        for user in self._app_users.users[:1]:
            take_screenshot(user)

    def user(self, page: Page) -> User:
        """Sign a new user of the test in to the app, and return the user.

        The user is made for the test, or taken from the adapter's pool.
        """
        number = len(self._app_users.users) + 1
        plan = self._plan(f"/person {number}" if number > 1 else "")
        return self._app_users.bring_in(
            page, plan, self.app.target, self.app.instance, lambda: self._mailbox_account(plan)
        )

    def clean_up(self) -> None:
        """Let the target remove the test's data from users of a pool.

        The test's record lists what remains.
        """
        addresses = [mailbox.connected_address for mailbox in self._mailboxes]
        self._app_users.clean_up(self.app.instance.base_url, addresses)

    def mailbox(self) -> Mailbox:
        """Make the scenario's mailbox on the mail server, and open the mailbox's front door.

        The messages are planned, delivered, read back, and compared with the plan.
        """
        return self._mailbox(self._plan())

    def mailbox_that_shares(self, first: Mailbox) -> Mailbox:
        """Make a second mailbox of the same owner, with all messages of `first` and more."""
        plan = self._plan("/another mailbox").sharing(first.plan)
        return replace(self._mailbox(plan), others=(first.connected_address,))

    def _mailbox(self, plan: Plan) -> Mailbox:
        if (
            self._app_users.pool
            and plan.shape.oddities
            and not isinstance(self.app.target, CleansUp)
        ):
            raise NotOffered(
                "this scenario's odd messages are the same in each test, and the target has no "
                "`clean_up` to remove those of an earlier test from a user of the pool"
            )
        with self.attempt.phase("plan"):
            check_dates_hold(plan, self.app.target.rules, datetime.now(UTC))
        account = self._mailbox_account(plan)
        with self.attempt.phase("deliver"):
            deliver_plan(plan, self.running.server, account)
        with self.attempt.phase("read back"):
            stored = read_back(self.running.server, account)
            expect_as_planned(plan, stored)
        with self.attempt.phase("open the front door"):
            endpoint = self._endpoint(account)
        mailbox = Mailbox(
            scenario=self.scenario,
            plan=plan,
            account=account,
            endpoint=endpoint,
            server=self.running.server,
            stored=stored,
        )
        self._mailboxes.append(mailbox)
        return mailbox

    def deliver_more(self, connection: Connection) -> Connection:
        """Deliver one more message to a connected mailbox, which the app must have left unchanged.

        Returns:
            The connection, with the import that is expected after the next sync.

        Raises:
            AppFailure: the app changed the mailbox, so it cannot hold what was planned.
        """
        expect_mailbox_untouched(connection)
        mailbox = connection.mailbox
        later = mailbox.plan.with_new_mail(at=datetime.now(UTC))
        with self.attempt.phase("deliver more"):
            deliver_more(later.beyond(mailbox.plan), self.running.server, mailbox.account)
            stored = read_back(self.running.server, mailbox.account)
            expect_as_planned(later, stored)
        return connection.with_plan(later, stored)

    def change_password(self, connection: Connection) -> Connection:
        """Let the mail server accept another password from now on, and refuse the former one.

        Returns:
            The connection with a mailbox for which later steps type the new password.
        """
        mailbox = connection.mailbox
        password = f"changed-{mailbox.plan.seed:x}-{mailbox.local_part}"
        self.attempt.note_secret(password)
        self._new_passwords.append(password)
        assert mailbox.endpoint.door is not None
        with self.attempt.phase("change the password on the mail server"):
            mailbox.endpoint.door.become(mailbox.endpoint.door.door.with_password(password))
        return replace(connection, mailbox=replace(mailbox, new_password=password))

    def at_another_server(self, mailbox: Mailbox) -> Mailbox:
        """Open a second front door to a mailbox: for the app, this is another server.

        Raises:
            NotOffered: the mailbox has no front door, or both doors have the same host.
        """
        if mailbox.endpoint.door is None:
            raise NotOffered(
                "this scenario needs two servers for one mailbox; without front doors there is one"
            )
        with self.attempt.phase("open another front door"):
            endpoint = self._endpoint(mailbox.account)
        if endpoint.host == mailbox.endpoint.host:
            raise NotOffered(
                "this scenario needs two servers with different hosts; on this machine all front "
                "doors have the same host"
            )
        return replace(mailbox, endpoint=endpoint)

    def kill_app_during_sync(self, connection: Connection) -> None:
        """Kill the app that was started for this test in the middle of its sync.

        Raises:
            NotOffered: the target does not show the progress of a sync.
            SyncTooQuick: the sync had ended before the app could be killed.
        """
        wait_until_half_way(connection)
        with self.attempt.phase("kill the app during its sync"):
            self.app.kill()

    def kill_app(self) -> None:
        """Kill the app that was started for this test, whatever it is doing."""
        with self.attempt.phase("kill the app"):
            self.app.kill()

    def restart_app(self, connection: Connection) -> None:
        """Start the killed app again on the same data, and open its front page."""
        with self.attempt.phase("start the app again"):
            self.app.start()
            connection.user.page.goto(self.app.instance.base_url)

    def _plan(self, suffix: str = "") -> Plan:
        # Ages of messages, if the shape has any, count from the moment the mailbox is made.
        now = datetime.now(UTC) if self.scenario.mailbox.shape.ages else self.running.starting_time
        plan = make_plan(
            seed=self.running.seed,
            test_id=self.test_id + suffix,
            now=now,
            shape=shape_for(self.running, self.scenario),
            attempt=self.number,
            # An app that bluebar did not start, and a user of a pool, may still have contacts of an
            # earlier run. The label makes this test's addresses differ from theirs.
            label=self._label if self._app_users.pool or not self.app.instance.pid else "",
        )
        return plan.outside_inbox() if self.running.server.facts.prefix else plan

    def _mailbox_account(self, plan: Plan) -> Account:
        """Return the account of the plan's owner; make it on the mail server if it is missing.

        The account exists already if a user signed in to the app with the mailbox's address.
        """
        if made := self._accounts.get(plan.owner.address):
            return made
        local = plan.owner.address.partition("@")[0]
        whole = self.scenario.mailbox.login is UserName.WHOLE_ADDRESS
        account = Account(
            address=plan.owner.address,
            login=plan.owner.address if whole else local,
            password=self.scenario.mailbox.password
            or self.running.password
            or f"mailbox-{plan.seed:x}-{local}",
        )
        self.attempt.note_secret(account.password)
        create_account(self.server_accounts, account, self.running.server)
        self._accounts[plan.owner.address] = account
        return account

    def require_own_logins(self) -> None:
        """Check that only mailboxes of this test came to the test's front door.

        Raises:
            StrangerCame: the app logged in to a mailbox of an earlier test.
        """
        if self.running.bind.fixed:
            own = self._accounts.values()
            require_own_logins(self._doors, own, self.server_accounts, self.app.target.name)

    def _endpoint(self, account: Account) -> ImapEndpoint:
        """Return the host and ports of an account, behind the row's front door."""
        return endpoint_for(
            lambda: self._open_door(account),
            running=self.running,
            row=self.scenario,
            has_door=bool(self._doors),
        )

    def _open_door(self, account: Account) -> ProxyEndpoint:
        door = self._stack.enter_context(self.proxy_server.open(self.scenario.door, account))
        self._doors.append(door)
        return door
