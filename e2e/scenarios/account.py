"""Rows about a connected account: reload, edit, disconnect, other users, odd passwords."""

from bluebar.e2e.outcome.verdict import AlreadyConnected, Reason
from bluebar.e2e.protocol.capabilities import ListsAccounts
from bluebar.e2e.protocol.declarations import SharedByATeam, SignInConnects
from bluebar.e2e.scenarios.model import (
    SINGLE,
    Conditions,
    Expectation,
    FormTemplate,
    Group,
    MailboxTemplate,
    Scenario,
    Sources,
    Tag,
    UserName,
    refused,
)
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor.faults import SMTP
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener

LEGAL_ODD_ONES = tuple(
    Scenario(
        id=f"account/odd-but-legal/{name}",
        group=Group.ACCOUNT,
        why=f"A mailbox connects if its password contains {what}.",
        mailbox=MailboxTemplate(shape=Shape.single(), password=password),
        sources=Sources(failures=(failure,), cited=cited),
        tags=frozenset({Tag.CREDENTIALS}),
    )
    for name, what, password, failure, cited in (
        ("quote", "a double quote", 'say"friend"now', 15, "imapfilter#199"),
        ("backslash", "a backslash", "back\\slash\\9", 15, "Mailspring#1723"),
        ("umlaut", "an ü", "schlüssel-ü-7", 14, "paperless-ngx#663"),
        ("space", "a space, also at its end", "open sesame ", 49, "deltachat-android#270"),
        ("plus", "a + and a %", "one+one%3D2&x=y", 15, "simplomon#54"),
        ("dollar", "a dollar and parentheses", "$HOME (a) *9", 15, "user_external#161"),
        ("brace", "{5}, like an IMAP literal, at its end", "open sesame {5}", 15, "imapsync#99"),
    )
)

TRIMMED = Scenario(
    id="account/odd-but-legal/trimmed-user-name",
    group=Group.ACCOUNT,
    why="The app trims pasted spaces around host and user name before it sends them.",
    mailbox=SINGLE,
    form=FormTemplate(username="  {address}\u00a0", server=" {host} "),
    sources=Sources(failures=(13,), cited="nextcloud/mail#6091"),
)

ADDRESSES = tuple(
    Scenario(
        id=f"account/address/{name}",
        group=Group.ACCOUNT,
        why=f"An address with {what} connects, and the app shows the address unchanged.",
        mailbox=MailboxTemplate(
            shape=Shape(sample_mail=False, plain=1, owner=owner), login=UserName.LOCAL_PART
        ),
        form=FormTemplate(username="{local}", email_address="{written_address}"),
        sources=Sources(failures=(56,), cited="releases-comm-central#75"),
    )
    for name, what, owner in (
        ("plus", "a plus-tag", "{name}+crm@example.org"),
        ("hyphen", "hyphens in its domain", "{name}@mail-server.a-b.example"),
        ("idn", "a domain outside ASCII", "{name}@bücher.example"),
    )
)

RELOAD = Scenario(
    id="account/still-there-after-a-reload",
    group=Group.ACCOUNT,
    why="The bar says connected, and after a reload of the page the account is still listed.",
    sources=Sources(failures=(17,), cited="twentyhq/twenty#15915"),
)

SECOND_USER = Scenario(
    id="account/second-user-sees-nothing",
    group=Group.ACCOUNT,
    why="Another user of the app sees neither the account nor any imported contact or message.",
    # A user of a target whose sign-in form is the connect form is not signed in without a mailbox.
    conditions=Conditions(skip_if_supports=(SharedByATeam, SignInConnects)),
)

TWICE = Scenario(
    id="account/same-mailbox-twice",
    group=Group.ACCOUNT,
    why="The app refuses to connect a mailbox that is connected already, and lists it once.",
    mailbox=SINGLE,
    expected=Expectation(AlreadyConnected()),
    conditions=Conditions(requires=(ListsAccounts,)),
    sources=Sources(failures=(40,), cited="nextcloud/mail#12042"),
)

TWICE_IN_CAPITALS = Scenario(
    id="account/same-mailbox-twice/in-capitals",
    group=Group.ACCOUNT,
    why="A connected mailbox, typed again with its address in capitals, is not a second account.",
    mailbox=SINGLE,
    expected=Expectation(AlreadyConnected()),
    conditions=Conditions(requires=(ListsAccounts,)),
    sources=Sources(failures=(40,), cited="Mailspring#1855"),
)

DISCONNECT = Scenario(
    id="account/disconnect",
    group=Group.ACCOUNT,
    why="A disconnected account is not on the list, not even after a reload.",
    mailbox=SINGLE,
)

EDIT = Scenario(
    id="account/edit-keeps-the-password",
    group=Group.ACCOUNT,
    why="The person saves another port and leaves the password empty; the account still syncs.",
    mailbox=SINGLE,
    sources=Sources(failures=(18,), cited="nextcloud/mail#3031"),
)

EDIT_TRIES_WHAT_IS_SHOWN = Scenario(
    id="account/edit-tries-what-is-shown",
    group=Group.ACCOUNT,
    why="The app refuses a change to a port without IMAP, and keeps using the saved settings.",
    door=FrontDoor.at({993: Listener(tls=True), 2525: Listener(tls=False, faults=(SMTP,))}),
    mailbox=SINGLE,
    expected=refused(Reason.NOT_AN_IMAP_SERVER),
    sources=Sources(failures=(16,), cited="freescout-help-desk/freescout#1752"),
)

KEYBOARD = Scenario(
    id="account/keyboard-only",
    group=Group.ACCOUNT,
    why="A person can fill in and send the whole form without a mouse; Space removes the tick.",
    mailbox=SINGLE,
    form=FormTemplate(port=143, use_ssl=False),
)

CONNECTED_ADDRESS = Scenario(
    id="account/address-is-the-one-named",
    group=Group.ACCOUNT,
    why="The form proposes the user's sign-in address, and the mailbox of this address connects.",
    mailbox=MailboxTemplate(shape=Shape.single(), same_address=True, login=UserName.LOCAL_PART),
    form=FormTemplate(username="{local}"),
    conditions=Conditions(skip_if_supports=(SharedByATeam, SignInConnects)),
)

ROWS = (
    *LEGAL_ODD_ONES,
    TRIMMED,
    *ADDRESSES,
    RELOAD,
    SECOND_USER,
    TWICE,
    TWICE_IN_CAPITALS,
    DISCONNECT,
    EDIT,
    EDIT_TRIES_WHAT_IS_SHOWN,
    KEYBOARD,
    CONNECTED_ADDRESS,
)
