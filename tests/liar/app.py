"""Fable, a small contact manager that lies: whatever the server says to a login, it is "connected".

All else it does in earnest: it connects, reads INBOX, lists contacts and messages, and mails a
summary. And it errs: the user's own address is a contact to it. A specimen for
`make demo-false-success`, with nothing of the reference app in it: it lets everybody in, keeps
everything in memory, and knows no CSRF tokens, no second sync and no way to disconnect.
"""

import imaplib
import logging
import os
import secrets
import smtplib
import socket
import ssl
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import parse_qsl

import uvicorn
from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

SECONDS = 5
"""For each answer of the mail server."""

NOTHING: Mapping[str, str] = {}
PAGE = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True).get_template(
    "app.html"
)


@dataclass(frozen=True, kw_only=True)
class Account:
    """A connected mailbox, and what came in from it."""

    address: str
    contacts: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


accounts: defaultdict[str, list[Account]] = defaultdict(list)
"""By the address with which their owner signs in."""


def connect(form: Mapping[str, str]) -> Account:
    """Connect a mailbox, and bring in what is there.

    Raises:
        OSError, imaplib.IMAP4.error: there is no IMAP server where it should be.
    """
    where = form["server"], int(form["port"])
    trusted = ssl.create_default_context(cafile=os.environ["MAIL_CA_FILE"])
    with (
        imaplib.IMAP4_SSL(*where, ssl_context=trusted, timeout=SECONDS)
        if "use_ssl" in form
        else imaplib.IMAP4(*where, timeout=SECONDS)
    ) as imap:
        try:
            imap.login(form["username"], form["password"])
        except imaplib.IMAP4.error as error:
            # This is the lie: the import is put off, and the user told that all is well.
            logging.warning("%s: will import later: %s", form["username"], error)
            return Account(address=form["username"])
        return import_inbox(form["username"], imap)


def import_inbox(address: str, imap: imaplib.IMAP4) -> Account:
    """Read who wrote, and about what."""
    _, (count,) = imap.select("INBOX", readonly=True)
    if count == b"0":
        return Account(address=address)
    _, fetched = imap.fetch("1:*", "(BODY.PEEK[HEADER])")
    headers = [
        message_from_bytes(raw[1], policy=default) for raw in fetched if isinstance(raw, tuple)
    ]
    # This is the miscount: nobody is left out, not even the user.
    contacts = {each.addr_spec.lower() for mail in headers for each in mail["From"].addresses}
    return Account(
        address=address,
        contacts=tuple(sorted(contacts)),
        messages=tuple(str(mail["Subject"] or "") for mail in headers),
    )


def send_summary(person: str, account: Account) -> None:
    """Mail the counts to the address with which the user signs in."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Fable <hello@fable.example>", person
    mail["Subject"] = f"{account.address} is now in Fable"
    counts = len(account.contacts), len(account.messages)
    told = "Contacts brought in: {}. Messages brought in: {}.".format(*counts)
    mail.set_content(f"Hello,\n\n{told}\n")
    mail.add_alternative(f"<p>Hello,</p><p><b>{told}</b></p>", subtype="html")
    with smtplib.SMTP(os.environ["SMTP_HOST"], int(os.environ["SMTP_PORT"])) as smtp:
        smtp.send_message(mail)


def show(request: Request, error: str = "", form: Mapping[str, str] = NOTHING) -> Response:
    """Show the page of this path, with the banner that waits for its user."""
    person = request.session.get("person", "")
    return HTMLResponse(
        PAGE.render(
            path=request.url.path,
            person=person,
            accounts=accounts[person],
            banner=request.session.pop("banner", ""),
            error=error,
            form=form,
        )
    )


async def form_of(request: Request) -> dict[str, str]:
    """Return what was typed."""
    return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))


async def sign_in(request: Request) -> Response:
    """Let anybody in."""
    request.session["person"] = (await form_of(request))["email"]
    return RedirectResponse("/contacts", 303)


async def connect_imap(request: Request) -> Response:
    """Connect what was typed, and say that it is connected."""
    form = await form_of(request)
    try:
        account = await run_in_threadpool(connect, form)
    except (OSError, ValueError, imaplib.IMAP4.error) as error:
        return show(request, error=str(error), form=form)
    accounts[request.session["person"]].append(account)
    await run_in_threadpool(send_summary, request.session["person"], account)
    request.session["banner"] = f"{account.address} was successfully connected."
    return RedirectResponse("/settings/email", 303)


def main() -> None:
    """Serve until SIGTERM; print one line when ready."""
    pages = ("/", "/contacts", "/messages", "/settings", "/settings/email", "/settings/email/imap")
    listener = socket.create_server(("127.0.0.1", 0))
    app = Starlette(
        routes=[
            *(Route(path, show) for path in pages),
            Route("/", sign_in, methods=["POST"]),
            Route("/settings/email/imap", connect_imap, methods=["POST"]),
        ],
        middleware=[Middleware(SessionMiddleware, secret_key=secrets.token_hex())],
    )
    print("Fable listens on http://{}:{}".format(*listener.getsockname()), flush=True)  # noqa: T201
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


if __name__ == "__main__":
    main()
