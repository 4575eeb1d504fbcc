"""What a person does, in the words of the help article. Plain functions; none of them judges."""

from dataclasses import replace

from playwright.sync_api import Locator, Route, expect

from bluebar.e2e.outcome.failure import AppFailure, not_offered, require
from bluebar.e2e.outcome.verdict import Connected, SavedUnverified, Verdict
from bluebar.e2e.protocol.capabilities import (
    CanBeCancelled,
    CanBeDisconnected,
    CanBeEdited,
    OffersTheOtherForm,
    SavesUnverified,
)
from bluebar.e2e.protocol.target import ConnectForm, FormInput
from bluebar.e2e.steps.screenshots import take_screenshot
from bluebar.e2e.subjects.baseline import LISTS
from bluebar.e2e.subjects.connection import Connection, Mailbox, User
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor

TAB_STOPS = 200
"""Presses of Tab after which a button counts as out of reach: more than a busy page has stops."""


class FieldNotTaken(HarnessError):
    """A field of the form does not hold what bluebar put into it."""


def connect(user: User, mailbox: Mailbox, typed: FormInput | None = None) -> Connection:
    """Go to Settings → Email → IMAP, fill the form in, click Connect, and see what the app says.

    Args:
        typed: what is typed, where it is not what the scenario says.
    """
    with user.attempt.phase("open the form"):
        form = user.target.open_connect_form(user.page)
    if (wrong := mailbox.scenario.wrong_field) and getattr(form, wrong) is None:
        not_offered(f"{user.target.name}'s form has no field of its own for the {wrong}")
    typed = typed or mailbox.typed()
    _expect_to_be_taken(user, form, typed, wrong)
    with user.attempt.phase("fill the form in"):
        fill_in(form, typed)
    return click_connect(user, mailbox, form, typed)


def _expect_to_be_taken(user: User, form: ConnectForm, typed: FormInput, wrong: str) -> None:
    """End the test as `not offered` where this form does not take what the row is about."""
    name = f"{user.target.name}'s form"
    if wrong in form.may_be_empty and not getattr(typed, wrong):
        not_offered(f"{name} says that the {wrong} may be left empty")
    if typed.starttls and typed.use_ssl and not form.has_starttls:
        not_offered(f"{name} offers no STARTTLS: its SSL is TLS from the first byte on")
    if form.always_ssl and not typed.use_ssl:
        not_offered(f"{name} always speaks SSL")
    takes_digits = form.port is not None and form.port.get_attribute("type") == "number"
    if takes_digits and not typed.port.isdecimal() and typed.port:
        not_offered(f"{name} takes nothing but digits for the port")


def retry(connection: Connection, **changes: str | bool | int) -> Connection:
    """Type the user name and the password anew in the form as it stands, and click again.

    Everything else is left as the app kept it, unless it is what changes: that is what a person
    would do. Where it was left when it was saved, it is opened again.
    """
    user, form, target = connection.user, connection.form, connection.user.target
    typed = connection.mailbox.typed(**changes)
    with user.attempt.phase("try again in the same form"):
        if isinstance(target, SavesUnverified):
            address = connection.mailbox.connected_address
            form = require(target, CanBeEdited).open_edit_form(user.page, address)
        form.username.fill(typed.username)
        form.password.fill(typed.password)
        if changes.keys() & {"port", "use_ssl"}:
            _fill_server(form, typed)
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
        verdict, said = _answer(user, typed)
    take_screenshot(user)
    return Connection(
        user=user,
        mailbox=mailbox,
        form=form,
        typed=typed,
        verdict=verdict,
        said=said,
        expected=mailbox.expected_import(user),
    )


def _answer(user: User, typed: FormInput) -> tuple[Verdict, str]:
    """Wait for the app's verdict; return it, and what the app says with it."""
    target = user.target
    verdict = target.verdict(user.page, typed, target.deadlines.verdict)
    if verdict == SavedUnverified() and isinstance(target, SavesUnverified):
        user.attempt.note_verdict(expected=str(verdict), shown=str(verdict))
        with user.attempt.phase("let the app's job run"):
            verdict, said = target.run_job()
        return verdict, "" if verdict == Connected() else said
    # A page that has connected may be on its way to another, and has nothing more to say.
    return verdict, "" if verdict == Connected() else target.said(user.page)


def fill_in(form: ConnectForm, typed: FormInput) -> None:
    """Fill the form in top to bottom, the port after the tick, and read every field back.

    Raises:
        FieldNotTaken: a field holds something else than what was typed.
    """
    if form.email_address is not None:
        form.email_address.fill(typed.email_address)
    form.username.fill(typed.username)
    form.password.fill(typed.password)
    _fill_server(form, typed)
    for name, (held, wanted) in read_back(form, typed).items():
        # A form may trim by itself what is pasted; in a password a space may be part of it.
        if held != wanted and (name == "password" or held != wanted.strip()):
            shown = "something else" if name == "password" else repr(held)
            raise FieldNotTaken(
                wanted=f"the {name} field to hold what was typed",
                happened=f"it holds {shown}",
                where=form.username.page.url,
                next_step="look at the trace: a script of the page may have rewritten the field",
            )


def read_back(form: ConnectForm, typed: FormInput) -> dict[str, tuple[str, str]]:
    """Return by name what each field holds, and what was typed into it."""
    fields = {
        "user name": (form.username.input_value(), typed.username),
        "password": (form.password.input_value(), typed.password),
        "server": (form.server.input_value(), form.server_text(typed)),
    }
    if form.port is not None:
        fields["port"] = (form.port.input_value().replace(form.thousands, ""), typed.port)
    return fields


def _fill_server(form: ConnectForm, typed: FormInput) -> None:
    """Fill in where the server is and how it is spoken to; the port may follow the tick."""
    form.server.fill(form.server_text(typed))
    if form.use_ssl is not None:
        choose_ssl(form, wanted=typed.use_ssl)
    if form.port is not None:
        form.port.fill(typed.port)


def choose_ssl(form: ConnectForm, *, wanted: bool) -> None:
    """Tick the box or not, or choose from the list."""
    assert form.use_ssl is not None
    if form.ssl_options is None:
        form.use_ssl.set_checked(wanted)
    else:
        form.use_ssl.select_option(label=form.ssl_options[0 if wanted else 1])


def is_ssl_chosen(form: ConnectForm) -> bool:
    """Say whether the box is ticked, or the list shows its option with SSL."""
    assert form.use_ssl is not None
    if form.ssl_options is None:
        return form.use_ssl.is_checked()
    return form.use_ssl.locator("option:checked").inner_text().strip() == form.ssl_options[0]


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
        verdict, said = _answer(user, typed)
    take_screenshot(user)
    return replace(connection, typed=typed, verdict=verdict, said=said)


def connect_by_keyboard(user: User, mailbox: Mailbox) -> Connection:
    """Fill the form in and send it without a mouse: Tab from field to field, Space, Enter.

    Raises:
        AppFailure: Tab never came to the button.
    """
    form = user.target.open_connect_form(user.page)
    if form.ssl_options:
        not_offered(f"{user.target.name} has a list for SSL, which differs from browser to browser")
    typed = mailbox.typed()
    with user.attempt.phase("fill the form in by keyboard"):
        (form.email_address or form.username).focus()
        for _ in range(TAB_STOPS):
            if _has_focus(form.connect):
                break
            _type_where_the_focus_is(form, typed)
            user.page.keyboard.press("Tab")
        else:
            raise AppFailure(f"{TAB_STOPS} times Tab, and the form's button was never reached")
    return click_connect(user, mailbox, form, typed, press="Enter")


def _type_where_the_focus_is(form: ConnectForm, typed: FormInput) -> None:
    """Replace what the focused field holds, or take the tick away; pages differ in their order."""
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


def edit(connection: Connection, *, port: int, use_ssl: bool) -> Connection:
    """Change port and SSL of a connected account, the password left empty, and save."""
    user = connection.user
    target = require(user.target, CanBeEdited)
    typed = connection.mailbox.typed(port=port, use_ssl=use_ssl)
    with user.attempt.phase("edit"):
        form = target.open_edit_form(user.page, connection.mailbox.connected_address)
        _fill_server(form, typed)
        form.connect.click(no_wait_after=True)
        verdict, said = _answer(user, typed)
    take_screenshot(user)
    return replace(connection, form=form, typed=typed, verdict=verdict, said=said)


def open_to_change(connection: Connection) -> None:
    """Open the form in which the account is changed, and leave it as it is."""
    user = connection.user
    with user.attempt.phase("open the form to change it"):
        address = connection.mailbox.connected_address
        require(user.target, CanBeEdited).open_edit_form(user.page, address)


def open_the_lists(connection: Connection) -> None:
    """Open what the app lists, whatever stands there now."""
    user = connection.user
    with user.attempt.phase("open the lists"):
        for what in LISTS:
            user.new(what)


def disconnect(connection: Connection) -> None:
    """Disconnect the account."""
    user = connection.user
    with user.attempt.phase("disconnect"):
        target = require(user.target, CanBeDisconnected)
        target.disconnect(user.page, connection.mailbox.connected_address)
