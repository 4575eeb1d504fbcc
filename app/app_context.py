"""The objects that Kith's pages share (store, worker, templates), and the CSRF check of forms."""

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
from bluebar.app.summary_mailer import SummaryMailer, plural
from bluebar.app.worker import SyncWorker

HERE = Path(__file__).parent


def _static_path() -> str:
    """Return the URL path of the style sheet, the script and the pictures.

    The path contains a digest of these files. It changes when one of the files changes, so browsers
    may cache them forever.
    """
    digest = hashlib.sha256()
    for file in sorted((HERE / "static").iterdir()):
        digest.update(file.read_bytes())
    return f"/static/{digest.hexdigest()[:12]}"


STATIC = _static_path()


class AppContext:
    """The objects that Kith's pages share; created once, when the application is created."""

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
        """Render the template with this name for the signed-in user; return the response.

        A page shows the banner that is stored in the session, and removes it from the session. If
        `values` contains `fragment`, the template is a part of a page and shows no banner.
        """
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
        """Return the signed-in user, or None if no user is signed in."""
        user_id = request.session.get("user_id")
        return self.store.user(id=user_id) if user_id else None


def _ago(then: datetime | str) -> str:
    return relative_time.format_age(datetime.fromisoformat(then) if isinstance(then, str) else then)


async def checked_form(request: Request) -> dict[str, str]:
    """Return the fields of a submitted form, after a check of its CSRF token.

    Raises:
        HTTPException: the form does not contain the CSRF token of this session (403).
    """
    # Starlette's form parser is not needed: Kith's forms are URL-encoded and upload no files.
    body = (await request.body()).decode("utf-8", "replace")
    form = dict(parse_qsl(body, keep_blank_values=True))
    sent, expected = form.get("csrf", ""), request.session.get("csrf", "")
    if not expected or not secrets.compare_digest(sent.encode(), expected.encode()):
        raise HTTPException(403, "This form is too old. Go back, reload the page and try again.")
    return form
