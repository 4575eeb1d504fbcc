"""Rows about user name and password: the forms that a server accepts, and how the app signs in."""

from bluebar.e2e.outcome.verdict import Reason
from bluebar.e2e.scenarios import login_refusals
from bluebar.e2e.scenarios.model import (
    SINGLE,
    Conditions,
    FormTemplate,
    Group,
    MailboxTemplate,
    Scenario,
    Sources,
    UserName,
    refused,
)
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor import providers
from bluebar.mailserver.frontdoor.faults import (
    ConnectionLimit,
    OtherCapabilities,
)
from bluebar.mailserver.frontdoor.proxy_config import (
    FrontDoor,
    Listener,
    LoginChallenges,
    SignIn,
    UserNames,
)

LOCAL_PART = "{local}"
WRONG = FormTemplate(password="the-one-of-the-website")

APP_PASSWORD_TEXT = "[ALERT] Application-specific password required: https://mail.example/185833"
LIMIT_TEXT = "[LIMIT] Too many simultaneous connections"

USER_NAMES = (
    Scenario(
        id="credentials/either-form/whole-address",
        group=Group.CREDENTIALS,
        why="The server accepts both forms of a user name: the app sends the typed whole address.",
        door=FrontDoor.usual(sign_in=SignIn(user_names=UserNames.EITHER)),
        mailbox=MailboxTemplate(shape=Shape.single(), login=UserName.LOCAL_PART),
        sources=Sources(failures=(9,), cited="deltachat-android#1086"),
    ),
    Scenario(
        id="credentials/either-form/local-part",
        group=Group.CREDENTIALS,
        why="The server accepts both forms of a user name: the app sends the typed part before @.",
        door=FrontDoor.usual(sign_in=SignIn(user_names=UserNames.EITHER)),
        mailbox=SINGLE,
        form=FormTemplate(username=LOCAL_PART),
        sources=Sources(failures=(9,), cited="webmail-lite-8#14"),
    ),
    Scenario(
        id="credentials/auth-plain-only",
        group=Group.CREDENTIALS,
        why="LOGIN is disabled and AUTHENTICATE PLAIN offered: the app uses AUTHENTICATE PLAIN.",
        door=FrontDoor.usual(sign_in=SignIn(mechanisms=("PLAIN",), login_is_disabled=True)),
        mailbox=SINGLE,
        sources=Sources(failures=(46,), cited="OpenArchiver#231"),
    ),
    Scenario(
        id="credentials/auth-login-only",
        group=Group.CREDENTIALS,
        why="The server accepts no command but AUTHENTICATE LOGIN: the app uses this command.",
        door=FrontDoor.usual(sign_in=SignIn(mechanisms=("LOGIN",), login_is_disabled=True)),
        mailbox=MailboxTemplate(shape=Shape.single(), password='say "friend" \\ ünïcødé'),
        sources=Sources(failures=(46,), cited="OpenArchiver#231"),
    ),
    Scenario(
        id="credentials/auth-login-as-exchange-asks",
        group=Group.CREDENTIALS,
        why="AUTHENTICATE LOGIN asks like Exchange, 'User Name' and a NUL: the app answers it.",
        door=FrontDoor.usual(
            sign_in=SignIn(
                mechanisms=("LOGIN",), login_is_disabled=True, challenges=LoginChallenges.EXCHANGE
            )
        ),
        mailbox=SINGLE,
        sources=Sources(failures=(46,), cited="OpenArchiver#231"),
    ),
    Scenario(
        id="credentials/auth-not-offered",
        group=Group.CREDENTIALS,
        why="The server has no AUTH=PLAIN: the app uses LOGIN.",
        door=FrontDoor.usual(sign_in=SignIn(mechanisms=())),
        mailbox=SINGLE,
        sources=Sources(failures=(46,), cited="OpenArchiver#231"),
    ),
    Scenario(
        id="credentials/odd-capabilities",
        group=Group.CREDENTIALS,
        why="The app reads a CAPABILITY with two spaces, a lower-case word and a space at its end.",
        door=FrontDoor.at(
            {
                993: Listener(
                    tls=True,
                    faults=(OtherCapabilities(text="IMAP4rev1  literal+ UIDPLUS X-ODD= "),),
                )
            }
        ),
        mailbox=SINGLE,
        sources=Sources(failures=(64,), cited="modern-email/defects#21"),
    ),
    Scenario(
        id="credentials/provider/godaddy",
        group=Group.CREDENTIALS,
        why="The app connects to a server like GoDaddy's, by whole address, with its folder names.",
        door=providers.godaddy().door,
        mailbox=MailboxTemplate(
            shape=Shape(sample_mail=False, plain=2, folders=providers.godaddy().folders)
        ),
        sources=Sources(proves=("S4",), cited="imap-backup#27"),
    ),
    Scenario(
        id="credentials/provider/aol",
        group=Group.CREDENTIALS,
        why="The app connects to a server like AOL's, by TLS and app password, with its folders.",
        door=providers.aol().door,
        mailbox=MailboxTemplate(
            shape=Shape(sample_mail=False, plain=2, folders=providers.aol().folders)
        ),
        sources=Sources(proves=("S5",)),
    ),
    Scenario(
        id="credentials/provider/yahoo",
        group=Group.CREDENTIALS,
        why="On a server like Yahoo's, mail in Bulk Mail and Draft counts: no rule excludes these.",
        door=providers.yahoo().door,
        mailbox=MailboxTemplate(
            shape=Shape(sample_mail=False, plain=2, folders=providers.yahoo().folders)
        ),
        sources=Sources(proves=("S5",), cited="jstedfast/MailKit#959"),
    ),
)

LOGIN_DISABLED = Scenario(
    id="credentials/login-disabled",
    group=Group.CREDENTIALS,
    why="LOGINDISABLED without TLS: the app says that encryption is needed, and does not log in.",
    door=FrontDoor.usual(sign_in=SignIn(login_is_disabled=True)),
    mailbox=SINGLE,
    form=FormTemplate(port=143, use_ssl=False),
    expected=refused(Reason.ENCRYPTION_REQUIRED),
    conditions=Conditions(probes_protection=True),
    sources=Sources(failures=(45,)),
)

PASTED = Scenario(
    id="credentials/pasted-quotes",
    group=Group.CREDENTIALS,
    why="A password pasted with curly quotes is refused: the app hints at the quotes.",
    mailbox=SINGLE,
    form=FormTemplate(password="\u201c{password}\u201d"),
    expected=refused(Reason.WRONG_CREDENTIALS),
    sources=Sources(failures=(50,), cited="attachment-downloader#38"),
)

ONE_AT_A_TIME = Scenario(
    id="credentials/another-program-has-the-connection",
    group=Group.CREDENTIALS,
    why="Another program uses the only connection that the server allows; later a retry works.",
    door=FrontDoor.usual(ConnectionLimit(connections=0)),
    later=FrontDoor.usual(ConnectionLimit(connections=1)),
    mailbox=SINGLE,
    expected=refused(Reason.TRY_LATER),
    sources=Sources(failures=(47,), cited="Mailspring#1113"),
)

ROWS = (*USER_NAMES, *login_refusals.REFUSED, LOGIN_DISABLED, PASTED, ONE_AT_A_TIME)
