"""Browse a site that sends and receives secrets, and write a Playwright trace.

    python -m tests.reports.tracer FILE

Runs in a separate process, for the same reason as `reader`.
"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from playwright.sync_api import sync_playwright

from bluebar.e2e.run.browser import choose_browser

SECRETS = {
    "a cookie": "cookie-4b1f0c",
    "a response header": "answer-4b1f0c",
    "a hidden field": "hidden-4b1f0c",
    "a parameter": "parameter-4b1f0c",
    "a header": "header-4b1f0c",
    "credentials": "bearer-4b1f0c",
    "posted JSON": "json-4b1f0c",
    "a multipart form": "multipart-4b1f0c",
}
PAGE = f"""<form method=post action="/in?access_token={SECRETS["a parameter"]}">
<input type=hidden name=csrf_token value="{SECRETS["a hidden field"]}">
<button>Sign in</button></form>"""
POSTS = f"""async () => {{
    const headers = {{'Content-Type': 'application/json', 'X-Api-Key': '{SECRETS["a header"]}',
                      'Authorization': 'Bearer {SECRETS["credentials"]}'}};
    const body = JSON.stringify({{grants: [{{refresh_token: '{SECRETS["posted JSON"]}'}}]}});
    await fetch('/api', {{method: 'POST', headers, body}});
    const form = new FormData();
    form.append('csrf', '{SECRETS["a multipart form"]}');
    form.append('name', 'not a secret');
    await fetch('/upload', {{method: 'POST', body: form}});
}}"""


class Site(BaseHTTPRequestHandler):
    """Return the same page for every request."""

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Set-Cookie", f"session={SECRETS['a cookie']}; HttpOnly")
        self.send_header("X-CSRF-Token", SECRETS["a response header"])
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def log_message(self, *_: object) -> None:
        pass


def main(file: str) -> None:
    """Sign in, post, and write the trace."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server, sync_playwright() as playwright:
        Thread(target=server.serve_forever).start()
        launch: dict[str, Any] = choose_browser().launch_arguments
        browser = playwright.chromium.launch(**launch)
        context = browser.new_context(base_url=f"http://127.0.0.1:{server.server_port}")
        context.tracing.start(snapshots=True)
        page = context.new_page()
        page.goto("/")
        page.get_by_role("button").click()
        page.evaluate(POSTS)
        context.tracing.stop(path=file)
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])
