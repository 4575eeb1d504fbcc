"""The server behind the recipes' pages: it serves files, and answers forms by a fixed rule."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
TYPES = {".html": "text/html", ".js": "text/javascript"}
RIGHT = "the-right-one"
"""The password that the server accepts."""


class RecipeServer(ThreadingHTTPServer):
    """The server; `sent` has the forms that pages sent, and `admin` an administrator's settings."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), RecipeHandler)
        self.sent: list[dict[str, Any]] = []
        self.admin: dict[str, Any] = {}

    @property
    def url(self) -> str:
        """Return the server's URL."""
        return f"http://127.0.0.1:{self.server_port}"


class RecipeHandler(BaseHTTPRequestHandler):
    """Serve a file of this folder, or answer a form."""

    server: RecipeServer

    def do_GET(self) -> None:
        """Send a file."""
        file = FOLDER / self.path.lstrip("/")
        if file.suffix in TYPES and file.is_file():
            self._answer(TYPES[file.suffix], file.read_bytes())
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        """Keep an administrator's settings, or answer a form."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/admin":
            self.server.admin = body
            self._answer("application/json", b"{}")
            return
        form = {**self.server.admin, **body}
        self.server.sent.append(form)
        self._answer("application/json", json.dumps({"error": error_for(form)}).encode())

    def _answer(self, kind: str, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


def error_for(form: dict[str, Any]) -> str:
    """Return the text with which an app refuses the form; empty if it connects."""
    if form["server"].startswith("nohost"):
        return "Could not connect. The server was not found."
    return "" if form["password"] == RIGHT else "Could not connect. The password was refused."
