"""Connect a mailbox in the app, as the help article describes. No step judges the result."""

from dataclasses import replace

from playwright.sync_api import Request, Route, expect

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.capabilities import (
    CanBeCancelled,
    CanBeEdited,
    OffersTheOtherForm,
    SavesUnverified,
)
from bluebar.e2e.protocol.capability_checks import has_capability, require
from bluebar.e2e.protocol.form_controls import control
from bluebar.e2e.protocol.target import ConnectForm, FormInput
from bluebar.e2e.steps.accepted_input import (
    require_accepted,
    require_field,
    require_usual_user_name,
)
from bluebar.e2e.steps.browser_validation import browsers_refusal
from bluebar.e2e.steps.form import (
    fill_in,
    fill_password,
    fill_server,
    fill_user_name,
    mark_typed_password,
)
from bluebar.e2e.steps.open_form import arrange, open_form
from bluebar.e2e.steps.read_verdict import read_verdict
from bluebar.e2e.steps.screenshots import take_screenshot
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor


class ChangeNotSent(HarnessError):
    """bluebar could not change the app's request as the row needs."""


def connect(
    user: User, mailbox: Mailbox, typed: FormInput | None = None, *, clicks: int = 1
) -> Connection:
    """Go to Settings → Email → IMAP, fill in the form, click Connect, and read the verdict.

    Args:
        user: the user, who is signed in to the app.
        mailbox: the mailbox to connect.
        typed: the input for the form; None for the scenario's input.
        clicks: the number of clicks on Connect, 2 for a double click.

    Raises:
        NotOffered: the app's form does not accept the scenario's input.
    """
    typed = typed or mailbox.typed()
    form = open_form(user, typed)
    if wrong := mailbox.scenario.expected.wrong_field:
        require_field(user, form, wrong)
    require_accepted(user, form, typed, wrong)
    if form.username_text(typed) != typed.username:
        require_usual_user_name(user, mailbox, typed)
    with user.attempt.phase("fill in the form"):
        fill_in(form, typed)
    return click_connect(user, mailbox, form, typed, clicks=clicks)


def retry(connection: Connection, **changes: str | bool | int) -> Connection:
    """Type the user name and the password again in the refused form, and click Connect again.

    Like a person, this step leaves the other fields as the app has kept them. The step fills in
    server, port and SSL only if `changes` has a port or SSL. If the app closed the form when the
    account was saved, the step uses the form that changes the account.

    Args:
        connection: the refused connection.
        changes: values that differ from the scenario's input, by attribute of `FormTemplate`.

    Raises:
        NotOffered: the app closed the form, and its accounts cannot be changed.
    """
    user, form, target = connection.user, connection.form, connection.user.target
    typed = connection.mailbox.typed(**changes)
    with user.attempt.phase("try again in the same form"):
        if isinstance(target, SavesUnverified):
            if not has_capability(target, CanBeEdited):
                raise NotOffered(
                    f"this scenario tries again in the refused form; {target.name}'s form closes "
                    "when it saves, and its accounts cannot be edited"
                )
            form = target.open_edit_form(user.page, connection.mailbox.connected_address)
        fill_user_name(form, typed)
        fill_password(form, typed)
        if changes.keys() & {"port", "use_ssl"}:
            arrange(user, typed)
            fill_server(form, typed)
    return click_connect(user, connection.mailbox, form, typed)


def click_connect(
    user: User,
    mailbox: Mailbox,
    form: ConnectForm,
    typed: FormInput,
    *,
    press: str = "",
    clicks: int = 1,
) -> Connection:
    """Click Connect in a form that is filled in, and read the verdict.

    Args:
        user: the user, who is signed in to the app.
        mailbox: the mailbox to connect.
        form: the form, which is filled in.
        typed: the input that the form contains.
        press: a key, e.g. "Enter", to press instead of a click; the button must have the focus.
        clicks: the number of clicks, 2 for a double click.
    """
    user.attempt.typed = {
        "user name": typed.username,
        "server": typed.server,
        "port": typed.port,
        "SSL": "ticked" if typed.use_ssl else "not ticked",
    }
    mark_typed_password(form)
    user.attempt.clicked = True
    clicked_at = mailbox.endpoint.clock()
    with user.attempt.phase("connect"):
        # Playwright need not wait for a new page here: the target waits until the page shows the
        # verdict.
        if press:
            expect(form.connect).to_be_focused()
            user.page.keyboard.press(press)
        else:
            control(form, "connect").click(no_wait_after=True, click_count=clicks)
        refusal = browsers_refusal(form, mailbox.scenario.expected.wrong_field)
        verdict, said = refusal or read_verdict(user, typed)
    take_screenshot(user)
    return Connection(
        user=user,
        mailbox=mailbox,
        form=form,
        typed=typed,
        verdict=verdict,
        said=said,
        clicked_at=clicked_at,
        expected=mailbox.expected_import(user),
    )


def begin_to_connect(user: User, mailbox: Mailbox) -> None:
    """Fill in the form and click Connect, without waiting for the verdict."""
    require(user.target, CanBeCancelled)
    typed = mailbox.typed()
    form = open_form(user, typed)
    fill_in(form, typed)
    user.attempt.clicked = True
    control(form, "connect").click(no_wait_after=True)


def cancel(user: User) -> None:
    """Click Cancel while the app is still connecting."""
    with user.attempt.phase("cancel"):
        require(user.target, CanBeCancelled).cancel(user.page)


def connect_past_the_browser(user: User, mailbox: Mailbox, marker: str) -> Connection:
    """Connect, and replace a marker in the request to the app by a line end.

    A browser accepts no line end in a field of one line, but an attacker needs no browser. So the
    marker is typed, and the request is changed on its way to the app.

    Args:
        user: the user, who is signed in to the app.
        mailbox: the mailbox to connect.
        marker: the text that the scenario types in place of the line end.

    Raises:
        ChangeNotSent: the app got no request with the line end, so the row would prove nothing.
    """
    changed: list[str] = []
    unchanged: list[str] = []

    def with_line_end(route: Route) -> None:
        body = route.request.post_data or ""
        if marker not in body:
            route.fallback()
            return
        changed.append(route.request.url)
        # Unlike `continue_`, `fallback` lets the routes of the adapter see the request, too.
        route.fallback(post_data=body.replace(marker, _line_end_in(body)))

    def note_marker(request: Request) -> None:
        if marker in (request.post_data or ""):
            unchanged.append(request.url)

    user.page.on("request", note_marker)
    user.page.route(lambda _: True, with_line_end)
    connection = connect(user, mailbox)
    if not changed:
        raise ChangeNotSent(
            wanted=f"to replace {marker!r} by a line end in the request to the app",
            happened=f"the request to {unchanged[0]} was sent unchanged"
            if unchanged
            else f"no request contained {marker!r}",
            where=user.page.url,
            next_step="if the adapter uses `page.route`, let it call `route.fallback()` instead of "
            "`route.continue_()`: after `continue_` bluebar's own route is not called",
        )
    return connection


def _line_end_in(body: str) -> str:
    """Return a line end in the encoding of a request's body: JSON, multipart or URL-encoded."""
    if body.startswith("{"):
        return "\\r\\n"
    return "\r\n" if body.startswith("--") else "%0D%0A"


def change_the_door(connection: Connection, door: FrontDoor | None = None) -> None:
    """Change the configuration of the mailbox's front door.

    Args:
        connection: the connection of the mailbox.
        door: the new configuration; None for the scenario's `later`.
    """
    mailbox = connection.mailbox
    wanted = door or mailbox.scenario.later
    assert mailbox.endpoint.door is not None
    assert wanted is not None
    with connection.user.attempt.phase("the front door changes"):
        mailbox.endpoint.door.become(wanted)


def take_the_offer(connection: Connection) -> Connection:
    """Click on the app's offer to try the other form of the user name, and read the verdict."""
    user = connection.user
    target = require(user.target, OffersTheOtherForm)
    typed = connection.mailbox.typed(username=connection.mailbox.other_user_name)
    clicked_at = connection.mailbox.endpoint.clock()
    with user.attempt.phase("take the offer"):
        target.offer(user.page).click(no_wait_after=True)
        verdict, said = read_verdict(user, typed)
    take_screenshot(user)
    return replace(
        connection,
        typed=typed,
        verdict=verdict,
        said=said,
        clicked_at=clicked_at,
    )
