"""Where one test happens: everything that is made for it, in the order in which it is needed.

What goes wrong here is bluebar's own trouble and a `HarnessError`; nothing is judged here.
"""

import json
from contextlib import ExitStack
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
from playwright.sync_api import Page

from e2e.citations import links
from e2e.failures import AppFailure, not_offered, offered
from e2e.findings import KnowsFindings, judge
from e2e.leaks import look_for
from e2e.people import Access, Connection, Mailbox, User
from e2e.run import Running, surroundings
from e2e.scenario import Route, Scenario, UserName
from e2e.targets import sessions
from e2e.targets.protocol import (
    Instance,
    Person,
    ShipsDeadlines,
    TakesSettings,
    Target,
    TellsProgress,
)
from fixtures.delivery import deliver, deliver_more
from fixtures.expected import check_dates_hold
from fixtures.greenmail_inbox import GreenMailInbox
from fixtures.plan import Plan, make_plan
from fixtures.readback import read_back
from fixtures.stored import expect_as_planned
from mailserver.accounts import Account
from mailserver.api import GreenMailApi
from mailserver.errors import HarnessError
from mailserver.frontdoor import Certificate, FrontDoor, OpenDoor, Porter
from reports.attempt import Attempt

LOG_BYTES = 8_192
"""Of the app's log that an attempt's record takes at most."""


class SyncTooQuick(HarnessError):
    """The app had synced before it could be stopped in the middle."""


class Stage:
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
    """

    def __init__(
        self,
        *,
        running: Running,
        target: Target,
        scenario: Scenario,
        attempt: Attempt,
        porter: Porter,
        test_id: str,
        folder: Path,
        number: int = 1,
    ) -> None:
        self.running = running
        self.target = target
        self.scenario = scenario
        self.attempt = attempt
        self.porter = porter
        self.test_id = test_id
        self.number = number
        self.folder = folder
        self.api = GreenMailApi(running.server)
        self.instance: Instance = running.instance
        self._people = 0
        log = Path(self.instance.log)
        self._log_began = log.stat().st_size if log.is_file() else 0
        self._doors: list[OpenDoor] = []
        self._accounts: dict[str, Account] = {}
        self._pages: list[Page] = []
        self._stack = ExitStack()
        self._own_app = ExitStack()

    def __enter__(self) -> Self:
        """Tell the record what this is, and start an app of its own if the row needs one."""
        row = self.scenario
        self.attempt.note_scenario(
            id=row.id,
            why=row.why,
            route=self._route.value,
            proves=row.proves,
            cited=row.cited,
            links=[url for _, url in links(row.cited) if url],
        )
        for part in row.needs:
            offered(self.target, part)
        if row.needs_an_app_of_its_own:
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

    @property
    def _route(self) -> Route:
        """The way that the app goes, which the row alone does not say."""
        return Route.STRAIGHT if self.running.no_front_door else self.scenario.route

    def look_for_passwords(self) -> None:
        """Make sure that no password of this test's mailboxes stands where one can read it.

        Raises:
            PasswordShown: one does.
        """
        places = {"the app's log": self._logged()}
        places |= {page.url: page.content() for page in self._pages if not page.is_closed()}
        for number, door in enumerate(self._doors, 1):
            said = json.dumps([each.to_json() for each in door.conversations], ensure_ascii=False)
            places[f"the conversations at front door {number}"] = said
        for account in self._accounts.values():
            look_for(account.password, places)

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
        findings = self.target.findings if isinstance(self.target, KnowsFindings) else ()
        judge(findings, self.scenario.id, failure, shown, datetime.now(UTC).date())

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
        if settings and not settings.keys() <= offered(target, TakesSettings).settings:
            not_offered(f"{target.name} takes no settings called {', '.join(settings)}")
        if self.scenario.shipped_deadlines:
            shipping = offered(target, ShipsDeadlines)
            settings |= shipping.shipped_settings
            self.target = target = copy(target)
            target.deadlines = shipping.shipped_deadlines
        running = self.running
        around = surroundings(
            running.server,
            self.folder / "app",
            running.allowed_hosts,
            **settings,
        )
        self.instance = self._own_app.enter_context(target.running(around))
        self._log_began = 0

    def user(self, page: Page) -> User:
        """Sign a person up; the first one's address is the plan's, further ones' are their own."""
        plan = self._plan(f"/person {self._people + 1}" if self._people else "")
        self._people += 1
        owner = plan.owner if self.scenario.same_address else plan.sign_in
        person = Person(name=owner.name, email=owner.address, password=f"sign-in-{plan.seed:x}")
        if self.scenario.same_address:
            account = self._mailbox_account(plan)
        else:
            account = Account(
                address=owner.address, login=owner.address, password=f"inbox-{plan.seed:x}"
            )
            self.api.create(account)
        for secret in {person.password, account.password, *sessions.secrets_of(self.target)}:
            self.attempt.note_secret(secret)
        self._pages.append(page)
        with self.attempt.phase("sign in"):
            self.target.sign_in(page, self.instance, person)
            sessions.expect_signed_in(self.target, page, self.instance.base_url)
        return User(
            person=person,
            page=page,
            inbox=GreenMailInbox(self.running.server, account),
            target=self.target,
            attempt=self.attempt,
        )

    def mailbox(self) -> Mailbox:
        """Plan, deliver and read back the scenario's mailbox, and open its door."""
        return self._mailbox(self._plan())

    def mailbox_that_shares(self, first: Mailbox) -> Mailbox:
        """Make another mailbox of the same person, in which the first one's messages lie too."""
        plan = self._plan("/another mailbox").sharing(first.plan)
        return replace(self._mailbox(plan), others=(first.connected_address,))

    def _mailbox(self, plan: Plan) -> Mailbox:
        with self.attempt.phase("plan"):
            check_dates_hold(plan, self.target.rules, datetime.now(UTC))
        account = self._mailbox_account(plan)
        with self.attempt.phase("deliver"):
            deliver(plan, self.running.server, account)
        with self.attempt.phase("read back"):
            stored = read_back(self.running.server, account)
            expect_as_planned(plan, stored)
        with self.attempt.phase("open the front door"):
            access = self._access(account)
        return Mailbox(
            scenario=self.scenario,
            plan=plan,
            account=account,
            access=access,
            server=self.running.server,
            before=stored,
        )

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
        target = offered(self.target, TellsProgress)
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

    def _access(self, account: Account) -> Access:
        server, door_of_row = self.running.server, self.scenario.door
        is_for_a_door = self.scenario.route is Route.DOOR
        is_more = door_of_row != FrontDoor.usual() or self.scenario.later is not None
        if self.running.no_front_door and is_for_a_door and is_more:
            not_offered(f"GreenMail alone, by --no-front-door, cannot stage this: {door_of_row}")
        if self.running.pair and not door_of_row.certificates <= {Certificate.GOOD}:
            not_offered(f"--mail-cert is the only certificate shown; this row needs: {door_of_row}")
        if self._route is Route.STRAIGHT:
            ports = {143: server.imap_port, 993: server.imaps_port}
            return Access(route=Route.STRAIGHT, host=server.host, ports=ports, door=None)
        door = self._stack.enter_context(self.porter.open(door_of_row, account))
        self._doors.append(door)
        ports = {port: door.port(port) for port in door_of_row.ports}
        return Access(route=Route.DOOR, host=door.host, ports=ports, door=door)
