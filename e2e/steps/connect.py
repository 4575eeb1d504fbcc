"""Connect a mailbox in the app, as the help article describes. No step judges the result."""

from dataclasses import replace

from playwright.sync_api import Route, expect

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.outcome.verdict import Connected, SavedUnverified, Verdict
from bluebar.e2e.protocol.capabilities import (
    CanBeCancelled,
    CanBeEdited,
    OffersTheOtherForm,
    SavesUnverified,
)
from bluebar.e2e.protocol.capability_checks import has_capability, require
from bluebar.e2e.protocol.target import ConnectForm, FormInput
from bluebar.e2e.steps.form import fill_in, fill_server
from bluebar.e2e.steps.screenshots import take_screenshot
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor


def connect(user: User, mailbox: Mailbox, typed: FormInput | None = None) -> Connection:
    """Go to Settings → Email → IMAP, fill the form in, click Connect, and see what the app says.

    Args:
        typed: what is typed, where it is not what the scenario says.
    """
    with user.attempt.phase("open the form"):
        form = user.target.open_connect_form(user.page)
    if (wrong := mailbox.scenario.expected.wrong_field) and getattr(form, wrong) is None:
        raise NotOffered(f"{user.target.name}'s form has no field of its own for the {wrong}")
    typed = typed or mailbox.typed()
    _expect_to_be_taken(user, form, typed, wrong)
    with user.attempt.phase("fill the form in"):
        fill_in(form, typed)
    return click_connect(user, mailbox, form, typed)


def _expect_to_be_taken(user: User, form: ConnectForm, typed: FormInput, wrong: str) -> None:
    """End the test as `not offered` where this form does not take what the row is about."""
    name = f"{user.target.name}'s form"
    if wrong in form.may_be_empty and not getattr(typed, wrong):
        raise NotOffered(f"{name} says that the {wrong} may be left empty")
    if typed.starttls and typed.use_ssl and not form.has_starttls:
        raise NotOffered(f"{name} offers no STARTTLS: its SSL is TLS from the first byte on")
    if form.always_ssl and not typed.use_ssl:
        raise NotOffered(f"{name} always speaks SSL")
    takes_digits = form.port is not None and form.port.get_attribute("type") == "number"
    if takes_digits and not typed.port.isdecimal() and typed.port:
        raise NotOffered(f"{name} takes nothing but digits for the port")


def retry(connection: Connection, **changes: str | bool | int) -> Connection:
    """Type the user name and the password anew in the form as it stands, and click again.

    Everything else is left as the app kept it, unless it is what changes: that is what a person
    would do. Where it was left when it was saved, it is opened again.
    """
    user, form, target = connection.user, connection.form, connection.user.target
    typed = connection.mailbox.typed(**changes)
    with user.attempt.phase("try again in the same form"):
        if isinstance(target, SavesUnverified):
            if not has_capability(target, CanBeEdited):
                raise NotOffered(f"{target.name}'s form is left when it is saved, for good")
            form = target.open_edit_form(user.page, connection.mailbox.connected_address)
        form.username.fill(typed.username)
        form.password.fill(typed.password)
        if changes.keys() & {"port", "use_ssl"}:
            fill_server(form, typed)
    return click_connect(user, connection.mailbox, form, typed)


def click_connect(
    user: User, mailbox: Mailbox, form: ConnectForm, typed: FormInput, *, press: str = ""
) -> Connection:
    """Click the button of a form that is filled in, and see what the app says.

    Args:
        press: a key to press on the button that has the focus, instead of clicking it.
    """
    user.attempt.typed = {
        "user name": typed.username,
        "server": typed.server,
        "port": typed.port,
        "SSL": "ticked" if typed.use_ssl else "not ticked",
    }
    user.attempt.clicked = True
    with user.attempt.phase("connect"):
        # A form's submission is a navigation; the verdict is waited for where it stands instead.
        if press:
            expect(form.connect).to_be_focused()
            user.page.keyboard.press(press)
        else:
            form.connect.click(no_wait_after=True)
        verdict, message = wait_for_verdict(user, typed)
    take_screenshot(user)
    return Connection(
        user=user,
        mailbox=mailbox,
        form=form,
        typed=typed,
        verdict=verdict,
        message=message,
        expected=mailbox.expected_import(user),
    )


def wait_for_verdict(user: User, typed: FormInput) -> tuple[Verdict, str]:
    """Wait for the app's verdict; return it, and what the app says with it."""
    target = user.target
    verdict = target.verdict(user.page, typed, target.deadlines.verdict)
    if verdict == SavedUnverified() and isinstance(target, SavesUnverified):
        user.attempt.note_verdict(expected=str(verdict), shown=str(verdict))
        with user.attempt.phase("let the app's job run"):
            verdict, message = target.run_job()
        return verdict, "" if verdict == Connected() else message
    # A page that has connected may be on its way to another, and has nothing more to say.
    return verdict, "" if verdict == Connected() else target.message(user.page)


def begin_to_connect(user: User, mailbox: Mailbox) -> None:
    """Fill the form in and click Connect, without waiting for what comes of it."""
    require(user.target, CanBeCancelled)
    form = user.target.open_connect_form(user.page)
    fill_in(form, mailbox.typed())
    user.attempt.clicked = True
    form.connect.click(no_wait_after=True)


def cancel(user: User) -> None:
    """Give up on a connection that the app is still trying to make."""
    with user.attempt.phase("cancel"):
        require(user.target, CanBeCancelled).cancel(user.page)


def connect_past_the_browser(user: User, mailbox: Mailbox, marker: str) -> Connection:
    """Connect, and let a line end cross to the app wherever the marker was typed.

    No browser takes a line end in a field of one line; who attacks an app uses none.
    """

    def with_line_end(route: Route) -> None:
        body = route.request.post_data or ""
        line_end = "\\r\\n" if body.startswith("{") else "%0D%0A"
        route.continue_(post_data=body.replace(marker, line_end))

    user.page.route(lambda _: True, with_line_end)
    return connect(user, mailbox)


def change_the_door(connection: Connection, door: FrontDoor | None = None) -> None:
    """Let the mailbox's front door become another: by default the scenario's later one."""
    mailbox = connection.mailbox
    wanted = door or mailbox.scenario.later
    assert mailbox.access.door is not None
    assert wanted is not None
    with connection.user.attempt.phase("the front door changes"):
        mailbox.access.door.become(wanted)


def take_the_offer(connection: Connection) -> Connection:
    """Click on the app's offer to try the other form of the user name."""
    user = connection.user
    target = require(user.target, OffersTheOtherForm)
    typed = connection.mailbox.typed(username=connection.mailbox.other_user_name)
    with user.attempt.phase("take the offer"):
        target.offer(user.page).click(no_wait_after=True)
        verdict, message = wait_for_verdict(user, typed)
    take_screenshot(user)
    return replace(connection, typed=typed, verdict=verdict, message=message)
