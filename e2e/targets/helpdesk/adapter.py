"""django-helpdesk, a ticket tracker: a queue has a mailbox, and each message becomes a ticket.

Its form, in Django's admin, saves without trying; what came of it is told by the job that brings
mail in. `make target-helpdesk` installs it; docs/targets.md says what is judged.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

from playwright.sync_api import Locator, Page, expect

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.verdict import (
    Connected,
    NoVerdict,
    Reason,
    Rejected,
    SavedUnverified,
    Verdict,
)
from bluebar.e2e.protocol.target import (
    AppUser,
    ConnectForm,
    Deadlines,
    FormInput,
    Imported,
    Instance,
    Surroundings,
)
from bluebar.e2e.targets.app_process import running
from bluebar.e2e.targets.base_adapter import Adapter, reason_in, wait_visible
from bluebar.e2e.targets.helpdesk import app_server, job, tickets
from bluebar.e2e.targets.helpdesk.install import home, versions
from bluebar.e2e.targets.helpdesk.known_failures import FINDINGS
from bluebar.fixtures.oracle.counting_rules import CountingRules, MessageIdentity

QUEUES = "/admin/helpdesk/queue/"

WORDING = (
    ("control characters", Reason.INVALID_CHARACTERS),
    ("Null characters", Reason.INVALID_CHARACTERS),
    ("Enter a ", Reason.INVALID_CHARACTERS),
    ("Ensure this value", Reason.INVALID_CHARACTERS),
    ("This field is required.", Reason.MISSING_FIELD),
)
"""What Django says at a field, and the reason that this stands for."""


class Helpdesk(Adapter):
    """django-helpdesk in a project of its own, one for each test: its job takes all queues."""

    name = "helpdesk"
    rules = CountingRules(
        only_folders=frozenset({"INBOX"}),
        message_identity=MessageIdentity.COPY,
        dropped_from_subjects=("Re: ", "Fw: ", "RE: ", "FW: ", "Automatic reply: "),
    )
    deadlines = Deadlines(verdict=30, sync=900)
    findings = FINDINGS
    sharing: Literal["run", "worker", "test"] = "test"
    is_a_teams = True
    upgrades_by_itself = True
    verifies_no_certificates = True
    has_no_deadline = True

    instance: Instance
    """That of the test, from the sign-in on."""

    @contextmanager
    def running(self, surroundings: Surroundings) -> Iterator[Instance]:
        """Run it by Django's own web server, its mail to the run's mail server."""
        at, folder, mail = home(), surroundings.folder, surroundings.mail_server
        app_server.prepare(
            folder,
            smtp=(mail.host, mail.smtp_port),
            ca_file=mail.ca_file,
            database=at / "empty" / app_server.DATABASE,
        )
        settings = app_server.environment(folder)
        with running(
            app_server.serve(at), folder=folder, settings=settings, listens=app_server.LISTENS
        ) as instance:
            yield instance

    def version(self) -> str:
        """Tell which packages were brought."""
        return versions()

    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:
        """Make the person one of the staff who may do all, and sign in to the admin."""
        self.instance = instance
        app_server.make_user(home(), self._folder, person)
        page.goto(urljoin(instance.base_url, "/admin/"))
        page.get_by_label("Username").fill(person.email)
        page.get_by_label("Password").fill(person.password)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("link", name="Queues")).to_be_visible()

    @property
    def _folder(self) -> Path:
        return Path(self.instance.log).parent

    def open_connect_form(self, page: Page) -> ConnectForm:
        """Begin a new queue that gets its tickets by email, at each run of the job."""
        page.goto(urljoin(page.url, f"{QUEUES}add/"))
        slug = f"q{secrets.token_hex(3)}"
        # A slug that is there already does not follow the title.
        page.get_by_label("Slug:").fill(slug)
        page.get_by_label("Title:").fill(f"Queue {slug}")
        page.get_by_label("Allow E-Mail Submission?").check()
        page.get_by_label("E-Mail Box Type:").select_option("IMAP")
        page.get_by_label("E-Mail Check Interval:").fill("0")
        page.get_by_label("Logging Type:").select_option("Information")
        return self._form(page)

    def _form(self, page: Page) -> ConnectForm:
        return ConnectForm(
            username=page.get_by_label("E-Mail Username:"),
            password=page.get_by_label("E-Mail Password:"),
            server=page.get_by_label("E-Mail Hostname:"),
            port=page.get_by_label("E-Mail Port:"),
            use_ssl=page.get_by_label("Use SSL for E-Mail?"),
            email_address=page.get_by_label("E-Mail Address:"),
            connect=page.get_by_role("button", name="Save", exact=True),
            has_starttls=False,
            may_be_empty=frozenset({"port"}),
        )

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:  # noqa: ARG002
        """Wait for Django's word that it is saved, or for what is wrong with a field."""
        saved = page.locator(".messagelist .success")
        wrong = page.locator(".errorlist")
        empty = page.locator("#queue_form :user-invalid")
        if not wait_visible(saved, wrong, empty, within=within):
            return NoVerdict(within=within)
        if saved.count():
            return SavedUnverified()
        if not wrong.count():
            return Rejected(Reason.INVALID_CHARACTERS)
        return Rejected(reason_in(self.said(page), WORDING))

    def said(self, page: Page) -> str:
        """Return what is said at the fields."""
        return " ".join(page.locator(".errorlist").all_inner_texts())

    def field_error(self, field: Locator) -> str:
        """Return what Django says above this control."""
        row = field.page.locator(".form-row").filter(has=field)
        return " ".join(row.locator(".errorlist").all_inner_texts())

    def run_job(self) -> tuple[Verdict, str]:
        """Run `manage.py get_email` as cron does, and read what it says."""
        return job.run(
            app_server.manage(home(), "get_email", "--debug_to_stdout"),
            app_server.environment(self._folder),
            Path(self.instance.log),
            verdict_within=self.deadlines.verdict,
            end_within=self.deadlines.sync,
        )

    def wait_for_sync(self, page: Page, address: str, within: float) -> Imported:  # noqa: ARG002
        """Read below the list of tickets how many there are; the job has ended."""
        return Imported(contacts=None, messages=tickets.how_many(page, within))

    def messages(self, page: Page) -> list[str]:
        """Turn the pages of the list of tickets."""
        return tickets.titles(page, self.deadlines.verdict)

    def sync_now(self, page: Page, address: str, within: float) -> Imported:
        """Let the job run once more."""
        self.run_job()
        return self.wait_for_sync(page, address, within)

    def sync_problem(self, page: Page, address: str, within: float) -> str:  # noqa: ARG002
        """Let the job run once more; return what it says went wrong."""
        return job.what_went_wrong(self.run_job()[1])

    def wait_for_recovery(self, page: Page, address: str, within: float) -> Imported:
        """Let the job run once more, as cron does, after which all has to be well."""
        verdict, said = self.run_job()
        if wrong := job.what_went_wrong(said) or ("" if verdict == Connected() else str(verdict)):
            raise AppFailure(f"the next run of the job should go well; it says {wrong!r}")
        return self.wait_for_sync(page, address, within)

    def open_edit_form(self, page: Page, address: str) -> ConnectForm:
        """Open the newest queue of this address in the admin."""
        page.goto(urljoin(page.url, QUEUES))
        rows = page.locator("#result_list tbody tr").filter(has_text=address)
        rows.last.get_by_role("link").first.click()
        expect(page.locator("#queue_form")).to_be_visible()
        return self._form(page)

    def disconnect(self, page: Page, address: str) -> None:
        """Delete the queue, and its tickets with it."""
        self.open_edit_form(page, address)
        page.get_by_role("link", name="Delete").click()
        page.get_by_role("button", name="Yes, I’m sure").click()
        expect(page.locator(".messagelist .success")).to_be_visible()
