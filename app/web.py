"""Kith's web application: routes, middleware and error pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bluebar.app import account_pages, pages
from bluebar.app.app_context import HERE, STATIC, AppContext
from bluebar.app.response_headers import SECURITY_HEADERS, ResponseHeaders
from bluebar.app.settings import Settings

FORM = ("GET", "POST")
ACCOUNT = "/settings/email/{id:int}"

ROUTES = (
    Route("/", pages.front_page),
    Route("/sign-up", pages.sign_up, methods=FORM),
    Route("/sign-in", pages.sign_in, methods=FORM),
    Route("/sign-out", pages.sign_out, methods=["POST"]),
    Route("/contacts", pages.contacts),
    Route("/messages", pages.messages),
    Route("/settings", pages.settings),
    Route("/settings/profile", pages.profile),
    Route("/settings/counting-rules", pages.counting_rules),
    Route("/settings/email", account_pages.email),
    Route("/settings/email/imap", account_pages.connect, methods=FORM),
    Route(f"{ACCOUNT}/card", account_pages.card),
    Route(f"{ACCOUNT}/sync", account_pages.sync, methods=["POST"]),
    Route(f"{ACCOUNT}/edit", account_pages.edit, methods=FORM),
    Route(f"{ACCOUNT}/disconnect", account_pages.disconnect, methods=FORM),
    Mount(STATIC, StaticFiles(directory=HERE / "static"), name="static"),
)


def make_app(settings: Settings) -> Starlette:
    """Return Kith's web application; while it serves, the worker syncs accounts."""
    context = AppContext(settings)
    application = Starlette(
        routes=ROUTES,
        middleware=[
            Middleware(ResponseHeaders, static=STATIC),
            Middleware(
                SessionMiddleware,
                secret_key=context.cipher.key.decode(),
                session_cookie="kith",
                same_site="lax",
            ),
        ],
        exception_handlers={HTTPException: _error_page, Exception: _crash_page},
        lifespan=_run_worker,
    )
    application.state.context = context
    return application


@asynccontextmanager
async def _run_worker(application: Starlette) -> AsyncIterator[None]:
    context: AppContext = application.state.context
    context.worker.start()
    yield
    context.worker.stop()


async def _error_page(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    context: AppContext = request.app.state.context
    return context.render(request, "error.html", error.status_code, detail=error.detail)


async def _crash_page(request: Request, _: Exception) -> Response:
    context: AppContext = request.app.state.context
    detail = "Something went wrong here. Try again in a moment."
    answer = context.render(request, "error.html", 500, detail=detail)
    # Starlette logs the exception. This response bypasses the middleware that adds the headers.
    answer.headers.update(SECURITY_HEADERS)
    return answer
