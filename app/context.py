"""What every page of Kith uses: the store, the worker, templates, forms that are really ours."""

import hashlib
import secrets
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bluebar.app import counting, relative_time
from bluebar.app.imap import Mailboxes
from bluebar.app.passwords import Vault
from bluebar.app.settings import Settings
from bluebar.app.store import KithUser, Store
from bluebar.app.summary_email import Summaries, plural
from bluebar.app.worker import Worker

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


class AppContext:
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
        self.templates.globals.update(
            plural=plural, ago=_ago, rules=counting.IN_WORDS, static=STATIC
        )
        self.mailboxes = Mailboxes(settings)
        summaries = Summaries(settings, self.vault.key, self.templates)
        self.worker = Worker(
            store=self.store,
            vault=self.vault,
            mailboxes=self.mailboxes,
            summaries=summaries,
            interval=settings.number("sync_interval"),
            retry=settings.number("retry_interval"),
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

    def user(self, request: Request) -> KithUser | None:
        """Return who is signed in."""
        user_id = request.session.get("user_id")
        return self.store.user(id=user_id) if user_id else None


def _ago(then: datetime | str) -> str:
    return relative_time.in_words(datetime.fromisoformat(then) if isinstance(then, str) else then)


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
