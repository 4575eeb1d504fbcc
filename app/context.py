"""The objects that every page of Kith uses: store, worker, templates, and the check of forms."""

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
from bluebar.app.imap import MailboxOpener
from bluebar.app.passwords import PasswordCipher
from bluebar.app.records import KithUser
from bluebar.app.settings import Settings
from bluebar.app.store import Store
from bluebar.app.summary_email import SummaryMailer, plural
from bluebar.app.worker import SyncWorker

HERE = Path(__file__).parent


def _static_path() -> str:
    """Return the path of style sheet, script and pictures; it changes when one of them does."""
    digest = hashlib.sha256()
    for file in sorted((HERE / "static").iterdir()):
        digest.update(file.read_bytes())
    return f"/static/{digest.hexdigest()[:12]}"


STATIC = _static_path()


class AppContext:
    """The objects that pages use."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.cipher = PasswordCipher(settings.app_data)
        self.store = Store(settings.app_data / "kith.sqlite3")
        self.templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(["html"]),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.globals.update(
            plural=plural, ago=_ago, rules=counting.RULES_TEXT, static=STATIC
        )
        self.mailboxes = MailboxOpener(settings)
        self.worker = SyncWorker(
            store=self.store,
            cipher=self.cipher,
            mailboxes=self.mailboxes,
            mailer=SummaryMailer(settings, self.cipher.key, self.templates),
            interval=settings.sync_interval,
            retry=settings.retry_interval,
        )

    def render(self, request: Request, name: str, status: int = 200, **values: object) -> Response:
        """Render a page for the signed-in user, with the user's pending banner."""
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
        """Return the signed-in user."""
        user_id = request.session.get("user_id")
        return self.store.user(id=user_id) if user_id else None


def _ago(then: datetime | str) -> str:
    return relative_time.format_age(datetime.fromisoformat(then) if isinstance(then, str) else then)


async def checked_form(request: Request) -> dict[str, str]:
    """Return the form of a request that has this session's CSRF token.

    Raises:
        HTTPException: the token is missing or wrong (403).
    """
    # Parsed here instead of by Starlette: these forms are URL-encoded and never uploads.
    body = (await request.body()).decode("utf-8", "replace")
    form = dict(parse_qsl(body, keep_blank_values=True))
    sent, expected = form.get("csrf", ""), request.session.get("csrf", "")
    if not expected or not secrets.compare_digest(sent.encode(), expected.encode()):
        raise HTTPException(403, "This form is too old. Go back, reload the page and try again.")
    return form
