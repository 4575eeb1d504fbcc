"""Use the connect form without a mouse."""

from playwright.sync_api import Locator

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.target import ConnectForm, FormInput
from bluebar.e2e.steps.connect import click_connect
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User

TAB_STOPS = 200
"""After this number of Tab presses the button counts as unreachable: no page has as many stops."""


def connect_by_keyboard(user: User, mailbox: Mailbox) -> Connection:
    """Fill in the form and send it without a mouse, and read the verdict.

    Tab goes from field to field, Space changes the tick, and Enter presses the button.

    Raises:
        AppFailure: Tab never reached the form's button.
        NotOffered: the form has a list for SSL instead of a tick box.
    """
    form = user.target.open_connect_form(user.page)
    if form.ssl_options:
        raise NotOffered(
            f"{user.target.name} has a list for SSL, and browsers differ in the keys of a list"
        )
    typed = mailbox.typed()
    with user.attempt.phase("fill in the form by keyboard"):
        (form.email_address or form.username).focus()
        for _ in range(TAB_STOPS):
            if _has_focus(form.connect):
                break
            _type_into_focused_field(form, typed)
            user.page.keyboard.press("Tab")
        else:
            raise AppFailure(
                f"after {TAB_STOPS} times Tab the form's button did not have the focus"
            )
    return click_connect(user, mailbox, form, typed, press="Enter")


def _type_into_focused_field(form: ConnectForm, typed: FormInput) -> None:
    """Type the right text into the field that has the focus, or change the tick if needed.

    The order of the fields differs from page to page, so each field is compared with the focus.
    """
    texts = {
        form.email_address: typed.email_address, form.username: typed.username,
        form.password: typed.password, form.server: form.server_text(typed), form.port: typed.port,
    }  # fmt: skip
    for control, text in texts.items():
        if control is not None and _has_focus(control):
            control.page.keyboard.press("ControlOrMeta+a")
            control.page.keyboard.insert_text(text)
    ticks = form.use_ssl
    if ticks is not None and _has_focus(ticks) and ticks.is_checked() != typed.use_ssl:
        ticks.page.keyboard.press("Space")


def _has_focus(control: Locator) -> bool:
    found: bool = control.evaluate("element => element === document.activeElement")
    return found
