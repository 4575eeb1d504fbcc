"""Every place in which an app may leave a password is searched, and the message names the place."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bluebar.e2e.environment.app_instance import AppInstance
from bluebar.e2e.environment.mail_places import mail_places
from bluebar.e2e.environment.password_leaks import PasswordShown, Place, expect_password_absent
from bluebar.e2e.protocol.target import Instance
from bluebar.e2e.scenarios.model import Conditions
from bluebar.fixtures.errors import MailboxUnreadable
from bluebar.fixtures.inbox.inbox import PolledInbox
from bluebar.fixtures.inbox.received_mail import ReceivedMail
from bluebar.reports.record.attempt import Attempt
from tests.served import served

ROOT = Path(__file__).parents[2]
LONGEST = 120
"""Seconds for a browser to open three pages."""

SCRIPT = """
const opened = indexedDB.open("kept", 1);
opened.onupgradeneeded = () => opened.result.createObjectStore("kept").put("in-IndexedDB", 1);
opened.onsuccess = async () => {
  opened.result.close();
  localStorage.setItem("kept", "in-localStorage");
  sessionStorage.setItem("kept", "in-sessionStorage");
  console.log("in-the-console");
  history.pushState({}, "", "/first#in-the-fragment");
  document.title = "in-a-title-for-a-moment";
  await (await fetch("/data?of=in-a-fetched-URL", { method: "POST" })).text();
  document.body.innerHTML = '<a href="/on?of=in-a-query%20%C3%BC&">Ready</a>';
};
"""
PAGES = {
    "/first": (
        "text/html",
        "<!-- in-a-page --><script src=/script></script>",
    ),
    "/script": ("text/javascript", SCRIPT),
    "/data": ("application/json", '{"password": "in-an-answer"}'),
    "/end": (
        "text/html",
        "<title>in-the-title</title><input type=password><input><p>The end: in-the-last-page"
        "<script>for (const each of document.querySelectorAll('input'))"
        " each.setAttribute('value', ['in', 'a', each.type, 'field'].join('-'))</script>",
    ),
}
COOKIES = {
    "/data": "passing=in-a-passing-cookie; Max-Age=0",
    "/on": "kept=in-a-kept-cookie; Path=/; HttpOnly",
}
FOUND = {
    "in-the-title": "the title of /end",
    "in-a-page": "the answer to GET /first",
    "in-an-answer": "the answer to POST /data",
    "in-IndexedDB": "the IndexedDB of HOST",
    "in-localStorage": "the localStorage of HOST",
    "in-sessionStorage": "the sessionStorage of /end",
    "in-the-console": "the browser's console",
    "in-the-fragment": "the URL HOST/first#in-the-fragment",
    "in-a-title-for-a-moment": "the title of /first",
    "in-a-fetched-URL": "the URL HOST/data?of=in-a-fetched-URL",
    "in-a-query \u00fc": "the URL HOST/on?of=in-a-query%20%C3%BC&",
    "in-a-passing-cookie": "the cookie passing of POST /data",
    "in-a-kept-cookie": "the cookie kept",
    "in-the-last-page": "the page HOST/end",
    "in-a-text-field": "the page HOST/end",
}
"""The place of each text that the class `App` leaves somewhere."""


class App(BaseHTTPRequestHandler):
    """An app that leaves texts everywhere: the first page leads by a redirect to the last."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        kind, text = PAGES.get(path, ("text/plain", ""))
        self.send_response(303 if path == "/on" else 200)
        if path == "/on":
            self.send_header("Location", "/end")
        if path in COOKIES:
            self.send_header("Set-Cookie", COOKIES[path])
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """The address of the app."""
    with served(ThreadingHTTPServer(("127.0.0.1", 0), App)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(scope="module")
def recorded(host: str) -> dict[str, Any]:
    """What a browser recorded of the app."""
    command = [sys.executable, "-m", "tests.e2e.browser_places", f"{host}/first"]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST, check=False
    )
    assert ended.returncode == 0, ended.stderr
    read: dict[str, Any] = json.loads(ended.stdout)
    return read


@pytest.mark.parametrize("password", FOUND)
def test_a_password_is_found_in_each_place_of_the_browser(
    recorded: dict[str, Any], host: str, password: str
) -> None:
    places = [name for name, text in recorded["places"] if password in text]
    assert FOUND[password].replace("HOST", host) in places


def test_what_a_person_typed_into_a_password_field_is_not_shown(recorded: dict[str, Any]) -> None:
    assert "in-a-password-field" not in json.dumps(recorded["places"])


def test_a_browser_that_goes_from_page_to_page_is_read_completely(
    recorded: dict[str, Any],
) -> None:
    assert recorded["not read"] == []


def test_a_message_names_the_places_and_not_the_password() -> None:
    password = "open+sesame"
    places = [
        Place(f"the URL http://app.test/?of={password}", password),
        Place("the app's log", "nothing"),
        *(Place(f"the page {number}", f"{password} {password}") for number in range(6)),
    ]
    with pytest.raises(PasswordShown) as raised:
        expect_password_absent(password, places)
    assert str(raised.value) == (
        "the mailbox's password is in the URL http://app.test/?of=xxxxxxxxxxx (unencoded), "
        "the page 0 (unencoded), the page 1 (unencoded), the page 2 (unencoded) and 3 more places"
    )


def person(*mails: EmailMessage, shared: bool = False) -> Any:
    """Return a user whose inbox contains these mails."""
    received = [ReceivedMail.parse(mail.as_bytes()) for mail in mails]
    return SimpleNamespace(
        person=SimpleNamespace(email="qa@x.test"),
        inbox=PolledInbox(lambda: received),
        shares_inbox=shared,
        attempt=Attempt("t"),
    )


def mail(text: str, subject: str = "Imported") -> EmailMessage:
    """Return a mail with a text, in two bodies and a file."""
    mail = EmailMessage()
    mail["Subject"] = subject
    mail.set_content("nothing")
    mail.add_alternative(f"<p>{text}", subtype="html", cte="quoted-printable")
    return mail


PASSWORD = "ünïcødé+&%"


@pytest.mark.parametrize("place", ["HTML body", "subject", "file", "other header"])
def test_a_password_is_found_in_each_part_of_a_mail(place: str) -> None:
    sent = mail(PASSWORD if place == "HTML body" else "x", PASSWORD if place == "subject" else "A")
    if place == "file":
        sent.add_attachment(
            f"x{PASSWORD}".encode("utf-16-le"),
            "text",
            "plain",
            params={"charset": "utf-16-le"},
            filename="a.txt",
        )
    if place == "other header":
        sent["X-Form"] = PASSWORD
    with pytest.raises(PasswordShown, match=r"in the mail '.*' to qa@x\.test"):
        expect_password_absent(PASSWORD, mail_places(person(sent), []))


def test_a_shared_inbox_is_searched_for_mail_about_the_mailbox_and_the_record_says_so() -> None:
    about, other = mail(f"ann@x.test {PASSWORD}"), mail(PASSWORD, "Another test's")
    user = person(other, about, shared=True)
    assert [place.name for place in mail_places(user, ["ann@x.test"])] == [
        "the mail 'Imported' to qa@x.test"
    ]
    assert user.attempt.not_looked_at == [
        "passwords in mail that does not name the mailbox: the inbox is shared"
    ]


def test_an_inbox_that_cannot_be_read_is_noted() -> None:
    def look() -> list[ReceivedMail]:
        raise MailboxUnreadable("to read the inbox", "no answer", "there", "try again")

    user = person()
    user.inbox = PolledInbox(look)
    assert list(mail_places(user, [])) == []
    assert user.attempt.not_looked_at == ["passwords in the app's mail: no answer"]


class InContainer(SimpleNamespace):
    """An adapter that reads the log of a container."""

    def logs(self, instance: Instance, since: datetime) -> dict[str, str]:
        assert since.tzinfo
        return {f"docker logs of {instance.base_url}": "in-the-container"}


@pytest.mark.parametrize(
    ("target", "log", "written"),
    [
        (SimpleNamespace(), "app.log", {"the app's log": "new"}),
        (SimpleNamespace(), "", {}),
        (InContainer(), "", {"docker logs of http://app.test": "in-the-container"}),
        (
            InContainer(), "app.log",
            {"the app's log": "new", "docker logs of http://app.test": "in-the-container"},
        ),
    ],
    ids=["bluebar's", "none", "the adapter's", "both"],
)  # fmt: skip
def test_the_logs_of_the_app_are_read_since_the_test_began(
    tmp_path: Path, target: Any, log: str, written: dict[str, str]
) -> None:
    file = tmp_path / "app.log"
    file.write_text("old ")
    instance = Instance(base_url="http://app.test", log=str(file) if log else "")
    running: Any = SimpleNamespace(instance=instance)
    app = AppInstance(running=running, target=target, conditions=Conditions(), folder=tmp_path)
    file.write_text("old new")
    assert app.written() == written
