"""Life with a connected account: reload, edit, disconnect, other people, odd passwords."""

from bluebar.e2e.outcome.verdict import AlreadyConnected, Reason, Rejected
from bluebar.e2e.protocol.capabilities import ListsAccounts
from bluebar.e2e.protocol.declarations import SharedByATeam
from bluebar.e2e.scenarios.model import FormTemplate, Group, Scenario, Tag, UserName
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor.faults import SMTP
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener

LEGAL_ODD_ONES = tuple(
    Scenario(
        id=f"account/odd-but-legal/{name}",
        group=Group.ACCOUNT,
        why=f"A password with {what} is a password like any other.",
        server_password=password,
        shape=Shape.single(),
        failures=(failure,),
        cited=cited,
        tags=frozenset({Tag.CREDENTIALS}),
    )
    for name, what, password, failure, cited in (
        ("quote", "a double quote", 'say"friend"now', 15, "imapfilter#199"),
        ("backslash", "a backslash", "back\\slash\\9", 15, "Mailspring#1723"),
        ("umlaut", "an ü", "schlüssel-ü-7", 14, "paperless-ngx#663"),
        ("space", "a space inside and at its end", "open sesame ", 49, "deltachat-android#270"),
        ("plus", "a + and a %", "one+one%3D2&x=y", 15, "simplomon#54"),
        ("dollar", "a dollar and parentheses", "$HOME (a) *9", 15, "user_external#161"),
        ("brace", "what looks like a literal at its end", "open sesame {5}", 15, "imapsync#99"),
    )
)

TRIMMED = Scenario(
    id="account/odd-but-legal/trimmed-user-name",
    group=Group.ACCOUNT,
    why="Spaces pasted around host and user name are trimmed before they go over the wire.",
    typing=FormTemplate(username="  {address}\u00a0", server=" {host} "),
    shape=Shape.single(),
    failures=(13,),
    cited="nextcloud/mail#6091",
)

ADDRESSES = tuple(
    Scenario(
        id=f"account/address/{name}",
        group=Group.ACCOUNT,
        why=f"An address with {what} connects and is named as it is.",
        login=UserName.LOCAL_PART,
        typing=FormTemplate(username="{local}", email_address="{written_address}"),
        shape=Shape(sample_mail=False, plain=1, owner=owner),
        failures=(56,),
        cited="releases-comm-central#75",
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
    why="The account is listed after a reload: the bar was no empty promise.",
    failures=(17,),
    cited="twentyhq/twenty#15915",
)

SECOND_USER = Scenario(
    id="account/second-user-sees-nothing",
    group=Group.ACCOUNT,
    why="Another user of the app sees neither the account nor anything that came in.",
    unless=(SharedByATeam,),
)

TWICE = Scenario(
    id="account/same-mailbox-twice",
    group=Group.ACCOUNT,
    why="The same mailbox connected again is refused as such, and counted once.",
    expected=AlreadyConnected(),
    needs=(ListsAccounts,),
    shape=Shape.single(),
    failures=(40,),
    cited="nextcloud/mail#12042",
)

TWICE_IN_CAPITALS = Scenario(
    id="account/same-mailbox-twice/in-capitals",
    group=Group.ACCOUNT,
    why="The same mailbox again, its address in capitals: one account all the same.",
    expected=AlreadyConnected(),
    needs=(ListsAccounts,),
    shape=Shape.single(),
    failures=(40,),
    cited="Mailspring#1855",
)

DISCONNECT = Scenario(
    id="account/disconnect",
    group=Group.ACCOUNT,
    why="A disconnected account is gone from the list, and stays gone after a reload.",
    shape=Shape.single(),
)

EDIT = Scenario(
    id="account/edit-keeps-the-password",
    group=Group.ACCOUNT,
    why="Another port is saved with the password left empty, and the account still syncs.",
    shape=Shape.single(),
    failures=(18,),
    cited="nextcloud/mail#3031",
)

EDIT_TRIES_WHAT_IS_SHOWN = Scenario(
    id="account/edit-tries-what-is-shown",
    group=Group.ACCOUNT,
    why="An edit to a port where no IMAP is spoken is refused, and what was saved stays in use.",
    door=FrontDoor.at({993: Listener(tls=True), 2525: Listener(tls=False, faults=(SMTP,))}),
    shape=Shape.single(),
    expected=Rejected(Reason.NOT_AN_IMAP_SERVER),
    failures=(16,),
    cited="freescout-help-desk/freescout#1752",
)

KEYBOARD = Scenario(
    id="account/keyboard-only",
    group=Group.ACCOUNT,
    why="The whole form can be filled in and sent without a mouse, the tick taken away by Space.",
    typing=FormTemplate(port=143, use_ssl=False),
    shape=Shape.single(),
)

CONNECTED_ADDRESS = Scenario(
    id="account/address-is-the-one-named",
    group=Group.ACCOUNT,
    why="The sign-in address stands in the form already; with a local-part login it is connected.",
    login=UserName.LOCAL_PART,
    typing=FormTemplate(username="{local}"),
    unless=(SharedByATeam,),
    same_address=True,
    shape=Shape.single(),
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
