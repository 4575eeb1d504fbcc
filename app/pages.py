"""The pages for sign-up, sign-in, imported contacts and messages, profile and counting rules."""

from collections.abc import Awaitable, Callable, Sequence
from functools import wraps

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bluebar.app.app_context import AppContext, checked_form
from bluebar.app.forms import read_sign_up_form
from bluebar.app.passwords import hash_password, verify_password
from bluebar.app.records import KithUser
from bluebar.app.store import AlreadyExists

Page = Callable[[Request], Awaitable[Response]]
PageOfUser = Callable[[Request, AppContext, KithUser], Awaitable[Response]]

# For an unknown user Kith verifies the password against this hash, so that the refusal takes as
# long as the refusal of a wrong password.
_DUMMY_HASH = hash_password("no user's password")


def requires_user(page: PageOfUser) -> Page:
    """Decorate a page for signed-in users: redirect to the sign-in page if no user is signed in."""

    @wraps(page)
    async def checked(request: Request) -> Response:
        context: AppContext = request.app.state.context
        user = context.user(request)
        if user is None:
            return RedirectResponse("/sign-in", 303)
        return await page(request, context, user)

    return checked


async def front_page(request: Request) -> Response:
    """Redirect to the contacts if a user is signed in, else to the sign-in page."""
    return RedirectResponse("/contacts" if request.session.get("user_id") else "/sign-in", 303)


async def sign_up(request: Request) -> Response:
    """Show the sign-up form, or create the submitted user and sign the user in."""
    context: AppContext = request.app.state.context
    if request.method == "GET":
        return context.render(request, "sign_up.html", form={}, errors={})
    given = read_sign_up_form(await checked_form(request))
    errors = dict(given.errors)
    if not errors:
        try:
            user_id = context.store.add_user(given.name, given.email, hash_password(given.password))
        except AlreadyExists:
            errors["email"] = "A user with this address already exists. Sign in instead."
        else:
            request.session.clear()
            request.session["user_id"] = user_id
            return RedirectResponse("/contacts", 303)
    return context.render(request, "sign_up.html", 422, form=given, errors=errors)


async def sign_in(request: Request) -> Response:
    """Show the sign-in form, or sign the user in."""
    context: AppContext = request.app.state.context
    if request.method == "GET":
        return context.render(request, "sign_in.html", email="", problem="")
    form = await checked_form(request)
    email = form.get("email", "").strip().lower()
    user = context.store.user(email=email)
    if verify_password(user.password if user else _DUMMY_HASH, form.get("password", "")) and user:
        request.session.clear()
        request.session["user_id"] = user.id
        return RedirectResponse("/contacts", 303)
    problem = "This email address and password do not belong together."
    return context.render(request, "sign_in.html", 422, email=email, problem=problem)


async def sign_out(request: Request) -> Response:
    """Sign the user out, and redirect to the sign-in page."""
    await checked_form(request)
    request.session.clear()
    return RedirectResponse("/sign-in", 303)


def _list(request: Request, context: AppContext, name: str, rows: Sequence[object]) -> Response:
    """Show the requested page of a list.

    The query parameter `page` has the number of the page, from 1 on. The first page is shown for
    any other text, and the last page for a number that is too large.

    Args:
        request: the request to answer.
        context: the objects that Kith's pages share.
        name: the name of the list's template.
        rows: the rows of all pages.
    """
    size = context.settings.page_rows
    pages = max(1, -(-len(rows) // size))
    requested = request.query_params.get("page", "1")
    page = min(int(requested) if requested.isdecimal() and requested != "0" else 1, pages)
    shown = rows[(page - 1) * size : page * size]
    return context.render(request, name, rows=shown, total=len(rows), page=page, pages=pages)


@requires_user
async def contacts(request: Request, context: AppContext, user: KithUser) -> Response:
    """Show one page of the list of the user's contacts, by address."""
    return _list(request, context, "contacts.html", context.store.contacts(user.id))


@requires_user
async def messages(request: Request, context: AppContext, user: KithUser) -> Response:
    """Show one page of the list of the user's messages, newest first."""
    return _list(request, context, "messages.html", context.store.messages(user.id))


@requires_user
async def settings(request: Request, context: AppContext, user: KithUser) -> Response:  # noqa: ARG001
    """Redirect to the first page of the settings."""
    return RedirectResponse("/settings/profile", 303)


@requires_user
async def profile(request: Request, context: AppContext, user: KithUser) -> Response:  # noqa: ARG001
    """Show the signed-in user."""
    return context.render(request, "profile.html")


@requires_user
async def counting_rules(request: Request, context: AppContext, user: KithUser) -> Response:  # noqa: ARG001
    """Show the counting rules."""
    return context.render(request, "counting_rules.html")
