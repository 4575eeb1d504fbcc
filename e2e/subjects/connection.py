"""One attempt to connect a mailbox, and what the app showed."""

from dataclasses import dataclass, field, replace

from bluebar.e2e.outcome.reading import Reading
from bluebar.e2e.outcome.verdict import Verdict
from bluebar.e2e.protocol.target import ConnectForm, FormInput
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User
from bluebar.fixtures.imap.mailbox_state import StoredMailbox
from bluebar.fixtures.inbox.received_mail import ReceivedMail
from bluebar.fixtures.oracle.expected_import import ExpectedImport
from bluebar.fixtures.plan.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Connection:
    """One click on Connect: the user, the mailbox, the input, and the app's verdict."""

    user: User
    mailbox: Mailbox
    form: ConnectForm
    typed: FormInput
    verdict: Verdict
    said: Reading
    """The app's text with the verdict, read together with the verdict: it may disappear later."""

    clicked_at: float = 0.0
    """The moment of the click, in seconds since the front door was opened; 0 without a door."""

    expected: ExpectedImport = field(repr=False)
    """What the app must import from the mailbox."""

    @property
    def message(self) -> str:
        """Return the app's text with the verdict."""
        return self.said.text

    def may_be_about(self, mail: ReceivedMail) -> bool:
        """Say whether a mail may be about this connection.

        If the inbox also receives mail of other tests, the mail must mention the connected address.
        """
        return not self.user.shares_inbox or mail.mentions(self.mailbox.connected_address)

    def with_plan(self, plan: Plan, stored: StoredMailbox) -> "Connection":
        """Return the connection with another content of the mailbox, and the import expected of it.

        Args:
            plan: the plan of the new content.
            stored: the new content, read back from the mail server.
        """
        mailbox = replace(self.mailbox, plan=plan, stored=stored)
        return replace(self, mailbox=mailbox, expected=mailbox.expected_import(self.user))
