"""Open the connect form, after an administrator has set what the form does not ask for."""

from dataclasses import replace

from playwright.sync_api import Error as PlaywrightError

from bluebar.e2e.outcome.adapter_error import NEXT_STEP, AdapterError, adapter_error
from bluebar.e2e.protocol.admin_capabilities import ArrangedByAdmin
from bluebar.e2e.protocol.form_controls import unsaid
from bluebar.e2e.protocol.target import ConnectForm, FormInput, Target
from bluebar.e2e.subjects.user import User

WAYS = {
    "server": "give `server`, or define `arrange` if an administrator sets the server",
    "port": "give `port`; or `server_text`, if the server's field takes the port; or "
    "`fixed_ports`, if the app uses fixed ports; or define `arrange`, if an administrator sets it",
    "choice of SSL": "give `use_ssl`; or `always_ssl=True`, if the app always uses SSL; or "
    "`server_text`, if the server's field takes the choice; or define `arrange`, if an "
    "administrator makes it",
}
"""What an adapter can do if the app does not know the server, the port, or whether to use SSL."""


def open_form(user: User, typed: FormInput) -> ConnectForm:
    """Open the connect form, in which a person will type this input.

    Raises:
        AdapterError: the app cannot know the server, the port, or whether to use SSL.
    """
    arrange(user, typed)
    with user.attempt.phase("open the form"):
        form = user.target.open_connect_form(user.page)
    require_known_server(user.target, form, typed)
    return form


def require_known_server(target: Target, form: ConnectForm, typed: FormInput) -> None:
    """Make sure that the app can know the server, the port, and whether to use SSL.

    Raises:
        AdapterError: the form does not say one of them, and the adapter does not arrange it.
    """
    if isinstance(target, ArrangedByAdmin) or not (missing := unsaid(form, typed)):
        return
    raise AdapterError(
        wanted=f"the app to know the {missing} that bluebar chose for this test",
        happened=f"the form that `open_connect_form` returned does not say the {missing}: "
        f"{WAYS[missing]}",
        where=f"the adapter {type(target).__name__}",
        next_step=NEXT_STEP,
    )


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
