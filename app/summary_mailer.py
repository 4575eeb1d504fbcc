"""The summary email: Kith sends one for each connected account, after its first sync."""

import hmac
import smtplib
from email.message import EmailMessage
from email.utils import formatdate

from jinja2 import Environment

from bluebar.app.records import ConnectedAccount, KithUser
from bluebar.app.settings import Settings

DOMAIN = "summary.kith.example"
SMTP_SECONDS = 15
ID_DIGITS = 18
"""The maximum number of digits of an account id that Kith parses; no account id has more.

Python refuses to parse numbers with thousands of digits."""


def plural(number: int, noun: str) -> str:
    """Return the number with the noun in its right form: "1 contact", "2 contacts"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class SummaryMailer:
    """Compose and send summaries.

    Args:
        settings: Kith's settings, with the SMTP server, the sender and Kith's base URL.
        key: the key that signs the Message-IDs of summaries, so that Kith recognizes its own.
        templates: the templates, with the one for the HTML body.
    """

    def __init__(self, settings: Settings, key: bytes, templates: Environment) -> None:
        self.settings = settings
        self.key = key
        self.templates = templates

    def message_id(self, account_id: int) -> str:
        """Return the Message-ID of an account's summary; an account always gets the same one."""
        signature = hmac.digest(self.key, f"summary/{account_id}".encode(), "sha256").hex()[:24]
        return f"<{account_id}.{signature}@{DOMAIN}>"

    def is_own(self, message_id: str | None) -> bool:
        """Say whether a Message-ID belongs to a summary that Kith sent, for any account."""
        account_id = (message_id or "").removeprefix("<").partition(".")[0][:ID_DIGITS]
        return account_id.isdecimal() and message_id == self.message_id(int(account_id))

    def compose(self, account: ConnectedAccount, user: KithUser) -> EmailMessage:
        """Compose the summary of an account, to the user's sign-in address."""
        counts = [
            f"{plural(number, noun)} {'was' if number == 1 else 'were'} brought in."
            for number, noun in ((account.contacts, "contact"), (account.messages, "message"))
        ]
        link = f"{self.settings.app_base_url}/contacts" if self.settings.app_base_url else ""
        message = EmailMessage()
        message["From"] = f"Kith <{self.settings.smtp_from}>"
        message["To"] = user.email
        message["Subject"] = f"Your email account {account.address} has been imported"
        message["Date"] = formatdate()
        message["Message-ID"] = self.message_id(account.id)
        message["Auto-Submitted"] = "auto-generated"
        message["X-Kith-Summary"] = "1"
        greeting = f"Hello {user.name},"
        opening = f"your email account {account.address} has been imported into Kith."
        message.set_content(
            "\n\n".join([greeting, opening, "\n".join(counts), link]).strip() + "\n"
        )
        html = self.templates.get_template("summary.html").render(
            greeting=greeting, opening=opening, counts=counts, link=link
        )
        message.add_alternative(html, subtype="html")
        return message

    def send(self, message: EmailMessage) -> None:
        """Send a message by SMTP.

        Raises:
            OSError: the server does not answer, or refuses the message; smtplib's errors are
                OSErrors, too.
        """
        server = (self.settings.smtp_host, self.settings.smtp_port)
        with smtplib.SMTP(*server, timeout=SMTP_SECONDS) as smtp:
            smtp.send_message(message)
