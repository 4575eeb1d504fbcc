"""Rows about attacks through the connect form, and about secrets that the app must not show.

Most of these rows try to get past a protection of the app, so they are for your own app
(`probes_protection`). Such rows cite no public issue: bluebar does not point at apps that can be
attacked.
"""

from bluebar.e2e.outcome.verdict import Reason, Rejected
from bluebar.e2e.protocol.capabilities import CanBeEdited, GuardsHosts
from bluebar.e2e.protocol.declarations import SignInConnects, UpgradesByItself
from bluebar.e2e.scenarios.model import (
    SINGLE,
    Conditions,
    FormTemplate,
    Group,
    MailboxTemplate,
    Scenario,
    Sources,
    Tag,
    refused,
)
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor.faults import (
    Greets,
    HangsUp,
    PoisonsStartTls,
    RefusesLogin,
    RefusesStartTls,
    StripsStartTls,
)
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener, StartTls

NO_IPV6 = (Rejected(Reason.INVALID_CHARACTERS),)
"""The verdict of an app that refuses any address with colons, and so every IPv6 address."""

SSL_NOT_SPOKEN = refused(Reason.SSL_NOT_SPOKEN)
LINE_END = "LINE-END"
"""The text that is typed in place of a line end, because a browser does not accept a line end.

bluebar replaces this text by a line end in the request to the app (`connect_past_the_browser`).
"""

INJECTED_TAG = "a9"
COMMAND = f"{INJECTED_TAG} DELETE INBOX"

PORTS = frozenset({Tag.PORTS})

STARTTLS_USED = tuple(
    Scenario(
        id=f"security/starttls/{name}",
        group=Group.SECURITY,
        why=why,
        door=FrontDoor.at({143: Listener(tls=False, starttls=kind, faults=faults)}),
        mailbox=SINGLE,
        form=FormTemplate(port=143, use_ssl=True),
        conditions=Conditions(probes_protection=probes),
        sources=Sources(failures=(10,), cited=cited),
        tags=PORTS,
    )
    for name, why, kind, faults, probes, cited in (
        (
            "required",
            "The server accepts no login before STARTTLS: the app encrypts first, then logs in.",
            StartTls.REQUIRED,
            (),
            False,
            "parsedmarc#205",
        ),
        (
            "poisoned",
            "An attacker adds plain text after STARTTLS's OK: the app discards this text.",
            StartTls.OFFERED,
            (PoisonsStartTls(),),
            True,
            "",
        ),
    )
)

STARTTLS_DENIED = (
    Scenario(
        id="security/starttls/stripped",
        group=Group.SECURITY,
        why="SSL is ticked, and an attacker hides STARTTLS: the app sends no password in clear.",
        door=FrontDoor.at(
            {143: Listener(tls=False, starttls=StartTls.OFFERED, faults=(StripsStartTls(),))}
        ),
        mailbox=SINGLE,
        form=FormTemplate(port=143, use_ssl=True),
        expected=SSL_NOT_SPOKEN,
        conditions=Conditions(probes_protection=True),
        sources=Sources(failures=(10,)),
        tags=PORTS,
    ),
    Scenario(
        id="security/starttls/refused",
        group=Group.SECURITY,
        why="The server offers STARTTLS and refuses it: the app sends no password in clear.",
        door=FrontDoor.at(
            {143: Listener(tls=False, starttls=StartTls.OFFERED, faults=(RefusesStartTls(),))}
        ),
        mailbox=SINGLE,
        form=FormTemplate(port=143, use_ssl=True),
        expected=SSL_NOT_SPOKEN,
        conditions=Conditions(probes_protection=True),
        sources=Sources(failures=(10,)),
        tags=PORTS,
    ),
    Scenario(
        id="security/starttls/preauth",
        group=Group.SECURITY,
        why="An attacker greets with PREAUTH, which rules out STARTTLS: the app sends no login.",
        door=FrontDoor.at(
            {
                143: Listener(
                    tls=False,
                    starttls=StartTls.OFFERED,
                    faults=(RefusesStartTls(), Greets(text="* PREAUTH welcome back")),
                )
            }
        ),
        mailbox=SINGLE,
        form=FormTemplate(port=143, use_ssl=True),
        expected=SSL_NOT_SPOKEN,
        conditions=Conditions(probes_protection=True),
        tags=PORTS,
    ),
    Scenario(
        id="security/starttls/required-but-not-asked-for",
        group=Group.SECURITY,
        why="SSL is not ticked, and the server requires STARTTLS: the app sends no password.",
        door=FrontDoor.at({143: Listener(tls=False, starttls=StartTls.REQUIRED)}),
        mailbox=SINGLE,
        form=FormTemplate(port=143, use_ssl=False),
        expected=refused(Reason.ENCRYPTION_REQUIRED),
        conditions=Conditions(skip_if_supports=(UpgradesByItself,), probes_protection=True),
        sources=Sources(failures=(10, 45)),
        tags=PORTS,
    ),
)

HANGS_UP = Scenario(
    id="security/no-plain-text-after-a-lost-handshake",
    group=Group.SECURITY,
    why="The server hangs up in the TLS handshake: the app does not try the port without TLS.",
    door=FrontDoor.at({993: Listener(tls=True, faults=(HangsUp(),))}),
    mailbox=SINGLE,
    expected=refused(
        Reason.CONNECTION_LOST,
        tolerated=(Rejected(Reason.SSL_NOT_SPOKEN), Rejected(Reason.NO_ANSWER)),
    ),
    conditions=Conditions(probes_protection=True),
    sources=Sources(failures=(10,)),
    tags=frozenset({Tag.WIRE}),
)

PRIVATE = tuple(
    Scenario(
        id=f"security/private-address/{name}",
        group=Group.SECURITY,
        why=f"{what}: the app does not connect, and refuses all such addresses in the same words.",
        mailbox=SINGLE,
        form=FormTemplate(server=server, port=port),
        expected=refused(Reason.HOST_NOT_ALLOWED, tolerated=tolerated),
        conditions=Conditions(requires=(GuardsHosts,), probes_protection=True),
        sources=Sources(failures=(23, 24)),
    )
    for name, what, server, port, tolerated in (
        ("loopback", "The app's own machine", "127.0.0.2", 993, ()),
        (
            "ssh-port",
            "A port of the app's own machine without a mail server",
            "127.0.0.2",
            "22",
            (),
        ),
        (
            "metadata",
            "The address of the metadata service of clouds, which has secrets",
            "169.254.169.254",
            "80",
            (),
        ),
        (
            "any",
            "The address 0.0.0.0, which means the app's own machine",
            "0.0.0.0",  # noqa: S104
            993,
            (),
        ),
        ("ipv6-loopback", "The app's own machine in IPv6", "::1", 993, NO_IPV6),
        ("ipv6-mapped", "A private address written as IPv6", "::ffff:10.77.0.1", 993, NO_IPV6),
        ("one-number", "A private address written as one number", "172818433", 993, ()),
    )
)

NO_SCANNER = Scenario(
    id="security/no-port-scanner",
    group=Group.SECURITY,
    why="The app refuses open and closed ports of a private address in the same words.",
    mailbox=SINGLE,
    expected=refused(Reason.HOST_NOT_ALLOWED),
    conditions=Conditions(requires=(GuardsHosts,), probes_protection=True),
    sources=Sources(failures=(24,)),
)

INJECTED = tuple(
    Scenario(
        id=f"security/line-end/{name}",
        group=Group.SECURITY,
        why=f"The {what} has a line break and an IMAP command: the server gets no such command.",
        mailbox=SINGLE,
        form=form,
        # An app may also send the text unchanged, as an IMAP literal. For the server it is then a
        # wrong user name or password, which is refused.
        expected=refused(
            Reason.INVALID_CHARACTERS, tolerated=(Rejected(Reason.WRONG_CREDENTIALS),)
        ),
        conditions=Conditions(probes_protection=True),
        tags=frozenset({Tag.CREDENTIALS}),
    )
    for name, what, form in (
        ("username", "user name", FormTemplate(username=f"{{local}}{LINE_END}{COMMAND}")),
        ("password", "password", FormTemplate(password=f"{{password}}{LINE_END}{COMMAND}")),
    )
)

TAKEN_AS_TYPED = (
    Scenario(
        id="security/quoting/username",
        group=Group.SECURITY,
        why="The app sends quotes and backslashes in a user name exactly as typed.",
        mailbox=SINGLE,
        form=FormTemplate(username='{local}" "x\\'),
        expected=refused(Reason.WRONG_CREDENTIALS),
        conditions=Conditions(probes_protection=True),
        sources=Sources(failures=(15,)),
        tags=frozenset({Tag.CREDENTIALS}),
    ),
)

SERVER_TEXT = Scenario(
    id="security/server-text-is-text",
    group=Group.SECURITY,
    why="The server's refusal contains HTML: the app shows it as plain text.",
    door=FrontDoor.usual(
        RefusesLogin(text="[ALERT] <img src=x onerror=\"document.title='taken'\"><b>bold</b>")
    ),
    mailbox=SINGLE,
    expected=refused(Reason.WRONG_CREDENTIALS, must_mention=("<b>bold</b>",)),
    conditions=Conditions(probes_protection=True),
)

AUTOFILL = Scenario(
    id="security/no-autofill",
    group=Group.SECURITY,
    why="The form tells browsers not to fill in the user name and password saved for the app.",
    mailbox=MailboxTemplate(shape=Shape.empty()),
    conditions=Conditions(skip_if_supports=(SignInConnects,)),
    sources=Sources(failures=(57,), cited="mail-archiver#174"),
)

PASSWORDS = tuple(
    Scenario(
        id=f"security/password-nowhere/{name}",
        group=Group.SECURITY,
        why=f"{what} appears in no page, URL, cookie, browser storage, mail or log.",
        mailbox=MailboxTemplate(shape=Shape.single(), password=password),
        conditions=Conditions(probes_protection=True),
        sources=Sources(failures=(58, 14, 15)),
        tags=frozenset({Tag.CREDENTIALS}),
    )
    for name, what, password in (
        ("quoted", "A password that IMAP must quote", 'pa"ss\\wörd '),
        ("encoded", "A password that a URL must encode", "ünïcødé+&%"),
    )
)

PASSWORD_IN_FORM = Scenario(
    id="security/password-nowhere/in-the-form-to-change-it",
    group=Group.SECURITY,
    why="The form to change an account does not contain the account's password.",
    mailbox=SINGLE,
    conditions=Conditions(requires=(CanBeEdited,), probes_protection=True),
    sources=Sources(failures=(58,)),
    tags=frozenset({Tag.CREDENTIALS}),
)

ROWS = (
    *STARTTLS_USED,
    *STARTTLS_DENIED,
    HANGS_UP,
    *PRIVATE,
    NO_SCANNER,
    *INJECTED,
    *TAKEN_AS_TYPED,
    SERVER_TEXT,
    AUTOFILL,
    *PASSWORDS,
    PASSWORD_IN_FORM,
)
