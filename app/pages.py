"""Sign-up, sign-in, and the lists of what came in."""

from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bluebar.app.context import AppContext, checked_form
from bluebar.app.forms import read_sign_up_form
from bluebar.app.passwords import hashed, matches
from bluebar.app.store import AlreadyExists, KithUser

PAGE_ROWS = 2_000

Page = Callable[[Request], Awaitable[Response]]
PageOfUser = Callable[[Request, AppContext, KithUser], Awaitable[Response]]

# Checked where nobody signs up by that name, so that both answers take as long.
_NOBODY = hashed("nobody's password")


def signed_in(page: PageOfUser) -> Page:
    """Make a page that asks who is not signed in to do so."""

    @wraps(page)
    async def checked(request: Request) -> Response:
        kith: AppContext = request.app.state.kith
        user = kith.user(request)
        if user is None:
            return RedirectResponse("/sign-in", 303)
        return await page(request, kith, user)

    return checked


async def home(request: Request) -> Response:
    """Lead to the contacts, or to signing in."""
    return RedirectResponse("/contacts" if request.session.get("user_id") else "/sign-in", 303)


async def sign_up(request: Request) -> Response:
    """Make a user and sign them in."""
    kith: AppContext = request.app.state.kith
    if request.method == "GET":
        return kith.render(request, "sign_up.html", form={}, errors={})
    given = read_sign_up_form(await checked_form(request))
    errors = dict(given.errors)
    if not errors:
        try:
            user_id = kith.store.add_user(given.name, given.email, hashed(given.password))
        except AlreadyExists:
            errors["email"] = "There is a user with this address already. Sign in instead."
        else:
            request.session.clear()
            request.session["user_id"] = user_id
            return RedirectResponse("/contacts", 303)
    return kith.render(request, "sign_up.html", 422, form=given, errors=errors)


async def sign_in(request: Request) -> Response:
    """Sign a user in."""
    kith: AppContext = request.app.state.kith
    if request.method == "GET":
        return kith.render(request, "sign_in.html", email="", problem="")
    form = await checked_form(request)
    email = form.get("email", "").strip().lower()
    user = kith.store.user(email=email)
    if matches(user.password if user else _NOBODY, form.get("password", "")) and user:
        request.session.clear()
        request.session["user_id"] = user.id
        return RedirectResponse("/contacts", 303)
    problem = "This email address and password do not belong together."
    return kith.render(request, "sign_in.html", 422, email=email, problem=problem)


async def sign_out(request: Request) -> Response:
    """Sign out."""
    await checked_form(request)
    request.session.clear()
    return RedirectResponse("/sign-in", 303)


def _shown_page(request: Request, rows: int) -> tuple[int, int]:
    """Return which page of a long list is asked for, and how many there are."""
    pages = max(1, -(-rows // PAGE_ROWS))
    asked = request.query_params.get("page", "1")
    return min(int(asked) if asked.isdecimal() and asked != "0" else 1, pages), pages


@signed_in
async def contacts(request: Request, kith: AppContext, user: KithUser) -> Response:
    """List the contacts."""
    rows = kith.store.contacts(user.id)
    page, pages = _shown_page(request, len(rows))
    shown = rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    return kith.render(
        request, "contacts.html", rows=shown, total=len(rows), page=page, pages=pages
    )


@signed_in
async def messages(request: Request, kith: AppContext, user: KithUser) -> Response:
    """List the messages, the newest first."""
    rows = kith.store.messages(user.id)
    page, pages = _shown_page(request, len(rows))
    shown = rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    return kith.render(
        request, "messages.html", rows=shown, total=len(rows), page=page, pages=pages
    )


@signed_in
async def settings(request: Request, kith: AppContext, user: KithUser) -> Response:  # noqa: ARG001
    """Lead to the first of the settings."""
    return RedirectResponse("/settings/profile", 303)


@signed_in
async def profile(request: Request, kith: AppContext, user: KithUser) -> Response:  # noqa: ARG001
    """Show who is signed in."""
    return kith.render(request, "profile.html")


@signed_in
async def counting_rules(request: Request, kith: AppContext, user: KithUser) -> Response:  # noqa: ARG001
    """State what is counted."""
    return kith.render(request, "counting_rules.html")
