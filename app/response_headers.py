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
    """ASGI middleware that adds the headers of this module to each response.

    Args:
        app: the next application.
        static: the URL path of the static files. The path changes when a file changes, so browsers
            may cache the files forever. Browsers never cache pages.
    """

    def __init__(self, app: ASGIApp, static: str) -> None:
        self.app = app
        self.static = static

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to the next application, and add the headers to its response."""
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
