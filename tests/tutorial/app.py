"""Satchel, the small app of docs/write-an-adapter.md: it links a mailbox and counts its messages.

Satchel has one page, no passwords and no database, and imports nothing of bluebar. It prints its
address, and trusts the authority in MAIL_CA_FILE in addition to the system's.
"""

import html
import imaplib
import os
import ssl
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

SECONDS = 5
"""Maximum seconds for each answer of the mail server."""

PAGE = """<!doctype html>
<title>Satchel</title>
<style>
  body {{ max-width: 26em; margin: 3em auto; font: 16px/1.5 system-ui, sans-serif; }}
  label, input, select {{ display: block; width: 100%; margin-bottom: .4em; font: inherit; }}
  .toast {{ float: right; padding: 0 .6em; color: #fff; background: #2a7a4b; }}
  .bad {{ color: #a3231c; }}
</style>
{toast}
<h1>Satchel</h1>
<p id="outcome" class="{mood}">{outcome}</p>
<form method="post">
  <label>Email <input name="email" value="{email}"></label>
  <label>Account <input name="account" value="{account}"></label>
  <label>Password <input name="password" type="password"></label>
  <label>Mail server <input name="server" value="{server}"></label>
  <label>Port <input name="port" value="{port}"></label>
  <label>Encryption <select name="encryption">{encryption}</select></label>
  <button>Link mailbox</button>
</form>
<ul>{linked}</ul>
"""

SIGN_IN = """<!doctype html>
<title>Satchel</title>
<form method="post" action="/sign-in"><label>Your email <input name="who"></label>
<button>Come in</button></form>
"""

linked: defaultdict[str, dict[str, int]] = defaultdict(dict)
"""For each person, the mailboxes with their number of messages."""


def link(person: str, form: dict[str, str]) -> str:
    """Link the mailbox; return the error, or empty."""
    server = form["server"].strip()
    trusted = ssl.create_default_context()
    trusted.load_verify_locations(os.environ["MAIL_CA_FILE"])
    try:
        where = server, int(form["port"])
        with (
            imaplib.IMAP4_SSL(*where, ssl_context=trusted, timeout=SECONDS)
            if form["encryption"] == "SSL/TLS"
            else imaplib.IMAP4(*where, timeout=SECONDS)
        ) as imap:
            try:
                imap.login(form["account"], form["password"])
            except imaplib.IMAP4.error:
                return f"{server} does not know this account with this password."
            _, (count,) = imap.select("INBOX", readonly=True)
    except ssl.SSLCertVerificationError:
        return f"{server} may not be who it says: its certificate is not trusted."
    except TimeoutError:
        return f"{server} takes too long."
    except ConnectionRefusedError:
        return f"Nobody listens at {server}:{form['port']}."
    except (OSError, ValueError, imaplib.IMAP4.error):
        return "That did not work."
    linked[person][form["email"].lower()] = int(count or b"0")
    return ""


class Satchel(BaseHTTPRequestHandler):
    """Serve the page, or the sign-in page."""

    def do_GET(self) -> None:
        """Show the page."""
        self.show({}, "")

    def do_POST(self) -> None:
        """Sign in, or link a mailbox."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(parse_qsl(body, keep_blank_values=True))
        if self.path == "/sign-in":
            self.send_response(303)
            self.send_header("Set-Cookie", f"who={form['who']}; HttpOnly")
            self.send_header("Location", "/")
            self.end_headers()
            return
        problem = link(self.person, form)
        self.show(form, problem or f"{form['email']} is linked.", mood="bad" if problem else "")

    @property
    def person(self) -> str:
        """Return the signed-in person, or empty."""
        return self.headers.get("Cookie", "").partition("who=")[2]

    def show(self, form: dict[str, str], outcome: str, mood: str = "") -> None:
        """Send the page."""
        form = {name: html.escape(value) for name, value in form.items()}
        ways = ("SSL/TLS", "None")
        filled = PAGE.format(
            # The toast appears after every submitted form, also after an error.
            toast='<div class="toast">Settings saved</div>' if outcome else "",
            outcome=html.escape(outcome),
            mood=mood,
            email=form.get("email", ""),
            account=form.get("account", ""),
            server=form.get("server", ""),
            port=form.get("port", "993"),
            encryption="".join(
                f"<option{' selected' * (form.get('encryption') == way)}>{way}" for way in ways
            ),
            linked="".join(
                f"<li><b>{html.escape(mailbox)}</b>: {count} messages"
                for mailbox, count in linked[self.person].items()
            ),
        )
        page = (filled if self.person else SIGN_IN).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


def main() -> None:
    """Serve until the process is stopped; print one line when ready."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Satchel)
    print(f"Satchel listens on http://127.0.0.1:{server.server_port}", flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
