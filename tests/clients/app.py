"""An address book of one page: it connects a mailbox with the importer of one library.

    python -m tests.clients.app NAME

NAME is a folder beside this file. The importer is a program in the library's own language. It reads
a JSON object from its standard input: `host`, `port`, `ssl`, `user`, `password`, and `timeout`, in
seconds or null for the library's own. It writes one JSON object: `messages`, the number of messages
in INBOX, and `contacts`, the addresses in From, To and Cc; or `error`, the library's own message.

The app has no passwords and no database. It prints its address when it is ready. The environment
has MAIL_CA_FILE, the file of the authority to trust, and CLIENT_TIMEOUT, seconds or empty.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader

from tests.clients.client import FOLDER, Client, load

PAGES = Environment(loader=FileSystemLoader(FOLDER), autoescape=True)
EMPTY = {"address": "", "user": "", "host": "", "port": "993", "ssl": "on"}
LABELS = {"user": "user name", "password": "password", "host": "server", "port": "port"}
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass
class Account:
    """A connected mailbox: the input of its form, and what was imported."""

    form: dict[str, str]
    messages: int
    contacts: list[str]

    @property
    def address(self) -> str:
        """Return the address of the account, in lower case."""
        return self.form["address"].lower()


@dataclass
class Person:
    """What one person sees: the form, the accounts, and, once, the blue bar or the problem."""

    form: dict[str, str] = field(default_factory=EMPTY.copy)
    bar: str = ""
    problem: str = ""
    accounts: dict[str, Account] = field(default_factory=dict)


class Importer:
    """Runs a library's importer.

    Attributes:
        client: the library.
        ca_file: the file of the authority that the importer trusts.
        timeout: the deadline in seconds that the importer sets; None for the library's own.
    """

    def __init__(self, client: Client, ca_file: str, timeout: float | None) -> None:
        self._places = {"ca": ca_file, "work": tempfile.mkdtemp(prefix="client-")}
        trust = {name: text.format_map(self._places) for name, text in client.trust.items()}
        self._environment = os.environ | trust
        self._client, self._timeout = client, timeout
        if client.prepare:
            self._run(client.prepare, "").check_returncode()

    def _run(self, command: list[str], text: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self._client.filled(command, **self._places),
            input=text,
            capture_output=True,
            text=True,
            cwd=self._client.installed,
            env=self._environment,
            check=False,
        )

    def import_mailbox(self, form: dict[str, str]) -> Account | str:
        """Import a mailbox; return the account, or the library's words."""
        wanted = {
            "host": form["host"],
            "port": int(form["port"]),
            "ssl": form.get("ssl") == "on",
            "user": form["user"],
            "password": form["password"],
            "timeout": self._timeout,
        }
        done = self._run(self._client.run, json.dumps(wanted))
        print(done.stderr, end="", file=sys.stderr, flush=True)  # noqa: T201 - the app's log
        try:
            told = json.loads(done.stdout)
        except ValueError:
            last = done.stderr.strip().splitlines()[-1:] or ["no word"]
            return f"The importer ended: {last[0]}"
        if "error" in told:
            return str(told["error"]).strip() or "The library says nothing"
        contacts = sorted({contact.lower() for contact in told["contacts"]})
        return Account(form, told["messages"], contacts)


def wrong_field(form: dict[str, str]) -> str:
    """Return what is wrong with the input; empty if all is well."""
    for name, label in LABELS.items():
        if not form.get(name):
            return f"Fill in the {label}"
        if CONTROL.search(form[name]):
            return f"Invalid characters found in the {label}"
    if not (form["port"].isascii() and form["port"].isdigit() and 0 < int(form["port"]) < 65536):
        return "Invalid characters found in the port"
    return ""


class AddressBook(BaseHTTPRequestHandler):
    """Serves the page, or the page to sign in."""

    importer: Importer
    people: ClassVar[defaultdict[str, Person]] = defaultdict(Person)

    def do_GET(self) -> None:
        """Show the page; the bar and the problem are shown once."""
        if not self._name:
            self._send(PAGES.get_template("sign_in.html").render())
            return
        person = self.people[self._name]
        accounts = [*person.accounts.values()]
        contacts = sorted({contact for each in accounts for contact in each.contacts})
        page = PAGES.get_template("page.html").render(
            vars(person) | {"accounts": accounts, "contacts": contacts}
        )
        person.bar, person.problem, person.form = "", "", EMPTY.copy()
        self._send(page)

    def do_POST(self) -> None:
        """Sign in, connect a mailbox, or sync an account again."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(parse_qsl(body, keep_blank_values=True))
        if self.path == "/sign-in":
            self._redirect(cookie=f"person={form['person']}; HttpOnly")
            return
        person = self.people[self._name]
        if self.path == "/sync":
            form = person.accounts[form["address"]].form
            self._import(person, form, "is synced")
        else:
            passwords = {"password": form["password"]}
            form = {name: text.strip() for name, text in form.items()} | passwords
            self._import(person, form, "was successfully connected")
        self._redirect()

    def _import(self, person: Person, form: dict[str, str], done: str) -> None:
        told = wrong_field(form) or self.importer.import_mailbox(form)
        if isinstance(told, str):
            person.problem = told
            person.form = {"ssl": ""} | form
            return
        person.accounts[told.address] = told
        person.bar = f"{told.address} {done}"

    @property
    def _name(self) -> str:
        return self.headers.get("Cookie", "").partition("person=")[2]

    def _send(self, page: str) -> None:
        text = page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def _redirect(self, cookie: str = "") -> None:
        self.send_response(303)
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self.send_header("Location", "/")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


def main(name: str) -> None:
    """Serve until the process is stopped; print one line when ready."""
    timeout = os.environ.get("CLIENT_TIMEOUT")
    AddressBook.importer = Importer(
        load(name), os.environ["MAIL_CA_FILE"], float(timeout) if timeout else None
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), AddressBook)
    print(f"The app listens on http://127.0.0.1:{server.server_port}", flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
