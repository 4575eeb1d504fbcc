"""Where one test happens: everything that is made for it, in the order in which it is needed.

What goes wrong here is bluebar's own trouble and a `HarnessError`; nothing is judged here.
"""

import json
import secrets
from contextlib import ExitStack
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
from playwright.sync_api import Page

from bluebar.e2e.environment.app_users import AppUsers
from bluebar.e2e.environment.imap_endpoint import endpoint_facts, endpoint_for, route_of
from bluebar.e2e.environment.password_leaks import expect_password_absent
from bluebar.e2e.outcome.failure import AppFailure, not_offered, require
from bluebar.e2e.outcome.known_failures import DeclaresKnownFailures, apply_known_failures
from bluebar.e2e.protocol.capabilities import CleansUp, ShipsDeadlines, TakesSettings, TellsProgress
from bluebar.e2e.protocol.target import Instance, Target
from bluebar.e2e.run.context import RunContext, make_surroundings
from bluebar.e2e.run.offered_rows import NOT_OURS, require_offered
from bluebar.e2e.scenarios.model import Scenario, UserName
from bluebar.e2e.subjects.connection import Connection, Mailbox, User
from bluebar.fixtures.imap.delivery import deliver, deliver_more
from bluebar.fixtures.imap.mailbox_state import expect_as_planned
from bluebar.fixtures.imap.read_back import read_back
from bluebar.fixtures.oracle.expected_import import check_dates_hold
from bluebar.fixtures.plan.plan import Plan, make_plan
from bluebar.mailserver.accounts import Account
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.mailserver.greenmail.rest_api import GreenMailApi
from bluebar.reports.record.attempt import Attempt

LOG_BYTES = 8_192
"""Of the app's log that an attempt's record takes at most."""


class SyncTooQuick(HarnessError):
    """The app had synced before it could be stopped in the middle."""


class Environment:
    """Make the users and mailboxes of one test; close what was opened for it.

    Args:
        running: the run's servers.
        target: the app's adapter.
        scenario: the row.
        attempt: where is noted what happens.
        porter: opens front doors.
        test_id: what plans are made from, with the run's seed.
        folder: for an app of this test's own.
        number: of the attempt: each needs accounts of its own.
        probes: whether rows may try to get past the app's protection (e2e/run/offered_rows.py).
    """

    def __init__(
        self,
        *,
        running: RunContext,
        target: Target,
        scenario: Scenario,
        attempt: Attempt,
        porter: ProxyServer,
        test_id: str,
        folder: Path,
        number: int = 1,
        probes: bool = False,
    ) -> None:
        self.running = running
        self.target = target
        self.scenario = scenario
        self.attempt = attempt
        self.porter = porter
        self.test_id = test_id
        self.number = number
        self.probes = probes
        self.folder = folder
        self.api = GreenMailApi(running.server)
        self.instance: Instance = running.instance
        self._guests = AppUsers(
            running=running, target=target, scenario=scenario, attempt=attempt, probes=probes
        )
        self._label = f"t{secrets.token_hex(5)}"
        log = Path(self.instance.log)
        self._log_began = log.stat().st_size if log.is_file() else 0
        self._doors: list[ProxyEndpoint] = []
        self._accounts: dict[str, Account] = {}
        self._mailboxes: list[Mailbox] = []
        self._stack = ExitStack()
        # First in, last out: nothing of this test may come to a user whom another has.
        self._stack.callback(self._guests.give_back)
        self._own_app = ExitStack()

    def __enter__(self) -> Self:
        """Tell the record what this is, and start an app of its own if the row needs one."""
        row = self.scenario
        self.attempt.note_scenario(endpoint_facts(row, route_of(self.running, row)))
        require_offered(row, self.target, probes=self.probes)
        if row.needs_an_app_of_its_own or (self.target.sharing == "test" and self.instance.pid):
            with self.attempt.phase("start an app of its own"):
                self.start_the_app()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Note what was said, then close the doors, and the app where it was this test's own."""
        self._note_log()
        for door in self._doors:
            self.attempt.note_conversations([each.to_json() for each in door.conversations])
        self._stack.close()
        self._own_app.close()

    def look_for_passwords(self) -> None:
        """Make sure that no password of this test's mailboxes stands where one can read it.

        An app that is somebody else's is not searched, which is noted.

        Raises:
            PasswordShown: one does.
        """
        if not self.probes:
            self.attempt.note_not_looked_at(f"passwords in pages and in the app's log: {NOT_OURS}")
            return
        places = {"the app's log": self._logged()}
        pages = [user.page for user in self._guests.users if not user.page.is_closed()]
        places |= {page.url: page.content() for page in pages}
        for number, door in enumerate(self._doors, 1):
            said = json.dumps([each.to_json() for each in door.conversations], ensure_ascii=False)
            places[f"the conversations at front door {number}"] = said
        for account in self._accounts.values():
            expect_password_absent(account.password, places)

    def judge_by_what_is_known(self, failure: AppFailure | None) -> None:
        """Judge the test by the adapter's known findings; note what kind of failure it was.

        Raises:
            AppFailure: it is red, as it was or because of what is known.
        """
        verdicts = self.attempt.verdicts
        shown = verdicts[-1]["shown"] if verdicts else ""
        if failure:
            # A plain text: execnet takes no enum along.
            self.attempt.note_finding(failure.kind.value)
        findings = self.target.findings if isinstance(self.target, DeclaresKnownFailures) else ()
        apply_known_failures(findings, self.scenario.id, failure, shown, datetime.now(UTC).date())

    def _logged(self) -> str:
        """Return what the app logged since this test began."""
        log = Path(self.instance.log)
        if not log.is_file():
            return ""
        with log.open("rb") as file:
            file.seek(self._log_began)
            return file.read().decode(errors="replace")

    def _note_log(self) -> None:
        """Note at most the last few kilobytes of it."""
        self.attempt.note_log(self._logged()[-LOG_BYTES:])

    def start_the_app(self) -> None:
        """Start an app of this test's own, with the row's settings; its data are kept between."""
        target = self.target
        if not self.instance.pid:
            not_offered(f"{target.name} runs already (--base-url): it is not started anew")
        settings = dict(self.scenario.settings)
        if settings and not settings.keys() <= require(target, TakesSettings).settings:
            not_offered(f"{target.name} takes no settings called {', '.join(settings)}")
        if self.scenario.shipped_deadlines:
            shipping = require(target, ShipsDeadlines)
            settings |= shipping.shipped_settings
            self.target = target = copy(target)
            target.deadlines = shipping.shipped_deadlines
        running = self.running
        around = make_surroundings(
            running.server,
            self.folder / "app",
            running.allowed_hosts,
            **settings,
        )
        self.instance = self._own_app.enter_context(target.running(around))
        self._log_began = 0

    def user(self, page: Page) -> User:
        """Bring a person into the app: one made for it, or one of a pool."""
        number = len(self._guests.users) + 1
        plan = self._plan(f"/person {number}" if number > 1 else "")
        return self._guests.bring_in(
            page, plan, self.target, self.instance, lambda: self._mailbox_account(plan)
        )

    def clean_up(self) -> None:
        """Let the target take back what came to users of a pool; note what stayed behind."""
        addresses = [mailbox.connected_address for mailbox in self._mailboxes]
        self._guests.clean_up(self.instance.base_url, addresses)

    def mailbox(self) -> Mailbox:
        """Plan, deliver and read back the scenario's mailbox, and open its door."""
        return self._mailbox(self._plan())

    def mailbox_that_shares(self, first: Mailbox) -> Mailbox:
        """Make another mailbox of the same person, in which the first one's messages lie too."""
        plan = self._plan("/another mailbox").sharing(first.plan)
        return replace(self._mailbox(plan), others=(first.connected_address,))

    def _mailbox(self, plan: Plan) -> Mailbox:
        if self._guests.pool and plan.shape.oddities and not isinstance(self.target, CleansUp):
            not_offered("odd messages are the same in each test, and nobody cleans up after it")
        with self.attempt.phase("plan"):
            check_dates_hold(plan, self.target.rules, datetime.now(UTC))
        account = self._mailbox_account(plan)
        with self.attempt.phase("deliver"):
            deliver(plan, self.running.server, account)
        with self.attempt.phase("read back"):
            stored = read_back(self.running.server, account)
            expect_as_planned(plan, stored)
        with self.attempt.phase("open the front door"):
            access = endpoint_for(
                lambda: self._open_door(account), running=self.running, row=self.scenario
            )
        mailbox = Mailbox(
            scenario=self.scenario,
            plan=plan,
            account=account,
            access=access,
            server=self.running.server,
            before=stored,
        )
        self._mailboxes.append(mailbox)
        return mailbox

    def deliver_more(self, connection: Connection) -> Connection:
        """Deliver one message more, and return the connection with what must be there then."""
        mailbox = connection.mailbox
        later = mailbox.plan.with_new_mail(at=datetime.now(UTC))
        with self.attempt.phase("deliver more"):
            deliver_more(later.beyond(mailbox.plan), self.running.server, mailbox.account)
            stored = read_back(self.running.server, mailbox.account)
            expect_as_planned(later, stored)
        return connection.with_plan(later, stored)

    def kill_the_app_in_mid_sync(self, connection: Connection) -> None:
        """Kill this test's own app while it syncs, as a crash or a power cut would.

        Raises:
            SyncTooQuick: it was not syncing any more.
        """
        target = require(self.target, TellsProgress)
        address = connection.mailbox.connected_address
        with self.attempt.phase("kill the app in mid-sync"):
            if not target.is_half_way(connection.user.page, address, self.target.deadlines.sync):
                raise SyncTooQuick(
                    wanted="to kill the app in the middle of its first sync",
                    happened="the sync was over already",
                    where=self.scenario.id,
                    next_step="plan more messages in this scenario's shape, or a slower line",
                )
            psutil.Process(self.instance.pid).kill()
            self._own_app.close()

    def start_the_app_again(self, connection: Connection) -> None:
        """Start this test's own app again on the same data, and open it."""
        with self.attempt.phase("start the app again"):
            self.start_the_app()
            connection.user.page.goto(self.instance.base_url)

    def _plan(self, suffix: str = "") -> Plan:
        # Ages are told from the moment that the test begins, where the shape has any.
        now = datetime.now(UTC) if self.scenario.shape.ages else self.running.starting_time
        return make_plan(
            seed=self.running.seed,
            test_id=self.test_id + suffix,
            now=now,
            shape=self.scenario.shape,
            attempt=self.number,
            # Where an app has been before a run, it may know people by the usual names.
            label=self._label if self._guests.pool or not self.instance.pid else "",
        )

    def _mailbox_account(self, plan: Plan) -> Account:
        """Make the mailbox's account, or return it where the sign-in made it already."""
        if made := self._accounts.get(plan.owner.address):
            return made
        local = plan.owner.address.partition("@")[0]
        whole = self.scenario.login is UserName.WHOLE_ADDRESS
        account = Account(
            address=plan.owner.address,
            login=plan.owner.address if whole else local,
            password=self.scenario.server_password
            or self.running.password
            or f"mailbox-{plan.seed:x}-{local}",
        )
        self.attempt.note_secret(account.password)
        self.api.create(account)
        self._accounts[plan.owner.address] = account
        return account

    def _open_door(self, account: Account) -> ProxyEndpoint:
        door = self._stack.enter_context(self.porter.open(self.scenario.door, account))
        self._doors.append(door)
        return door
