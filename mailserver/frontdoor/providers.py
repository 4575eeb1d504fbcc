"""Front doors and folder names of well-known kinds of providers, with public sources.

A front door has only those properties of the provider that an app can notice. bluebar never sends
anything to a provider.
"""

from dataclasses import dataclass

from bluebar.mailserver.frontdoor.faults import BadCertificate, RewordsRefusal
from bluebar.mailserver.frontdoor.proxy_config import (
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
        name: the provider's name, for people.
        door: the front door of an account.
        folders: an account's folders apart from INBOX, in GreenMail's notation.
        sources: public sources: addresses, or an issue as project#number.
    """

    name: str
    door: FrontDoor
    folders: tuple[str, ...]
    sources: tuple[str, ...]


WHOLE = SignIn(user_names=UserNames.WHOLE_ADDRESS)
AUTHENTICATION_FAILED = RewordsRefusal(text="[AUTHENTICATIONFAILED] Authentication failed.")
INVALID_CREDENTIALS = RewordsRefusal(text="[AUTHENTICATIONFAILED] LOGIN Invalid credentials")


def godaddy() -> Provider:
    """Return a provider of third-party domains.

    It has one host name for all customers, and the user name is the whole address.
    """
    return Provider(
        name="GoDaddy",
        door=FrontDoor.usual(AUTHENTICATION_FAILED, sign_in=WHOLE),
        folders=("Sent Items", "Drafts", "Trash"),
        sources=(
            "https://www.godaddy.com/help/server-and-port-settings-for-workspace-email-6949",
            "joeyates/imap-backup#27",
        ),
    )


def yahoo() -> Provider:
    """Return Yahoo, which accepts only TLS and only app passwords; its refusals do not say this."""
    sign_in = SignIn(user_names=UserNames.WHOLE_ADDRESS, mechanisms=("PLAIN", "LOGIN"))
    return Provider(
        name="Yahoo",
        door=FrontDoor.at(
            {993: Listener(tls=True, sign_in=sign_in, faults=(INVALID_CREDENTIALS,))}
        ),
        folders=("Bulk Mail", "Draft", "Sent", "Trash", "Archive"),
        sources=(
            "https://help.yahoo.com/kb/SLN4075.html",
            "OfflineIMAP/offlineimap#688",
            "jstedfast/MailKit#242",
            "jstedfast/MailKit#959",
        ),
    )


def aol() -> Provider:
    """Return AOL, which has TLS only and refuses logins as Yahoo does, but has other folders."""
    return Provider(
        name="AOL",
        door=FrontDoor.at({993: Listener(tls=True, sign_in=WHOLE, faults=(INVALID_CREDENTIALS,))}),
        folders=("Sent", "Drafts", "Spam", "Trash", "Archive"),
        sources=(
            "https://help.aol.com/articles/"
            "how-do-i-use-other-email-applications-to-send-and-receive-my-aol-mail",
        ),
    )


def yahoo_as_pop() -> Provider:
    """Return Yahoo with an account that was set up for POP: POP3 answers at the typed port."""
    pop3 = Listener(tls=True, upstream="pop3")
    return Provider(
        name="Yahoo, as POP",
        door=FrontDoor.at({993: pop3, 995: pop3}),
        folders=(),
        sources=("https://help.yahoo.com/kb/SLN4724.html",),
    )


def shared_host() -> Provider:
    """Return a shared host: its certificate is for the host's name, not for the customer's name.

    Folders are below INBOX, and port 143 offers STARTTLS.
    """
    faults = (BadCertificate.OTHER_NAME, AUTHENTICATION_FAILED)
    plain = Listener(tls=False, starttls=StartTls.OFFERED, sign_in=WHOLE, faults=faults)
    return Provider(
        name="a shared host",
        door=FrontDoor.at({143: plain, 993: Listener(tls=True, sign_in=WHOLE, faults=faults)}),
        folders=("INBOX.Sent", "INBOX.Drafts", "INBOX.Trash", "INBOX.spam"),
        sources=(
            "SSilence/php-imap-client#17",
            "freescout-help-desk/freescout#92",
            "nextcloud/mail#4504",
        ),
    )


ALL = (godaddy(), yahoo(), aol(), yahoo_as_pop(), shared_host())
