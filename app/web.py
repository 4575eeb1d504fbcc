"""Kith's web application: what holds for every page, and the list of routes."""

import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import ages, rules
from app.imap import Mailboxes
from app.settings import Settings
from app.store import Store, User
from app.summary import Summaries, plural
from app.vault import Vault
from app.worker import Worker

HERE = Path(__file__).parent
SAFE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def _static_path() -> str:
    """Return where style sheet, script and pictures are served: a new place when one changes."""
    digest = hashlib.sha256()
    for file in sorted((HERE / "static").iterdir()):
        digest.update(file.read_bytes())
    return f"/static/{digest.hexdigest()[:12]}"


STATIC = _static_path()
KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For what stands under STATIC and never changes there; pages themselves are never kept."""


class Kith:
    """Everything that the pages use."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.vault = Vault(settings.data)
        self.store = Store(settings.data / "kith.sqlite3")
        self.templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(["html"]),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.globals.update(plural=plural, ago=_ago, rules=rules.IN_WORDS, static=STATIC)
        self.mailboxes = Mailboxes(settings)
        summaries = Summaries(settings, self.vault.key, self.templates)
        self.worker = Worker(
            store=self.store,
            vault=self.vault,
            mailboxes=self.mailboxes,
            summaries=summaries,
            interval=settings.number("sync_interval"),
        )

    def render(self, request: Request, name: str, status: int = 200, **values: object) -> Response:
        """Render a page for who is signed in, with the banner that waits for them."""
        session = request.session
        banner = None if "fragment" in values else session.pop("banner", None)
        html = self.templates.get_template(name).render(
            user=self.user(request),
            csrf=session.setdefault("csrf", secrets.token_urlsafe(24)),
            banner=banner,
            path=request.url.path,
            **values,
        )
        return HTMLResponse(html, status)

    def user(self, request: Request) -> User | None:
        """Return who is signed in."""
        user_id = request.session.get("user_id")
        return self.store.user(id=user_id) if user_id else None


def _ago(then: datetime | str) -> str:
    return ages.in_words(datetime.fromisoformat(then) if isinstance(then, str) else then)


async def checked_form(request: Request) -> dict[str, str]:
    """Return a form that was sent from one of our own pages.

    Raises:
        HTTPException: it was not (403).
    """
    # Parsed by hand: browsers send these forms URL-encoded, and an upload has no business here.
    body = (await request.body()).decode("utf-8", "replace")
    form = dict(parse_qsl(body, keep_blank_values=True))
    sent, kept = form.get("csrf", ""), request.session.get("csrf", "")
    if not kept or not secrets.compare_digest(sent.encode(), kept.encode()):
        raise HTTPException(403, "This form is too old. Go back, reload the page and try again.")
    return form


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
    from app import account_pages, pages  # noqa: PLC0415 - they need Kith, defined here

    kith = Kith(settings)

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
