"""Neither the echo of a server nor the ID of an app shows a password in the transcript."""

import base64
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.recorder import Recorder
from bluebar.mailserver.frontdoor.transcript import HIDDEN, Transcript
from tests.frontdoor.chunks import CUTS, chunked
from tests.frontdoor.test_recorder import FORMS, SECRET, USER, sent_as

ACCOUNT = Account(address=USER, login=USER, password=SECRET)
PLAIN = base64.b64encode(f"\0{USER}\0{SECRET}".encode())
ECHO = b" BAD Protocol Error: Was expecting <tag SPACE command [arguments]>\r\n"


def recorder(account: Account | None = None) -> Recorder:
    return Recorder(
        Transcript(port=143, listening_on=143, opened_at=0.0), lambda: 0.0, account=account
    )


def lines_of(written: Recorder) -> list[str]:
    written.closed()
    return [line.text for line in written.transcript.lines]


def echoes(sent: bytes) -> bytes:
    """Return what a server may answer to bytes that it does not know."""
    said = b""
    for line in sent.splitlines():
        tag = line.split(b" ")[0]
        said += tag + ECHO
        said += b"* BAD Unknown command: " + line + b"\r\n"
        said += b"* BAD near " + line[:30] + b"\r\n"
        if words := line.split():
            said += b"a1 NO Invalid login/password for user id " + words[-1] + b"\r\n"
    return said


def test_a_response_in_base64_that_was_not_asked_for_is_hidden_in_the_echo() -> None:
    written = recorder()
    written.from_app(b"a1 AUTHENTICATE PLAIN\r\n")
    written.to_app(b"a1 NO AUTHENTICATE failed\r\n")
    written.from_app(PLAIN + b"\r\n")
    written.to_app(PLAIN + ECHO)
    assert lines_of(written) == [
        "a1 AUTHENTICATE PLAIN",
        "a1 NO AUTHENTICATE failed",
        f"{HIDDEN}: {len(PLAIN)} bytes of an unknown command",
        HIDDEN + ECHO.decode().rstrip(),
    ]


def test_a_password_on_a_line_of_its_own_is_hidden_in_the_echo() -> None:
    written = recorder()
    written.from_app(b"a1 NOOP\r\n" + SECRET.encode() + b"\r\n")
    written.to_app(b"a1 OK done\r\n" + SECRET.encode() + ECHO)
    assert lines_of(written)[-1] == HIDDEN + ECHO.decode().rstrip()


@pytest.mark.parametrize("sent", [b"a2 LOGIN ada ", b"a2 LOGOUT\r\na3 LOGIN ada ", b""])
def test_a_password_whose_line_has_not_ended_is_hidden_in_the_echo(sent: bytes) -> None:
    written = recorder()
    written.from_app(b"a1 NOOP\r\n" + sent + SECRET.encode())
    written.to_app(b"* BAD Unknown command: " + SECRET.encode() + b"\r\n")
    assert f"* BAD Unknown command: {HIDDEN}" in lines_of(written)


@pytest.mark.parametrize(
    "sent", [b"a", b"a2", b"a2 ", b"a2 SEL", b"a2 SELECT INB", b"a2 UID FETCH 1:"]
)
def test_the_beginning_of_a_harmless_command_stays_readable(sent: bytes) -> None:
    written = recorder()
    written.from_app(b"a1 NOOP\r\n" + sent)
    written.to_app(b"* OK SELECT INBOX, UID FETCH 1:2 or a2\r\n")
    assert "* OK SELECT INBOX, UID FETCH 1:2 or a2" in lines_of(written)


def test_a_password_in_place_of_the_user_name_is_hidden() -> None:
    written = recorder(ACCOUNT)
    written.from_app(f'a1 LOGIN "{SECRET}" {USER}\r\n'.encode())
    written.to_app(f"a1 NO Invalid login/password for user id {SECRET}\r\n".encode())
    record = json.dumps(written.transcript.to_json(), ensure_ascii=False)
    assert SECRET not in record
    assert written.transcript.logins[0].text == f"Invalid login/password for user id {HIDDEN}"


def test_the_user_name_and_the_tag_stay_readable() -> None:
    written = recorder(ACCOUNT)
    written.from_app(b"a1 NOOP\r\na2 XFOO bar\r\n")
    written.to_app(b"a1 OK done\r\na2 BAD Unknown command\r\n")
    written.from_app(b"a3 AUTHENTICATE PLAIN " + PLAIN + b"\r\n")
    written.to_app(f"a3 NO Invalid login/password for user id {USER}\r\n".encode())
    assert lines_of(written)[3:] == [
        "a2 BAD Unknown command",
        f"a3 AUTHENTICATE PLAIN {HIDDEN}",
        f"a3 NO Invalid login/password for user id {USER}",
    ]
    assert written.transcript.logins[0].user == USER


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (b'("name" "Kith" "version" "1.0" "os" NIL)', '("name" "Kith" "version" "1.0" "os" NIL)'),
        (b'("name" "Kith" "password" "p4ss")', f'("name" "Kith" {HIDDEN})'),
        (b'("p4ss" "Kith")', f"({HIDDEN})"),
        (b"NIL", "NIL"),
        (b'("name" p4ss)', HIDDEN),
        (b'("name" "Kith', HIDDEN),
        (b'("name" "Kith" "p4ss")', HIDDEN),
    ],
)
def test_id_shows_the_values_of_usual_fields_only(sent: bytes, shown: str) -> None:
    written = recorder()
    written.from_app(b"a1 ID " + sent + b"\r\n")
    assert lines_of(written) == [f"a1 ID {shown}"]


@pytest.mark.parametrize("name", ["COMPRESS", "XLIST", "GETMETADATA", "MYRIGHTS"])
def test_commands_of_extensions_are_shown(name: str) -> None:
    written = recorder(ACCOUNT)
    written.from_app(f'a1 {name} "" *\r\n'.encode())
    assert lines_of(written) == [f'a1 {name} "" *']


WAYS_TO_WRITE: dict[str, Callable[[str], bytes]] = {
    "as it is": lambda secret: secret.encode(),
    "quoted": lambda secret: secret.replace("\\", "\\\\").replace('"', '\\"').encode(),
    "Latin-1": lambda secret: secret.encode("latin-1", "replace"),
    "base64": lambda secret: base64.b64encode(secret.encode()),
    "within base64": lambda secret: base64.b64encode(f"\0{USER}\0{secret}".encode()),
    "percent": lambda secret: quote(secret, safe="").encode(),
    "hexadecimal": lambda secret: secret.encode().hex().encode(),
}


@given(
    form=st.sampled_from([form for form in FORMS if "long" not in form]),
    # Longer than any word of the transcript, and in no word of it.
    password=st.text(
        st.characters(min_codepoint=33, exclude_categories=("Cc", "Zs", "Cs", "Zl", "Zp")),
        min_size=12,
        max_size=30,
    ),
    cuts=CUTS,
    is_known=st.booleans(),
)
@example(form="no end", password="A-secret-of-no-account", cuts=[], is_known=False)
@example(form="POP3", password='say"friend"\\u1', cuts=[], is_known=False)
def test_no_echo_of_any_login_shows_the_password(
    form: str, password: str, cuts: list[int], is_known: bool
) -> None:
    account = Account(address=USER, login=USER, password=password) if is_known else None
    sent, written = sent_as(form, password), recorder(account)
    for chunk in chunked(sent, cuts):
        written.from_app(chunk)
    written.to_app(echoes(sent))
    for write in WAYS_TO_WRITE.values():
        written.to_app(b"* OK you said " + write(password) + b"\r\n")
    written.closed()
    record = json.dumps(written.transcript.to_json(), ensure_ascii=False).lower()
    for write in WAYS_TO_WRITE.values():
        shown = write(password).decode("utf-8", "replace")
        if shown.strip("?"):
            assert json.dumps(shown, ensure_ascii=False)[1:-1].lower() not in record
