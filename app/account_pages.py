"""Settings → Email: connect a mailbox, and look after those that are connected."""

import logging
from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bluebar.app.context import AppContext, checked_form
from bluebar.app.forms import ConnectInput, read_connect_form
from bluebar.app.mailbox_login import Credentials
from bluebar.app.pages import signed_in
from bluebar.app.problems import ConnectError, ConnectProblem
from bluebar.app.store import AlreadyExists, ConnectedAccount, KithUser

EMAIL = "/settings/email"
ALREADY = ("This account is already connected.", "It is on the list under Settings, Email.")

log = logging.getLogger("kith.connect")


@signed_in
async def email(request: Request, kith: AppContext, user: KithUser) -> Response:
    """Show the way to connect, and the accounts that are."""
    return kith.render(request, "email.html", accounts=kith.store.accounts(user_id=user.id))


@signed_in
async def card(request: Request, kith: AppContext, user: KithUser) -> Response:
    """Return one account's card, for a page that keeps itself up to date."""
    return kith.render(request, "card.html", account=_account(request, kith, user), fragment=True)


@signed_in
async def connect(request: Request, kith: AppContext, user: KithUser) -> Response:
    """Show the IMAP form; try what is sent, and store it only if it works."""
    if request.method == "GET":
        empty = ConnectInput(
            email_address=user.email, username="", password="", server="", port="993",
            use_ssl=True, errors={},
        )  # fmt: skip
        return _form(kith, request, empty)
    form = await checked_form(request)
    given = read_connect_form(form)
    if given.errors:
        return _form(kith, request, given)
    try:
        await run_in_threadpool(_try, kith, given.credentials)
    except ConnectError as error:
        log.info("user %s: %s", user.id, error.title)
        return _form(kith, request, given, error=error)
    if await request.is_disconnected():
        # Who pressed Cancel meanwhile has nobody to show a bar to, and wants no account.
        return RedirectResponse(EMAIL, 303)
    try:
        account_id = kith.store.add_account(
            user.id,
            address=given.address.lower(),
            username=given.username,
            password=kith.vault.closed(given.password),
            server=given.server,
            port=int(given.port),
            use_ssl=given.use_ssl,
        )
    except AlreadyExists:
        return _form(kith, request, given, alert=ALREADY)
    kith.worker.ask(account_id)
    return _done(request, f"{given.address.lower()} was successfully connected.")


@signed_in
async def edit(request: Request, kith: AppContext, user: KithUser) -> Response:
    """Change how an account is reached; an empty password stands for the one stored."""
    account = _account(request, kith, user)
    if request.method == "GET":
        shown = ConnectInput(
            email_address=account.address, username=account.username, password="",
            server=account.server, port=str(account.port), use_ssl=account.use_ssl, errors={},
        )  # fmt: skip
        return _form(kith, request, shown, account=account)
    # The address stays: what has come in came from there.
    form = await checked_form(request) | {"email_address": account.address}
    given = read_connect_form(form, kept_for=account.server)
    if "@" in given.username and given.address.lower() != account.address:
        given.errors["username"] = "This is another account. Connect it by itself, as a new one."
    if given.errors:
        return _form(kith, request, given, account=account)
    password = given.password or kith.vault.opened(account.password)
    try:
        await run_in_threadpool(_try, kith, replace(given.credentials, password=password))
    except ConnectError as error:
        return _form(kith, request, given, error=error, account=account)
    kith.store.change_account(
        account.id,
        username=given.username,
        password=kith.vault.closed(password),
        server=given.server,
        port=int(given.port),
        use_ssl=given.use_ssl,
    )
    kith.worker.ask(account.id)
    return _done(request, f"{account.address} was saved.")


@signed_in
async def sync(request: Request, kith: AppContext, user: KithUser) -> Response:
    """Sync an account now."""
    await checked_form(request)
    kith.worker.ask(_account(request, kith, user).id)
    return RedirectResponse(EMAIL, 303)


@signed_in
async def disconnect(request: Request, kith: AppContext, user: KithUser) -> Response:
    """Ask whether that is meant, then remove the account and all that came from it."""
    account = _account(request, kith, user)
    if request.method == "GET":
        return kith.render(request, "disconnect.html", account=account)
    await checked_form(request)
    kith.store.remove_account(account.id)
    return _done(request, f"{account.address} was disconnected.")


def _try(kith: AppContext, credentials: Credentials) -> None:
    with kith.mailboxes.open(credentials):
        pass


def _account(request: Request, kith: AppContext, user: KithUser) -> ConnectedAccount:
    """Return the account in the address, if it is this user's."""
    account = kith.store.account(request.path_params["id"])
    if account is None or account.user_id != user.id:
        raise HTTPException(404, "There is no such account.")
    return account


def _done(request: Request, banner: str) -> Response:
    """Lead back to the list, where the banner is shown once."""
    request.session["banner"] = banner
    if request.headers.get("x-requested-with") == "fetch":
        return JSONResponse({"location": EMAIL})
    return RedirectResponse(EMAIL, 303)


def _form(
    kith: AppContext,
    request: Request,
    given: ConnectInput,
    *,
    error: ConnectError | None = None,
    alert: tuple[str, str] | None = None,
    account: ConnectedAccount | None = None,
) -> Response:
    """Show the form as it was sent, but for the password, with what was wrong."""
    if error is not None:
        alert = (error.title, error.advice)
    refused = error is not None and error.reason is ConnectProblem.WRONG_CREDENTIALS
    return kith.render(
        request,
        "imap.html",
        422 if alert or given.errors else 200,
        form=given,
        errors=given.errors,
        alert=alert,
        offer=given.other_username if refused else "",
        account=account,
    )
