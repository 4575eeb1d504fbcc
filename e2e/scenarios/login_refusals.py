"""Rows in which the server refuses the login: wrong password, app password, too many logins.

A new row about an account that the server has locked belongs in this module, too. All ids begin
with `credentials/`.
"""

from bluebar.e2e.outcome.verdict import Reason
from bluebar.e2e.protocol.declarations import VerifiesNoCertificates
from bluebar.e2e.scenarios.model import (
    SINGLE,
    Conditions,
    FormTemplate,
    Group,
    Scenario,
    Sources,
    refused,
)
from bluebar.mailserver.frontdoor import providers
from bluebar.mailserver.frontdoor.faults import (
    RefusesLogin,
    RequiresPrivacy,
    RewordsRefusal,
)
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, SignIn

LOCAL_PART = "{local}"
WRONG = FormTemplate(password="the-one-of-the-website")

APP_PASSWORD_TEXT = "[ALERT] Application-specific password required: https://mail.example/185833"
LIMIT_TEXT = "[LIMIT] Too many simultaneous connections"

REFUSED = (
    Scenario(
        id="credentials/app-password-wanted",
        group=Group.CREDENTIALS,
        why="The server wants an app password: the app says so, and quotes the server.",
        door=FrontDoor.usual(RefusesLogin(text=APP_PASSWORD_TEXT)),
        mailbox=SINGLE,
        expected=refused(
            Reason.APP_PASSWORD_NEEDED, must_mention=("Application-specific password required",)
        ),
        sources=Sources(failures=(8,), cited="MailKit#1072"),
    ),
    Scenario(
        id="credentials/provider/yahoo/own-password",
        group=Group.CREDENTIALS,
        why="Yahoo's server wants an app password, and does not say so: the app's advice does.",
        door=providers.yahoo().door,
        mailbox=SINGLE,
        form=WRONG,
        expected=refused(
            Reason.WRONG_CREDENTIALS, must_mention=("Invalid credentials", "app password")
        ),
        sources=Sources(failures=(8,), cited="OfflineIMAP/offlineimap#688"),
    ),
    Scenario(
        id="credentials/provider/aol/own-password",
        group=Group.CREDENTIALS,
        why="AOL's server wants an app password, and does not say so: the app's advice does.",
        door=providers.aol().door,
        mailbox=SINGLE,
        form=WRONG,
        expected=refused(
            Reason.WRONG_CREDENTIALS, must_mention=("Invalid credentials", "app password")
        ),
        sources=Sources(failures=(8,), cited="frappe/frappe#19988"),
    ),
    Scenario(
        id="credentials/provider/godaddy/local-part",
        group=Group.CREDENTIALS,
        why="The server wants the whole address; the part before the @ is a wrong user name.",
        door=providers.godaddy().door,
        mailbox=SINGLE,
        form=FormTemplate(username=LOCAL_PART),
        expected=refused(Reason.WRONG_CREDENTIALS, must_mention=("Authentication failed",)),
        sources=Sources(proves=("S3",), failures=(9,), cited="LucaMail#13"),
    ),
    Scenario(
        id="credentials/provider/shared-host",
        group=Group.CREDENTIALS,
        why="The certificate of a shared host is for another host name than the typed one: the app "
        "names both.",
        door=providers.shared_host().door,
        mailbox=SINGLE,
        expected=refused(
            Reason.CERTIFICATE_FOR_ANOTHER_NAME,
            must_mention=("{host}", "imap.somebody-elses.example"),
        ),
        conditions=Conditions(skip_if_supports=(VerifiesNoCertificates,)),
        sources=Sources(failures=(3,), cited="nextcloud/mail#4504"),
    ),
    Scenario(
        id="credentials/provider/yahoo-as-pop",
        group=Group.CREDENTIALS,
        why="A server like Yahoo's answers in POP3: the app says so, and how to switch to IMAP.",
        door=providers.yahoo_as_pop().door,
        mailbox=SINGLE,
        expected=refused(Reason.POP3_SERVER, must_mention=("IMAP",)),
        sources=Sources(proves=("S5", "S6")),
    ),
    Scenario(
        id="credentials/authenticationfailed-code",
        group=Group.CREDENTIALS,
        why="NO [AUTHENTICATIONFAILED]: the app reports a wrong password, not a server error.",
        door=FrontDoor.usual(RewordsRefusal(text="[AUTHENTICATIONFAILED] Authentication failed.")),
        mailbox=SINGLE,
        form=FormTemplate(password="not-{password}"),
        expected=refused(Reason.WRONG_CREDENTIALS, must_mention=("Authentication failed.",)),
        sources=Sources(failures=(7,), cited="chatwoot#7032"),
    ),
    Scenario(
        id="credentials/auth-plain-only/wrong-password",
        group=Group.CREDENTIALS,
        why="A wrong password is refused to AUTHENTICATE PLAIN: the app reports a wrong password.",
        door=FrontDoor.usual(sign_in=SignIn(mechanisms=("PLAIN",), login_is_disabled=True)),
        mailbox=SINGLE,
        form=FormTemplate(password="not-{password}"),
        expected=refused(Reason.WRONG_CREDENTIALS),
        sources=Sources(failures=(46,), cited="OpenArchiver#231"),
    ),
    Scenario(
        id="credentials/privacy-required",
        group=Group.CREDENTIALS,
        why="NO [PRIVACYREQUIRED] to a login in clear: the app says that encryption is required.",
        door=FrontDoor.usual(RequiresPrivacy()),
        mailbox=SINGLE,
        form=FormTemplate(port=143, use_ssl=False),
        expected=refused(Reason.ENCRYPTION_REQUIRED),
        sources=Sources(failures=(45,), cited="cypht#97"),
    ),
    Scenario(
        id="credentials/limit",
        group=Group.CREDENTIALS,
        why="NO [LIMIT]: the app says to try again later, and does not call the password wrong.",
        door=FrontDoor.usual(RefusesLogin(text=LIMIT_TEXT)),
        mailbox=SINGLE,
        expected=refused(Reason.TRY_LATER, must_mention=("Too many simultaneous connections",)),
        sources=Sources(failures=(47,), cited="node-imap#606"),
    ),
    Scenario(
        id="credentials/unavailable",
        group=Group.CREDENTIALS,
        why="NO [UNAVAILABLE]: the app reports a problem of the server, not a wrong password.",
        door=FrontDoor.usual(RefusesLogin(text="[UNAVAILABLE] Temporary authentication failure")),
        mailbox=SINGLE,
        expected=refused(Reason.TRY_LATER, must_mention=("Temporary authentication failure",)),
        sources=Sources(failures=(47, 20), cited="wildduck#35"),
    ),
)
