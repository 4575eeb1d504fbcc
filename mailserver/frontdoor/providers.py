"""What well-known kinds of providers are like, seen from the connect form.

Each is a front door and the names of folders that an account has there, with the public sources
that it follows. Only what an app can meet is here; nothing is ever sent to the providers.
"""

from dataclasses import dataclass

from bluebar.mailserver.frontdoor.proxy_config import (
    Certificate,
    FrontDoor,
    Listener,
    SignIn,
    StartTls,
    UserNames,
)


@dataclass(frozen=True, kw_only=True)
class Provider:
    """A kind of provider.

    Attributes:
        name: for people.
        door: how an account is reached.
        folders: what an account has besides INBOX, in GreenMail's way of writing.
        sources: where this is told in public: addresses, or an issue as project#number.
    """

    name: str
    door: FrontDoor
    folders: tuple[str, ...]
    sources: tuple[str, ...]


WHOLE = UserNames.WHOLE_ADDRESS


def godaddy() -> Provider:
    """Return a third-party domain's: one host name for all customers, the whole address."""
    sign_in = SignIn(user_names=WHOLE, refusal="[AUTHENTICATIONFAILED] Authentication failed.")
    return Provider(
        name="GoDaddy",
        door=FrontDoor.usual(sign_in=sign_in),
        folders=("Sent Items", "Drafts", "Trash"),
        sources=(
            "https://www.godaddy.com/help/server-and-port-settings-for-workspace-email-6949",
            "joeyates/imap-backup#27",
        ),
    )


def yahoo() -> Provider:
    """Return Yahoo's: only over TLS, only with an app password, and the refusal does not say so."""
    sign_in = SignIn(
        user_names=WHOLE,
        mechanisms=("PLAIN", "LOGIN"),
        refusal="[AUTHENTICATIONFAILED] LOGIN Invalid credentials",
    )
    return Provider(
        name="Yahoo",
        door=FrontDoor.at({993: Listener(tls=True, sign_in=sign_in)}),
        folders=("Bulk Mail", "Draft", "Sent", "Trash", "Archive"),
        sources=(
            "https://help.yahoo.com/kb/SLN4075.html",
            "OfflineIMAP/offlineimap#688",
            "jstedfast/MailKit#242",
            "jstedfast/MailKit#959",
        ),
    )


def aol() -> Provider:
    """Return AOL's, which is run as Yahoo is, with folders of its own."""
    sign_in = SignIn(user_names=WHOLE, refusal="[AUTHENTICATIONFAILED] LOGIN Invalid credentials")
    return Provider(
        name="AOL",
        door=FrontDoor.at({993: Listener(tls=True, sign_in=sign_in)}),
        folders=("Sent", "Drafts", "Spam", "Trash", "Archive"),
        sources=(
            "https://help.aol.com/articles/"
            "how-do-i-use-other-email-applications-to-send-and-receive-my-aol-mail",
        ),
    )


def yahoo_as_pop() -> Provider:
    """Return an account that was set up for POP: it is POP3 that answers at the port typed."""
    pop3 = Listener(tls=True, behind="pop3")
    return Provider(
        name="Yahoo, as POP",
        door=FrontDoor.at({993: pop3, 995: pop3}),
        folders=(),
        sources=("https://help.yahoo.com/kb/SLN4724.html",),
    )


def shared_host() -> Provider:
    """Return a shared host's: the certificate is for its own name, not for the customer's.

    Folders lie below INBOX, and STARTTLS is offered at 143.
    """
    sign_in = SignIn(user_names=WHOLE, refusal="[AUTHENTICATIONFAILED] Authentication failed.")
    certificate = Certificate.OTHER_NAME
    return Provider(
        name="a shared host",
        door=FrontDoor.at(
            {
                143: Listener(
                    tls=False,
                    starttls=StartTls.OFFERED,
                    certificate=certificate,
                    sign_in=sign_in,
                ),
                993: Listener(tls=True, certificate=certificate, sign_in=sign_in),
            }
        ),
        folders=("INBOX.Sent", "INBOX.Drafts", "INBOX.Trash", "INBOX.spam"),
        sources=(
            "SSilence/php-imap-client#17",
            "freescout-help-desk/freescout#92",
            "nextcloud/mail#4504",
        ),
    )


ALL = (godaddy(), yahoo(), aol(), yahoo_as_pop(), shared_host())
