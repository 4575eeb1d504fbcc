"""User name and password: which forms are let in, and what a server says when it lets nobody in."""

from bluebar.e2e.outcome.verdict import Reason, Rejected
from bluebar.e2e.protocol.declarations import VerifiesNoCertificates
from bluebar.e2e.scenarios.model import FormTemplate, Group, Scenario, UserName
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor import providers
from bluebar.mailserver.frontdoor.faults import ConnectionLimit, RefusesLogin, RequiresPrivacy
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener, SignIn, UserNames

SINGLE = Shape.single()
LOCAL_PART = "{local}"
WRONG = FormTemplate(password="the-one-of-the-website")

APP_PASSWORD_TEXT = "[ALERT] Application-specific password required: https://mail.example/185833"
LIMIT_TEXT = "[LIMIT] Too many simultaneous connections"

USER_NAMES = (
    Scenario(
        id="credentials/either-form/whole-address",
        group=Group.CREDENTIALS,
        why="A server that knows its users by both forms of their name: the whole address.",
        door=FrontDoor.usual(sign_in=SignIn(user_names=UserNames.EITHER)),
        login=UserName.LOCAL_PART,
        shape=SINGLE,
        failures=(9,),
        cited="deltachat-android#1086",
    ),
    Scenario(
        id="credentials/either-form/local-part",
        group=Group.CREDENTIALS,
        why="A server that knows its users by both forms of their name: what is before the @.",
        door=FrontDoor.usual(sign_in=SignIn(user_names=UserNames.EITHER)),
        typing=FormTemplate(username=LOCAL_PART),
        shape=SINGLE,
        failures=(9,),
        cited="webmail-lite-8#14",
    ),
    Scenario(
        id="credentials/auth-plain-only",
        group=Group.CREDENTIALS,
        why="LOGIN is disabled and AUTHENTICATE PLAIN offered: the app takes what there is.",
        door=FrontDoor.usual(sign_in=SignIn(mechanisms=("PLAIN",), login_is_disabled=True)),
        shape=SINGLE,
        failures=(46,),
        cited="OpenArchiver#231",
    ),
    Scenario(
        id="credentials/auth-login-only",
        group=Group.CREDENTIALS,
        why="LOGIN is disabled and only the old AUTHENTICATE LOGIN offered.",
        door=FrontDoor.usual(sign_in=SignIn(mechanisms=("LOGIN",), login_is_disabled=True)),
        server_password='say "friend" \\ ünïcødé',
        shape=SINGLE,
        failures=(46,),
        cited="OpenArchiver#231",
    ),
    Scenario(
        id="credentials/auth-not-offered",
        group=Group.CREDENTIALS,
        why="A server without AUTH=PLAIN: the app falls back on LOGIN.",
        shape=SINGLE,
        failures=(46,),
        cited="OpenArchiver#231",
    ),
    Scenario(
        id="credentials/odd-capabilities",
        group=Group.CREDENTIALS,
        why="CAPABILITY with two spaces, a word in small letters and a space at its end is read.",
        door=FrontDoor.at(
            {993: Listener(tls=True, capabilities="IMAP4rev1  literal+ UIDPLUS X-ODD= ")}
        ),
        shape=SINGLE,
        failures=(64,),
        cited="modern-email/defects#21",
    ),
    Scenario(
        id="credentials/provider/godaddy",
        group=Group.CREDENTIALS,
        why="A domain bought from a third party: its server, the whole address, its folders.",
        proves=("S4",),
        door=providers.godaddy().door,
        shape=Shape(sample_mail=False, plain=2, folders=providers.godaddy().folders),
        cited="imap-backup#27",
    ),
    Scenario(
        id="credentials/provider/aol",
        group=Group.CREDENTIALS,
        why="AOL with an app password: only TLS, the whole address, folders by its names.",
        proves=("S5",),
        door=providers.aol().door,
        shape=Shape(sample_mail=False, plain=2, folders=providers.aol().folders),
    ),
    Scenario(
        id="credentials/provider/yahoo",
        group=Group.CREDENTIALS,
        why="Yahoo with an app password: Bulk Mail and Draft count, as no rule knows these names.",
        proves=("S5",),
        door=providers.yahoo().door,
        shape=Shape(sample_mail=False, plain=2, folders=providers.yahoo().folders),
        cited="jstedfast/MailKit#959",
    ),
)

REFUSED = (
    Scenario(
        id="credentials/app-password-wanted",
        group=Group.CREDENTIALS,
        why="The right password, but an app password is wanted: told, in the server's words too.",
        door=FrontDoor.usual(RefusesLogin(text=APP_PASSWORD_TEXT)),
        expected=Rejected(Reason.APP_PASSWORD_NEEDED),
        mentions=("Application-specific password required",),
        shape=SINGLE,
        failures=(8,),
        cited="MailKit#1072",
    ),
    Scenario(
        id="credentials/provider/yahoo/own-password",
        group=Group.CREDENTIALS,
        why="Yahoo's refusal does not say that it wants an app password; the app's advice must.",
        door=providers.yahoo().door,
        typing=WRONG,
        expected=Rejected(Reason.WRONG_CREDENTIALS),
        mentions=("Invalid credentials", "app password"),
        shape=SINGLE,
        failures=(8,),
        cited="OfflineIMAP/offlineimap#688",
    ),
    Scenario(
        id="credentials/provider/aol/own-password",
        group=Group.CREDENTIALS,
        why="The same at AOL.",
        door=providers.aol().door,
        typing=WRONG,
        expected=Rejected(Reason.WRONG_CREDENTIALS),
        mentions=("Invalid credentials", "app password"),
        shape=SINGLE,
        failures=(8,),
        cited="frappe/frappe#19988",
    ),
    Scenario(
        id="credentials/provider/godaddy/local-part",
        group=Group.CREDENTIALS,
        why="A server that wants the whole address gets what is before the @: refused as such.",
        proves=("S3",),
        door=providers.godaddy().door,
        typing=FormTemplate(username=LOCAL_PART),
        expected=Rejected(Reason.WRONG_CREDENTIALS),
        mentions=("Authentication failed",),
        shape=SINGLE,
        failures=(9,),
        cited="LucaMail#13",
    ),
    Scenario(
        id="credentials/provider/shared-host",
        group=Group.CREDENTIALS,
        why="A shared host's certificate is for its own name, not the customer's: both are named.",
        door=providers.shared_host().door,
        expected=Rejected(Reason.CERTIFICATE_FOR_ANOTHER_NAME),
        unless=(VerifiesNoCertificates,),
        mentions=("{host}", "imap.somebody-elses.example"),
        shape=SINGLE,
        failures=(3,),
        cited="nextcloud/mail#4504",
    ),
    Scenario(
        id="credentials/provider/yahoo-as-pop",
        group=Group.CREDENTIALS,
        why="An account set up for POP: the app says so, and how to switch it to IMAP.",
        proves=("S5", "S6"),
        door=providers.yahoo_as_pop().door,
        expected=Rejected(Reason.POP3_SERVER),
        mentions=("IMAP",),
        shape=SINGLE,
    ),
    Scenario(
        id="credentials/authenticationfailed-code",
        group=Group.CREDENTIALS,
        why="NO [AUTHENTICATIONFAILED] is a wrong password, never a server error.",
        door=FrontDoor.usual(
            sign_in=SignIn(refusal="[AUTHENTICATIONFAILED] Authentication failed.")
        ),
        typing=FormTemplate(password="not-{password}"),
        expected=Rejected(Reason.WRONG_CREDENTIALS),
        mentions=("Authentication failed.",),
        shape=SINGLE,
        failures=(7,),
        cited="chatwoot#7032",
    ),
    Scenario(
        id="credentials/auth-plain-only/wrong-password",
        group=Group.CREDENTIALS,
        why="A wrong password by AUTHENTICATE PLAIN is a wrong password all the same.",
        door=FrontDoor.usual(sign_in=SignIn(mechanisms=("PLAIN",), login_is_disabled=True)),
        typing=FormTemplate(password="not-{password}"),
        expected=Rejected(Reason.WRONG_CREDENTIALS),
        shape=SINGLE,
        failures=(46,),
        cited="OpenArchiver#231",
    ),
    Scenario(
        id="credentials/privacy-required",
        group=Group.CREDENTIALS,
        why="A login in clear is answered NO [PRIVACYREQUIRED]: encryption is wanted, said so.",
        door=FrontDoor.usual(RequiresPrivacy()),
        typing=FormTemplate(port=143, use_ssl=False),
        expected=Rejected(Reason.ENCRYPTION_REQUIRED),
        shape=SINGLE,
        failures=(45,),
        cited="cypht#97",
    ),
    Scenario(
        id="credentials/limit",
        group=Group.CREDENTIALS,
        why="NO [LIMIT]: the server asks to try later, which is no wrong password.",
        door=FrontDoor.usual(RefusesLogin(text=LIMIT_TEXT)),
        expected=Rejected(Reason.TRY_LATER),
        mentions=("Too many simultaneous connections",),
        shape=SINGLE,
        failures=(47,),
        cited="node-imap#606",
    ),
    Scenario(
        id="credentials/unavailable",
        group=Group.CREDENTIALS,
        why="NO [UNAVAILABLE]: the server's own trouble, told as such.",
        door=FrontDoor.usual(RefusesLogin(text="[UNAVAILABLE] Temporary authentication failure")),
        expected=Rejected(Reason.TRY_LATER),
        mentions=("Temporary authentication failure",),
        shape=SINGLE,
        failures=(47, 20),
        cited="wildduck#35",
    ),
)

LOGIN_DISABLED = Scenario(
    id="credentials/login-disabled",
    group=Group.CREDENTIALS,
    why="LOGINDISABLED on a plain port: encryption is wanted, and no password is sent to find out.",
    door=FrontDoor.usual(sign_in=SignIn(login_is_disabled=True)),
    typing=FormTemplate(port=143, use_ssl=False),
    expected=Rejected(Reason.ENCRYPTION_REQUIRED),
    probes_protection=True,
    shape=SINGLE,
    failures=(45,),
)

PASTED = Scenario(
    id="credentials/pasted-quotes",
    group=Group.CREDENTIALS,
    why="A password pasted with curly quotes around it: refused, and told what to look for.",
    typing=FormTemplate(password="\u201c{password}\u201d"),
    expected=Rejected(Reason.WRONG_CREDENTIALS),
    shape=SINGLE,
    failures=(50,),
    cited="attachment-downloader#38",
)

ONE_AT_A_TIME = Scenario(
    id="credentials/another-program-has-the-connection",
    group=Group.CREDENTIALS,
    why="Only one connection is let in, and a mail program has it; when it leaves, a retry works.",
    door=FrontDoor.usual(ConnectionLimit(connections=0)),
    later=FrontDoor.usual(ConnectionLimit(connections=1)),
    expected=Rejected(Reason.TRY_LATER),
    shape=SINGLE,
    failures=(47,),
    cited="Mailspring#1113",
)

ROWS = (*USER_NAMES, *REFUSED, LOGIN_DISABLED, PASTED, ONE_AT_A_TIME)
