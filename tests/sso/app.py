"""Satchel behind single sign-on: a password and a second factor (TOTP), each code once.

    python -m tests.sso.app

The person, the password and the TOTP secret are constants below. `/state` tells the test how many
logins there were, and which tokens the sessions have. A POST to `/expire` ends all sessions, as
time does; a code can then be used again, because 30 seconds would have passed.
"""

import json
import secrets
from http.server import ThreadingHTTPServer
from urllib.parse import parse_qsl

import pyotp

from tests.tutorial.app import Satchel

PERSON, PASSWORD, TOTP_SECRET = "quinn", "correct-horse-77", "JBSWY3DPEHPK3PXPJBSWY3DP"

PASSWORD_PAGE = """<!doctype html><title>Log in</title>
<form method="post" action="/login/password"><label>User <input name="user"></label>
<label>Password <input name="password" type="password"></label><button>Next</button></form>"""
CODE_PAGE = """<!doctype html><title>Second factor</title>
<form method="post" action="/login/code"><label>Code <input name="code"></label>
<button>Log in</button></form>"""

sessions: set[str] = set()
half_way: set[str] = set()
used_codes: set[str] = set()
logins: list[str] = []


def is_right_code(code: str) -> bool:
    """Say whether a code is valid now, and was not used before."""
    right = pyotp.TOTP(TOTP_SECRET).verify(code, valid_window=1) and code not in used_codes
    used_codes.add(code)
    return right


class Staging(Satchel):
    """Serve Satchel to people with a session, and the pages of the login to others."""

    @property
    def person(self) -> str:
        """Return the signed-in person, or empty."""
        return PERSON if self.cookie("session") in sessions else ""

    def cookie(self, name: str) -> str:
        """Return the value of a cookie, or empty."""
        pairs = (each.partition("=") for each in self.headers.get("Cookie", "").split("; "))
        return {name: value for name, _, value in pairs}.get(name, "")

    def do_GET(self) -> None:  # noqa: N802 - http.server's name
        """Show the page, a page of the login, or the state for the test."""
        if self.path == "/state":
            self.reply(json.dumps({"logins": logins, "tokens": [*sessions]}))
        elif self.person:
            super().do_GET()
        elif self.path == "/login":
            self.reply(PASSWORD_PAGE)
        elif self.path == "/login/code":
            self.reply(CODE_PAGE)
        else:
            self.redirect("/login")

    def do_POST(self) -> None:  # noqa: N802 - http.server's name
        """Do a step of the login, end all sessions, or link a mailbox."""
        if self.path == "/expire":
            sessions.clear()
            used_codes.clear()
            self.reply("")
        elif self.path == "/login/password" and self.has_password(form := self.form()):
            half_way.add(ticket := secrets.token_hex(16))
            self.redirect("/login/code", f"ticket={ticket}")
        elif self.path == "/login/code" and self.cookie("ticket") in half_way:
            if is_right_code(self.form()["code"]):
                self.redirect("/", self.new_session("pages"))
            else:
                self.redirect("/login")
        elif self.path == "/api/login":
            form = json.loads(self.body())
            if self.has_password(form) and is_right_code(form["code"]):
                self.reply("{}", self.new_session("api"))
            else:
                self.send_error(401)
        elif self.person:
            super().do_POST()
        else:
            self.redirect("/login")

    def has_password(self, form: dict[str, str]) -> bool:
        """Say whether a form has the person's name and password."""
        return (form["user"], form["password"]) == (PERSON, PASSWORD)

    def new_session(self, how: str) -> str:
        """Begin a session; return its cookie."""
        logins.append(how)
        sessions.add(token := secrets.token_hex(16))
        return f"session={token}; HttpOnly; Max-Age=3600; Path=/"

    def body(self) -> str:
        """Read the body of the request."""
        return self.rfile.read(int(self.headers["Content-Length"])).decode()

    def form(self) -> dict[str, str]:
        """Read the posted form."""
        return dict(parse_qsl(self.body(), keep_blank_values=True))

    def redirect(self, place: str, cookie: str = "") -> None:
        """Send a redirect."""
        self.send_response(303)
        self.send_header("Location", place)
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()

    def reply(self, text: str, cookie: str = "") -> None:
        """Send a page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(text.encode())))
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        self.wfile.write(text.encode())


def main() -> None:
    """Serve until the process is stopped; print one line when ready."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Staging)
    print(f"Staging listens on http://127.0.0.1:{server.server_port}", flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
