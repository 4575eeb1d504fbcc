"""Rows about what the app shows of an account: the bar after each step, and the edit form."""

from bluebar.e2e.outcome.verdict import Reason
from bluebar.e2e.protocol.capabilities import (
    CanBeDisconnected,
    CanBeEdited,
    ListsAccounts,
    ShowsBanner,
)
from bluebar.e2e.protocol.shown_capabilities import ShowsConnection, WarnsOfDisconnect
from bluebar.e2e.scenarios.model import (
    SINGLE,
    Conditions,
    Expectation,
    FormTemplate,
    Group,
    MailboxTemplate,
    Scenario,
    Tag,
    UserName,
    refused,
)
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor.faults import SMTP
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener

LOCAL_PART = MailboxTemplate(shape=Shape.single(), login=UserName.LOCAL_PART)


def _row(
    name: str,
    why: str,
    requires: tuple[type, ...],
    *,
    mailbox: MailboxTemplate = SINGLE,
    form: FormTemplate | None = None,
    expected: Expectation | None = None,
    door: FrontDoor | None = None,
) -> Scenario:
    return Scenario(
        id=f"shown/{name}",
        group=Group.SHOWN,
        why=why,
        door=door or FrontDoor.usual(),
        mailbox=mailbox,
        form=form or FormTemplate(),
        expected=expected or Expectation(),
        conditions=Conditions(requires=requires),
        tags=frozenset({Tag.ACCOUNT}),
    )


BAR_OF_LOCAL_PART = _row(
    "bar/local-part",
    "The user name is the part before the @: the bar names the whole address of the mailbox.",
    (ShowsBanner,),
    mailbox=LOCAL_PART,
    form=FormTemplate(username="{local}", port=143, use_ssl=False),
)

BAR_IN_THE_DARK = _row(
    "bar/dark-colours",
    "The browser prefers dark colours: the bar is still blue, and its text is readable.",
    (ShowsBanner,),
)

BAR_AFTER_REFUSAL = _row(
    "bar/after-a-refusal",
    "A right password follows a wrong one: the bar says only that the mailbox is connected.",
    (ShowsBanner,),
    form=FormTemplate(password="not-{password}"),
    expected=refused(Reason.WRONG_CREDENTIALS),
)

BAR_AFTER_EDIT = _row(
    "bar/edit",
    "After an edit the bar names the account, is blue, and is gone when the page is reloaded.",
    (ShowsBanner, CanBeEdited),
)

BAR_AFTER_DISCONNECT = _row(
    "bar/disconnect-and-connect-again",
    "After a disconnect, and after the next connect, the bar confirms the right step.",
    (ShowsBanner, CanBeDisconnected),
)

BAR_OF_SECOND = _row(
    "bar/second-account",
    "A second account is connected: the bar names the second account, and not the first.",
    (ShowsBanner, ListsAccounts),
)

EDIT_FORMS = (
    _row(
        "edit-form/whole-address",
        "The edit form and the list show user name, server, port and SSL as they were typed.",
        (CanBeEdited, ShowsConnection),
    ),
    _row(
        "edit-form/local-part-without-ssl",
        "The edit form and the list show the part before the @, port 143 and no SSL, as typed.",
        (CanBeEdited, ShowsConnection),
        mailbox=LOCAL_PART,
        form=FormTemplate(username="{local}", port=143, use_ssl=False),
    ),
    _row(
        "edit-form/other-port",
        "The edit form and the list state port 10993, and user name and server without spaces.",
        (CanBeEdited, ShowsConnection),
        door=FrontDoor.at({10993: Listener(tls=True)}),
        form=FormTemplate(username=" {address} ", server=" {host} ", port=10993),
    ),
)

EDIT_FORM_AFTER_EDITS = _row(
    "edit-form/after-edits",
    "After a refused edit the form has the saved port; after an accepted edit, the new port.",
    (CanBeEdited, ShowsConnection),
    door=FrontDoor.at(
        {
            143: Listener(tls=False),
            993: Listener(tls=True),
            2525: Listener(tls=False, faults=(SMTP,)),
        }
    ),
    expected=refused(Reason.NOT_AN_IMAP_SERVER),
)

QUESTION = _row(
    "disconnect-question",
    "The app's question before a disconnect states the account's counts, and removes nothing.",
    (WarnsOfDisconnect,),
    mailbox=MailboxTemplate(),
)

ROWS = (
    BAR_OF_LOCAL_PART,
    BAR_IN_THE_DARK,
    BAR_AFTER_REFUSAL,
    BAR_AFTER_EDIT,
    BAR_AFTER_DISCONNECT,
    BAR_OF_SECOND,
    *EDIT_FORMS,
    EDIT_FORM_AFTER_EDITS,
    QUESTION,
)
