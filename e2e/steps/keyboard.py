"""Use the connect form without a mouse."""

from playwright.sync_api import Locator

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.target import ConnectForm, FormInput
from bluebar.e2e.steps.connect import click_connect
from bluebar.e2e.steps.form import require_taken
from bluebar.e2e.steps.open_form import open_form
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User

TAB_STOPS = 200
"""The maximum number of Tab presses. No page has this many controls, so a control that did not get
the focus by then cannot be reached by Tab."""


def connect_by_keyboard(user: User, mailbox: Mailbox) -> Connection:
    """Fill in the form and send it without a mouse, and read the verdict.

    Tab goes from control to control, Space changes the tick, and Enter presses the button. The
    controls may be in any order: Tab is pressed until every field is filled in and the button has
    the focus. Then the fields are read back.

    Raises:
        AppFailure: Tab never reached a field or the form's button.
        FieldNotTaken: a field does not contain the typed text.
        NotOffered: the form has a list for SSL instead of a tick box, or several steps.
    """
    typed = mailbox.typed()
    form = open_form(user, typed)
    if form.show_field is not None:
        raise NotOffered(
            f"this scenario goes through one page by the Tab key; {user.target.name}'s form has "
            "several steps"
        )
    if form.ssl_options:
        raise NotOffered(
            f"this scenario changes SSL by the Space key; {user.target.name}'s form has a list for "
            "SSL instead of a tick box, and browsers differ in the keys of a list"
        )
    with user.attempt.phase("fill in the form by keyboard"):
        (form.email_address or form.username).focus()
        _fill_in_by_tab(form, typed)
        require_taken(form, typed)
    return click_connect(user, mailbox, form, typed, press="Enter")


def _fill_in_by_tab(form: ConnectForm, typed: FormInput) -> None:
    """Press Tab until all controls are filled in and the button has the focus.

    The order of the controls differs from page to page. So after each Tab, the control that has the
    focus is filled in.

    Raises:
        AppFailure: Tab never reached a field or the form's button.
    """
    texts = {
        "email address": (form.email_address, typed.email_address),
        "user name": (form.username, form.username_text(typed)),
        "password": (form.password, typed.password),
        "server": (form.server, form.server_text(typed)),
        "port": (form.port, typed.port),
    }
    waiting = {name: (box, text) for name, (box, text) in texts.items() if box is not None}
    tick = form.use_ssl
    keyboard = form.connect.page.keyboard
    for _ in range(TAB_STOPS):
        for name, (box, text) in list(waiting.items()):
            if _has_focus(box):
                keyboard.press("ControlOrMeta+a")
                keyboard.insert_text(text)
                del waiting[name]
        if tick is not None and _has_focus(tick):
            if tick.is_checked() != typed.use_ssl:
                keyboard.press("Space")
            tick = None
        if not waiting and tick is None and _has_focus(form.connect):
            return
        keyboard.press("Tab")
    missed = [*waiting, *(["SSL tick"] if tick is not None else [])] or ["button"]
    raise AppFailure(
        f"the Tab key should reach every control of the form; after {TAB_STOPS} presses the "
        f"{' and '.join(missed)} never had the focus, so nobody can use the form by keyboard"
    )


def _has_focus(control: Locator) -> bool:
    found: bool = control.evaluate("element => element === document.activeElement")
    return found
