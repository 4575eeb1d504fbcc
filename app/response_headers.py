"""The HTTP headers of every response: browser security, and caching."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
CACHED_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


class ResponseHeaders:
    """Middleware that adds the headers.

    Args:
        app: the next application.
        static: the path of static files. Its name changes with their content, so browsers may
            cache them; browsers never cache pages.
    """

    def __init__(self, app: ASGIApp, static: str) -> None:
        self.app = app
        self.static = static

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_http = scope["type"] == "http"
        is_static = is_http and scope["path"].startswith(f"{self.static}/")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                is_cached = is_static and message["status"] in (200, 304)
                added = SECURITY_HEADERS | (CACHED_FOREVER if is_cached else {})
                for name, value in added.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers if is_http else send)
