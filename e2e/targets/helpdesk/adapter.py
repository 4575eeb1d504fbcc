"""The adapter of django-helpdesk, a ticket tracker: a message in a mailbox becomes a ticket.

The connect form is the form for a queue in Django's admin, which saves without connecting. The
verdict comes from the job that fetches mail. `make target-helpdesk` installs the app;
docs/targets.md describes the target.
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
from bluebar.e2e.protocol.list_capabilities import ListedMessage, ListPage
from bluebar.e2e.protocol.target import (
    AppUser,
    ConnectForm,
    Deadlines,
    FormInput,
    Imported,
    Instance,
    Surroundings,
)
from bluebar.e2e.targets.app_process import app_process
from bluebar.e2e.targets.base_adapter import ANYTHING_ELSE, Adapter, reason_in, wait_visible
from bluebar.e2e.targets.helpdesk import app_server, job, tickets
from bluebar.e2e.targets.helpdesk.install import installed_folder, versions
from bluebar.e2e.targets.helpdesk.known_failures import KNOWN_FAILURES
from bluebar.fixtures.oracle.counting_rules import CountingRules, MessageIdentity

QUEUES = "/admin/helpdesk/queue/"

WORDING = (
    ("control characters", Reason.INVALID_CHARACTERS),
    ("Null characters", Reason.INVALID_CHARACTERS),
    ("Enter a ", Reason.INVALID_CHARACTERS),
    ("Ensure this value", Reason.INVALID_CHARACTERS),
    ("This field is required.", Reason.MISSING_FIELD),
    ANYTHING_ELSE,
)
"""Parts of Django's errors at fields, each with the reason that it stands for."""


class Helpdesk(Adapter):
    """django-helpdesk. Each test starts its own, because the job fetches the mail of all queues."""

    name = "helpdesk"
    rules = CountingRules(
        only_folders=frozenset({"INBOX"}),
        message_identity=MessageIdentity.COPY,
        dropped_from_subjects=("Re: ", "Fw: ", "RE: ", "FW: ", "Automatic reply: "),
    )
    deadlines = Deadlines(verdict=30, sync=900)
    known_failures = KNOWN_FAILURES
    sharing: Literal["run", "worker", "test"] = "test"
    is_a_teams = True
    upgrades_by_itself = True
    verifies_no_certificates = True
    has_no_deadline = True

    instance: Instance
    """The running app of the current test; `sign_in` sets this attribute."""

    @contextmanager
    def running(self, surroundings: Surroundings) -> Iterator[Instance]:
        """Return a context in which the app runs on Django's development server.

        The app sends its mail to the run's mail server.
        """
        home, folder, mail = installed_folder(), surroundings.folder, surroundings.mail_server
        app_server.prepare(
            folder,
            smtp=(mail.smtp_host, mail.smtp_port),
            ca_file=mail.ca_file,
            database=home / "empty" / app_server.DATABASE,
        )
        settings = app_server.environment(folder)
        with app_process(
            app_server.serve(home), folder=folder, settings=settings, listens=app_server.LISTENS
        ) as instance:
            yield instance

    def version(self) -> str:
        """Return the installed versions of django-helpdesk and Django."""
        return versions()

    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:
        """Create a superuser, and sign in to Django's admin."""
        self.instance = instance
        app_server.create_user(installed_folder(), self._folder, person)
        page.goto(urljoin(instance.base_url, "/admin/"))
        page.get_by_label("Username").fill(person.email)
        page.get_by_label("Password").fill(person.password)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("link", name="Queues")).to_be_visible()

    @property
    def _folder(self) -> Path:
        return Path(self.instance.log).parent

    def open_connect_form(self, page: Page) -> ConnectForm:
        """Open the form for a new queue, and fill in the fields that do not belong to the login.

        The job makes tickets from the mail in a queue's mailbox.
        """
        page.goto(urljoin(page.url, f"{QUEUES}add/"))
        slug = f"q{secrets.token_hex(3)}"
        # Fill in the slug first: the page then does not derive the slug from the title.
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
        """Wait for the message that the queue is saved, or for an error at a field."""
        saved = page.locator(".messagelist .success")
        errors = page.locator(".errorlist")
        empty = page.locator("#queue_form :user-invalid")
        if not wait_visible(saved, errors, empty, within=within):
            return NoVerdict(within=within)
        if saved.count():
            return SavedUnverified()
        if not errors.count():
            return Rejected(Reason.INVALID_CHARACTERS)
        return Rejected(reason_in(self.message(page), WORDING))

    def message(self, page: Page) -> str:
        """Return the errors at all fields."""
        return " ".join(page.locator(".errorlist").all_inner_texts())

    def field_error(self, field: Locator) -> str:
        """Return Django's error above this control."""
        row = field.page.locator(".form-row").filter(has=field)
        return " ".join(row.locator(".errorlist").all_inner_texts())

    def run_job(self) -> tuple[Verdict, str]:
        """Run `manage.py get_email` as cron does; return the verdict and the output."""
        return job.run(
            app_server.manage(installed_folder(), "get_email", "--debug_to_stdout"),
            app_server.environment(self._folder),
            Path(self.instance.log),
            verdict_within=self.deadlines.verdict,
            end_within=self.deadlines.sync,
        )

    def wait_for_sync(self, page: Page, address: str, within: float) -> Imported:  # noqa: ARG002
        """Return the number of tickets. No wait is needed, because the job has ended already."""
        return Imported(contacts=None, messages=tickets.ticket_count(page, within))

    def messages(self, page: Page) -> list[str]:
        """Return the titles on all pages of the list of tickets."""
        return [ticket.subject for each in self.message_pages(page) for ticket in each.rows]

    def message_pages(self, page: Page) -> list[ListPage[ListedMessage]]:
        """Return the pages of the list of tickets; it shows submitters by address."""
        return tickets.pages(page, self.deadlines.verdict)

    def sync_now(self, page: Page, address: str, within: float) -> Imported:
        """Run the job again; return the number of tickets."""
        self.run_job()
        return self.wait_for_sync(page, address, within)

    def sync_problem(self, page: Page, address: str, within: float) -> str:  # noqa: ARG002
        """Run the job again; return the error that it prints, or an empty text."""
        return job.error_in(self.run_job()[1])

    def wait_for_recovery(self, page: Page, address: str, within: float) -> Imported:
        """Run the job again, as cron does; it must succeed. Return the number of tickets."""
        verdict, output = self.run_job()
        if error := job.error_in(output) or ("" if verdict == Connected() else str(verdict)):
            raise AppFailure(f"the next run of the job should succeed; it prints {error!r}")
        return self.wait_for_sync(page, address, within)

    def open_edit_form(self, page: Page, address: str) -> ConnectForm:
        """Open the form of the newest queue with this address, in Django's admin."""
        page.goto(urljoin(page.url, QUEUES))
        rows = page.locator("#result_list tbody tr").filter(has_text=address)
        rows.last.get_by_role("link").first.click()
        expect(page.locator("#queue_form")).to_be_visible()
        return self._form(page)

    def ask_to_disconnect(self, page: Page, address: str) -> Locator:
        """Open the page that asks whether to delete the queue; return the button that confirms."""
        self.open_edit_form(page, address)
        page.get_by_role("link", name="Delete").click()
        confirm = page.get_by_role("button", name="Yes, I’m sure")
        expect(confirm).to_be_visible()
        return confirm

    def disconnect(self, page: Page, address: str) -> None:
        """Delete the queue of this address, with its tickets."""
        self.ask_to_disconnect(page, address).click()
        expect(page.locator(".messagelist .success")).to_be_visible()
