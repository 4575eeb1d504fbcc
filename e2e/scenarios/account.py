"""Life with a connected account: reload, edit, disconnect, other people, odd passwords."""

from e2e.scenario import Group, Scenario, Typing, UserName
from e2e.verdicts import AlreadyConnected
from fixtures.plan import Shape

LEGAL_ODD_ONES = tuple(
    Scenario(
        id=f"account/odd-but-legal/{name}",
        group=Group.ACCOUNT,
        why=f"A password with {what} is a password like any other.",
        server_password=password,
        shape=Shape.single(),
        cited=cited,
    )
    for name, what, password, cited in (
        ("quote", "a double quote", 'say"friend"now', "imapsync#215"),
        ("backslash", "a backslash", "back\\slash\\9", "imapsync#47"),
        ("umlaut", "an ü", "schlüssel-ü-7", "paperless-ngx#663"),
        ("space", "a space inside and at its end", "open sesame ", "deltachat-android#270"),
        ("plus", "a + and a %", "one+one%3D2&x=y", "mautic#1472"),
    )
)

TRIMMED = Scenario(
    id="account/odd-but-legal/trimmed-user-name",
    group=Group.ACCOUNT,
    why="Spaces pasted around host and user name are trimmed before they go over the wire.",
    typing=Typing(username="  {address}\u00a0", server=" {host} "),
    shape=Shape.single(),
    cited="nextcloud/mail#6091",
)

RELOAD = Scenario(
    id="account/still-there-after-a-reload",
    group=Group.ACCOUNT,
    why="The account is listed after a reload: the bar was no empty promise.",
    cited="twentyhq/twenty#15915",
)

SECOND_USER = Scenario(
    id="account/second-user-sees-nothing",
    group=Group.ACCOUNT,
    why="Another user of the app sees neither the account nor anything that came in.",
)

TWICE = Scenario(
    id="account/same-mailbox-twice",
    group=Group.ACCOUNT,
    why="The same mailbox connected again is refused as such, and counted once.",
    expected=AlreadyConnected(),
    shape=Shape.single(),
    cited="nextcloud/mail#12042",
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
    cited="nextcloud/mail#3031",
)

KEYBOARD = Scenario(
    id="account/keyboard-only",
    group=Group.ACCOUNT,
    why="The whole form can be filled in and sent without a mouse, the tick taken away by Space.",
    typing=Typing(port=143, use_ssl=False),
    shape=Shape.single(),
)

CONNECTED_ADDRESS = Scenario(
    id="account/address-is-the-one-named",
    group=Group.ACCOUNT,
    why="The sign-in address stands in the form already; with a local-part login it is connected.",
    login=UserName.LOCAL_PART,
    typing=Typing(username="{local}"),
    same_address=True,
    shape=Shape.single(),
)

ROWS = (
    *LEGAL_ODD_ONES,
    TRIMMED,
    RELOAD,
    SECOND_USER,
    TWICE,
    DISCONNECT,
    EDIT,
    KEYBOARD,
    CONNECTED_ADDRESS,
)
