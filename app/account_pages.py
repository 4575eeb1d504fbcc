"""Settings → Email: connect a mailbox, and manage the connected accounts."""

import logging
from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bluebar.app.app_context import AppContext, checked_form
from bluebar.app.forms import ConnectInput, read_connect_form
from bluebar.app.mailbox_login import MailboxLogin
from bluebar.app.pages import requires_user
from bluebar.app.problems import ConnectError, ConnectProblem
from bluebar.app.records import ConnectedAccount, KithUser
from bluebar.app.store import AlreadyExists

EMAIL = "/settings/email"
ALREADY = ("This account is already connected.", "It is on the list under Settings, Email.")

log = logging.getLogger("kith.connect")


@requires_user
async def email(request: Request, context: AppContext, user: KithUser) -> Response:
    """Show the link to the IMAP form, and the connected accounts."""
    return context.render(request, "email.html", accounts=context.store.accounts(user_id=user.id))


@requires_user
async def card(request: Request, context: AppContext, user: KithUser) -> Response:
    """Return the HTML of one account's card; `kith.js` fetches it to update the page."""
    return context.render(
        request, "card.html", account=_account(request, context, user), fragment=True
    )


@requires_user
async def connect(request: Request, context: AppContext, user: KithUser) -> Response:
    """Show the IMAP form, or connect the submitted mailbox.

    Kith stores the account only after it has connected and signed in to the mailbox.
    """
    if request.method == "GET":
        empty = ConnectInput(
            email_address=user.email, username="", password="", server="", port="993",
            use_ssl=True, errors={},
        )  # fmt: skip
        return _form(context, request, empty)
    form = await checked_form(request)
    given = read_connect_form(form)
    if given.errors:
        return _form(context, request, given)
    try:
        await run_in_threadpool(_try, context, given.login)
    except ConnectError as error:
        log.info("user %s: %s", user.id, error.title)
        return _form(context, request, given, error=error)
    if await request.is_disconnected():
        # The user pressed Cancel while Kith connected, and does not want the account.
        return RedirectResponse(EMAIL, 303)
    try:
        account_id = context.store.add_account(
            user.id,
            address=given.address.lower(),
            username=given.username,
            password=context.cipher.encrypt(given.password),
            server=given.server,
            port=int(given.port),
            use_ssl=given.use_ssl,
        )
    except AlreadyExists:
        return _form(context, request, given, alert=ALREADY)
    context.worker.request_sync(account_id)
    return _done(request, f"{given.address.lower()} was successfully connected.")


@requires_user
async def edit(request: Request, context: AppContext, user: KithUser) -> Response:
    """Show the form with the account's login, or change the login as submitted.

    An empty password field means the stored password. If the server is changed, the user must enter
    the password again.
    """
    account = _account(request, context, user)
    if request.method == "GET":
        shown = ConnectInput(
            email_address=account.address, username=account.username, password="",
            server=account.server, port=str(account.port), use_ssl=account.use_ssl, errors={},
        )  # fmt: skip
        return _form(context, request, shown, account=account)
    # The address is fixed: the imported messages came from it.
    form = await checked_form(request) | {"email_address": account.address}
    given = read_connect_form(form, kept_for=account.server)
    if "@" in given.username and given.address.lower() != account.address:
        given.errors["username"] = (
            "This user name belongs to another account. Connect it as a new account."
        )
    if given.errors:
        return _form(context, request, given, account=account)
    password = given.password or context.cipher.decrypt(account.password)
    try:
        await run_in_threadpool(_try, context, replace(given.login, password=password))
    except ConnectError as error:
        return _form(context, request, given, error=error, account=account)
    context.store.change_account(
        account.id,
        username=given.username,
        password=context.cipher.encrypt(password),
        server=given.server,
        port=int(given.port),
        use_ssl=given.use_ssl,
    )
    context.worker.request_sync(account.id)
    return _done(request, f"{account.address} was saved.")


@requires_user
async def sync(request: Request, context: AppContext, user: KithUser) -> Response:
    """Request a sync of the account, and redirect to the list of accounts."""
    await checked_form(request)
    context.worker.request_sync(_account(request, context, user).id)
    return RedirectResponse(EMAIL, 303)


@requires_user
async def disconnect(request: Request, context: AppContext, user: KithUser) -> Response:
    """Ask for confirmation, then remove the account with its messages and contacts."""
    account = _account(request, context, user)
    if request.method == "GET":
        return context.render(request, "disconnect.html", account=account)
    await checked_form(request)
    context.store.remove_account(account.id)
    return _done(request, f"{account.address} was disconnected.")


def _try(context: AppContext, login: MailboxLogin) -> None:
    with context.mailboxes.open(login):
        pass


def _account(request: Request, context: AppContext, user: KithUser) -> ConnectedAccount:
    """Return the account whose id is in the URL.

    Raises:
        HTTPException: the account does not exist, or belongs to another user (404).
    """
    account = context.store.account(request.path_params["id"])
    if account is None or account.user_id != user.id:
        raise HTTPException(404, "There is no such account.")
    return account


def _done(request: Request, banner: str) -> Response:
    """Redirect to the list of accounts, which shows the banner once.

    The script `kith.js` gets the address of the list as JSON instead of a redirect.
    """
    request.session["banner"] = banner
    if request.headers.get("x-requested-with") == "fetch":
        return JSONResponse({"location": EMAIL})
    return RedirectResponse(EMAIL, 303)


def _form(
    context: AppContext,
    request: Request,
    given: ConnectInput,
    *,
    error: ConnectError | None = None,
    alert: tuple[str, str] | None = None,
    account: ConnectedAccount | None = None,
) -> Response:
    """Show the IMAP form with this input and its errors, but without the password.

    Args:
        context: the objects that Kith's pages share.
        request: the request to answer.
        given: the input to show, with an error for each wrong field.
        error: why the connection failed; shown as the alert above the form.
        alert: the title and the text of another alert.
        account: the account that is edited; None for a new one.
    """
    if error is not None:
        alert = (error.title, error.advice)
    refused = error is not None and error.problem is ConnectProblem.WRONG_CREDENTIALS
    return context.render(
        request,
        "imap.html",
        422 if alert or given.errors else 200,
        form=given,
        errors=given.errors,
        alert=alert,
        offer=given.other_username if refused else "",
        account=account,
    )
