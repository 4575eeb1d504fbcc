"""Kith's web application: what holds for every answer, and the list of routes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bluebar.app import account_pages, pages
from bluebar.app.context import HERE, KEPT, SAFE_HEADERS, STATIC, AppContext
from bluebar.app.settings import Settings


class SafeHeaders:
    """Add headers that tell browsers to be careful."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_kept = scope["type"] == "http" and scope["path"].startswith(f"{STATIC}/")

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                found = message["status"] in (200, 304)
                for name, value in (SAFE_HEADERS | (KEPT if is_kept and found else {})).items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_safely if scope["type"] == "http" else send)


def make_app(settings: Settings) -> Starlette:
    """Return the application; its worker runs while it serves."""
    kith = AppContext(settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        kith.worker.start()
        yield
        kith.worker.stop()

    async def on_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return kith.render(request, "error.html", error.status_code, detail=error.detail)

    async def on_crash(request: Request, _: Exception) -> Response:
        # Starlette logs it; this answer passes by the middleware, so it is told here to be careful.
        detail = "Something went wrong here. Try again in a moment."
        answer = kith.render(request, "error.html", 500, detail=detail)
        answer.headers.update(SAFE_HEADERS)
        return answer

    application = Starlette(
        routes=[
            Route("/", pages.home),
            Route("/sign-up", pages.sign_up, methods=["GET", "POST"]),
            Route("/sign-in", pages.sign_in, methods=["GET", "POST"]),
            Route("/sign-out", pages.sign_out, methods=["POST"]),
            Route("/contacts", pages.contacts),
            Route("/messages", pages.messages),
            Route("/settings", pages.settings),
            Route("/settings/profile", pages.profile),
            Route("/settings/counting-rules", pages.counting_rules),
            Route("/settings/email", account_pages.email),
            Route("/settings/email/imap", account_pages.connect, methods=["GET", "POST"]),
            Route("/settings/email/{id:int}/card", account_pages.card),
            Route("/settings/email/{id:int}/sync", account_pages.sync, methods=["POST"]),
            Route("/settings/email/{id:int}/edit", account_pages.edit, methods=["GET", "POST"]),
            Route(
                "/settings/email/{id:int}/disconnect",
                account_pages.disconnect,
                methods=["GET", "POST"],
            ),
            Mount(STATIC, StaticFiles(directory=HERE / "static"), name="static"),
        ],
        middleware=[
            Middleware(SafeHeaders),
            Middleware(
                SessionMiddleware,
                secret_key=kith.vault.key.decode(),
                session_cookie="kith",
                same_site="lax",
            ),
        ],
        exception_handlers={HTTPException: on_error, Exception: on_crash},
        lifespan=lifespan,
    )
    application.state.kith = kith
    return application
