"""Open the connect form, after an administrator has set what the form does not ask for."""

from dataclasses import replace

from playwright.sync_api import Error as PlaywrightError

from bluebar.e2e.outcome.adapter_error import NEXT_STEP, AdapterError, adapter_error
from bluebar.e2e.protocol.admin_capabilities import ArrangedByAdmin
from bluebar.e2e.protocol.target import ConnectForm, FormInput
from bluebar.e2e.subjects.user import User


def open_form(user: User, typed: FormInput) -> ConnectForm:
    """Open the connect form, in which a person will type this input.

    Raises:
        AdapterError: the form has no field for the server, and the adapter does not arrange it.
    """
    arrange(user, typed)
    with user.attempt.phase("open the form"):
        form = user.target.open_connect_form(user.page)
    if form.server is None and not isinstance(user.target, ArrangedByAdmin):
        raise AdapterError(
            wanted="the app to know the mail server: a field `server` of the form, or `arrange`",
            happened="`open_connect_form` returned a form without `server`, and the adapter does "
            "not define `arrange`",
            where=f"the adapter {type(user.target).__name__}",
            next_step=NEXT_STEP,
        )
    return form


def arrange(user: User, typed: FormInput) -> None:
    """Let an administrator set what this form does not ask for; do nothing for other targets.

    Raises:
        AdapterError: the adapter could not arrange the settings. A time-out of Playwright is an
            error of the adapter here, because the page is not the one under test.
    """
    target = user.target
    if not isinstance(target, ArrangedByAdmin):
        return
    settings = replace(typed, server=typed.server.strip(), port=typed.port.strip())
    with user.attempt.phase("let an administrator set the server"):
        try:
            target.arrange(user.page, user.instance, settings)
        except PlaywrightError as error:
            raise adapter_error(error, target, clicked=False) or error from error
