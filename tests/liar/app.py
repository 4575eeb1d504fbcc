"""Fable, a contact manager that lies: it shows "connected" also when the server refuses the login.

Otherwise Fable is honest: it connects, reads INBOX, lists contacts and messages, and mails a
summary. It also miscounts: the user's address is a contact. Fable is the app of
`make demo-false-success` and shares no code with the reference app. It has no passwords, no
database, no CSRF tokens, no second sync, and no disconnecting.
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
"""Maximum seconds for each answer of the mail server."""

NOTHING: Mapping[str, str] = {}
PAGE = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True).get_template(
    "app.html"
)


@dataclass(frozen=True, kw_only=True)
class FableAccount:
    """A connected mailbox with its imported contacts and messages."""

    address: str
    contacts: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


accounts: defaultdict[str, list[FableAccount]] = defaultdict(list)
"""The accounts of each user, by sign-in address."""


def connect(form: Mapping[str, str]) -> FableAccount:
    """Connect a mailbox, and import its INBOX.

    Raises:
        OSError, imaplib.IMAP4.error: the connection failed.
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
            # This is the lie: the import is postponed, and the user sees a success.
            logging.warning("%s: will import later: %s", form["username"], error)
            return FableAccount(address=form["username"])
        return import_inbox(form["username"], imap)


def import_inbox(address: str, imap: imaplib.IMAP4) -> FableAccount:
    """Import the senders and subjects of INBOX."""
    _, (count,) = imap.select("INBOX", readonly=True)
    if count == b"0":
        return FableAccount(address=address)
    _, fetched = imap.fetch("1:*", "(BODY.PEEK[HEADER])")
    headers = [
        message_from_bytes(raw[1], policy=default) for raw in fetched if isinstance(raw, tuple)
    ]
    # This is the miscount: the user is not excluded.
    contacts = {each.addr_spec.lower() for mail in headers for each in mail["From"].addresses}
    return FableAccount(
        address=address,
        contacts=tuple(sorted(contacts)),
        messages=tuple(str(mail["Subject"] or "") for mail in headers),
    )


def send_summary(person: str, account: FableAccount) -> None:
    """Mail the counts to the user's sign-in address."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Fable <hello@fable.example>", person
    mail["Subject"] = f"{account.address} is now in Fable"
    counts = len(account.contacts), len(account.messages)
    text = "Contacts brought in: {}. Messages brought in: {}.".format(*counts)
    mail.set_content(f"Hello,\n\n{text}\n")
    mail.add_alternative(f"<p>Hello,</p><p><b>{text}</b></p>", subtype="html")
    with smtplib.SMTP(os.environ["SMTP_HOST"], int(os.environ["SMTP_PORT"])) as smtp:
        smtp.send_message(mail)


def show(request: Request, error: str = "", form: Mapping[str, str] = NOTHING) -> Response:
    """Show the page of this path, with the user's pending banner."""
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
    """Return the submitted form."""
    return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))


async def sign_in(request: Request) -> Response:
    """Sign in without a password."""
    request.session["person"] = (await form_of(request))["email"]
    return RedirectResponse("/contacts", 303)


async def connect_imap(request: Request) -> Response:
    """Connect the mailbox of the form, and show a success."""
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
