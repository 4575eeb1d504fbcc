"""The recorder writes a transcript without passwords, for every form of login."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluebar.mailserver.frontdoor.lexer import LONGEST_LINE
from bluebar.mailserver.frontdoor.recorder import Recorder
from bluebar.mailserver.frontdoor.transcript import MOST_LINES, Transcript
from tests.frontdoor.chunks import CUTS, chunked

SECRET = "p4ss-w0rd-Zürich"
USER = "ada@mail.test"


def recorder() -> Recorder:
    return Recorder(Transcript(port=143, listening_on=143, opened_at=0.0), lambda: 0.0)


def sent_as(form: str, password: str = SECRET, user: str = USER) -> bytes:
    raw = password.encode()
    quoted = '"' + password.replace("\\", "\\\\").replace('"', '\\"') + '"'
    plain = base64.b64encode(b"\0" + user.encode() + b"\0" + raw)
    encoded = base64.b64encode(raw)
    name = base64.b64encode(user.encode())
    forms = {
        "atom": b"a1 LOGIN " + user.encode() + b" " + raw + b"\r\n",
        "quoted": f'a1 LOGIN "{user}" {quoted}\r\n'.encode(),
        "lower case": f'a1 login "{user}" {quoted}\r\n'.encode(),
        "literal": b"a1 LOGIN %s {%d}\r\n%s\r\n" % (user.encode(), len(raw), raw),
        "literal+": b"a1 LOGIN {%d+}\r\n%s {%d+}\r\n%s\r\n"
        % (len(user), user.encode(), len(raw), raw),
        "bare LF": b"a1 LOGIN " + user.encode() + b" " + raw + b"\n",
        "three words": b"a1 LOGIN " + raw + b" " + raw + b" x\r\n",
        "no end": b"a1 LOGIN " + user.encode() + b" " + raw,
        "no tag": b"LOGIN " + user.encode() + b" " + raw + b"\r\n",
        "SASL-IR": b"a1 AUTHENTICATE PLAIN " + plain + b"\r\n",
        "AUTHENTICATE PLAIN": b"a1 AUTHENTICATE PLAIN\r\n" + plain + b"\r\n",
        "AUTHENTICATE LOGIN": b"a1 AUTHENTICATE LOGIN\r\n" + name + b"\r\n" + encoded + b"\r\n",
        "AUTHENTICATE LOGIN, name empty": b"a1 AUTHENTICATE LOGIN\r\n\r\n" + encoded + b"\r\n",
        "mistyped": b"a1 LOGN " + user.encode() + b" " + raw + b"\r\n",
        "two spaces": b"a1 LOGIN  " + raw + b" " + raw + b"\r\n",
        "open quote": b"a1 LOGIN " + raw + b' "' + raw + b"\r\n",
        "UID LOGIN": b"a1 UID LOGIN " + user.encode() + b" " + raw + b"\r\n",
        "tabs": b"a1\tLOGIN\t" + raw + b"\t" + raw + b"\r\n",
        "no mechanism": b"a1 AUTHENTICATE " + encoded + b"\r\n",
        "password for a mechanism": b"a1 AUTHENTICATE " + raw + b"\r\n",
        "SASL-IR LOGIN": b"a1 AUTHENTICATE LOGIN " + name + b"\r\n" + encoded + b"\r\n",
        "XOAUTH2 later": b"a1 AUTHENTICATE XOAUTH2\r\n"
        + base64.b64encode(b"user=%s\x01auth=Bearer %s\x01\x01" % (user.encode(), raw))
        + b"\r\n",
        "pipelined": b"a1 LOGIN x "
        + raw
        + b"\r\na2 LOGIN x {%d+}\r\n%s\r\n" % (len(raw), raw)
        + b"a3 AUTHENTICATE PLAIN "
        + plain
        + b"\r\na4 LOGIN x "
        + raw
        + b"\r\n",
        "before STARTTLS": b"a1 LOGIN x " + raw + b"\r\na2 STARTTLS\r\na3 LOGIN x " + raw,
        "after a long line": b"a1 ID " + b"x" * LONGEST_LINE + b" a2 NOOP " + raw + b"\r\n",
        "XOAUTH2": b"a1 AUTHENTICATE XOAUTH2 "
        + base64.b64encode(b"user=%s\x01auth=Bearer %s\x01\x01" % (user.encode(), raw))
        + b"\r\n",
        "POP3": b"USER " + user.encode() + b"\r\nPASS " + raw + b"\r\n",
    }
    return forms[form]


FORMS = (
    "atom",
    "quoted",
    "lower case",
    "literal",
    "literal+",
    "bare LF",
    "three words",
    "no end",
    "no tag",
    "SASL-IR",
    "AUTHENTICATE PLAIN",
    "AUTHENTICATE LOGIN",
    "AUTHENTICATE LOGIN, name empty",
    "XOAUTH2",
    "POP3",
    "mistyped",
    "two spaces",
    "open quote",
    "UID LOGIN",
    "tabs",
    "no mechanism",
    "password for a mechanism",
    "SASL-IR LOGIN",
    "XOAUTH2 later",
    "pipelined",
    "before STARTTLS",
    "after a long line",
)


def recorded(chunks: list[bytes]) -> str:
    written = recorder()
    for chunk in chunks:
        written.from_app(chunk)
    written.closed()
    return json.dumps(written.transcript.to_json(), ensure_ascii=False).lower()


@given(form=st.sampled_from(FORMS), cuts=CUTS)
def test_no_password_is_recorded_at_any_chunking(form: str, cuts: list[int]) -> None:
    record = recorded(chunked(sent_as(form), cuts))
    assert SECRET.lower() not in record
    assert base64.b64encode(SECRET.encode()).decode().lower() not in record


@pytest.mark.parametrize("form", [form for form in FORMS if form != "after a long line"])
def test_no_password_is_recorded_with_a_cut_at_every_byte(form: str) -> None:
    said = sent_as(form)
    for at in range(len(said) + 1):
        assert SECRET.lower() not in recorded([said[:at], said[at:]])
    assert SECRET.lower() not in recorded([bytes([byte]) for byte in said])


@given(
    form=st.sampled_from([form for form in FORMS if "long" not in form]),
    # One word, longer than any other word in the transcript.
    password=st.text(
        st.characters(min_codepoint=33, exclude_categories=("Cc", "Zs", "Cs", "Zl", "Zp")),
        min_size=12,
        max_size=30,
    ),
    cuts=CUTS,
)
def test_not_one_of_many_passwords_is_recorded(form: str, password: str, cuts: list[int]) -> None:
    record = recorded(chunked(sent_as(form, password), cuts))
    shown = json.dumps(password, ensure_ascii=False)[1:-1].lower()
    assert shown not in record
    assert password.lower() not in record
    assert base64.b64encode(password.encode()).decode().lower() not in record


@pytest.mark.parametrize(
    "form",
    ["atom", "quoted", "literal", "literal+", "SASL-IR", "AUTHENTICATE PLAIN", "XOAUTH2"],
)
def test_the_user_name_is_recorded_as_sent(form: str) -> None:
    written = recorder()
    written.from_app(sent_as(form))
    written.to_app(b"a1 NO LOGIN failed.\r\n")
    (login,) = written.transcript.logins
    assert (login.user, login.result, login.text) == (USER, "NO", "LOGIN failed.")
    assert login.in_clear


def test_a_refused_literal_does_not_swallow_the_next_command() -> None:
    written = recorder()
    written.from_app(b"a1 LOGIN {40}\r\n")
    written.to_app(b"a1 BAD no literals here\r\n")
    written.from_app(b"a2 LOGIN ada " + SECRET.encode() + b"\r\n")
    written.to_app(b"a2 OK done\r\n")
    assert [(login.user, login.result) for login in written.transcript.logins] == [
        ("[hidden]", None),
        ("ada", "OK"),
    ]
    assert SECRET not in json.dumps(written.transcript.to_json(), ensure_ascii=False)


def test_a_command_that_began_in_plain_does_not_continue_in_tls() -> None:
    written = recorder()
    written.from_app(b"a1 STARTTLS\r\na2 LOGIN ada " + SECRET.encode())
    written.starting_tls()
    written.from_app(b"a3 LOGIN ada " + SECRET.encode() + b"\r\n")
    written.to_app(b"a3 OK done\r\n")
    assert [(login.user, login.result) for login in written.transcript.logins] == [
        ("[hidden]", None),
        ("ada", "OK"),
    ]


def test_a_refused_literal_that_follows_anyway_is_hidden() -> None:
    written = recorder()
    written.from_app(b"a1 LOGIN ada {24+}\r\n")
    written.to_app(b"a1 BAD no literals here\r\n")
    written.from_app(b"a NOOP " + SECRET.encode() + b"\r\n")
    written.closed()
    assert SECRET not in json.dumps(written.transcript.to_json(), ensure_ascii=False)


def test_each_login_of_a_pipeline_is_recorded_with_its_result() -> None:
    written = recorder()
    written.from_app(b"a1 LOGIN ada x\r\na2 LOGIN bob {1+}\r\ny\r\na3 NOOP\r\n")
    written.to_app(b"a1 NO no\r\na2 OK done\r\n")
    results = [(login.user, login.result) for login in written.transcript.logins]
    assert results == [("ada", "NO"), ("bob", "OK")]


def test_commands_after_authentication_are_recorded() -> None:
    written = recorder()
    written.from_app(sent_as("AUTHENTICATE PLAIN"))
    written.to_app(b"+ \r\na1 OK done\r\n")
    written.from_app(b"a2 EXAMINE INBOX\r\n")
    assert written.transcript.lines[-1].text == "a2 EXAMINE INBOX"


def test_a_message_is_recorded_by_its_length() -> None:
    written = recorder()
    written.to_app(b"* 1 FETCH (BODY[] {5000}\r\n" + b"x" * 5000 + b" UID 7)\r\n")
    assert written.transcript.lines[0].text == "* 1 FETCH (BODY[] {5000 bytes} UID 7)"


def test_a_brace_in_a_status_text_is_not_a_literal() -> None:
    written = recorder()
    written.to_app(b"* OK that was {12}\r\n* BYE\r\n")
    assert [line.text for line in written.transcript.lines] == ["* OK that was {12}", "* BYE"]


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_no_bytes_make_the_recorder_fail(chunks: list[bytes]) -> None:
    written = recorder()
    for chunk in chunks:
        written.from_app(chunk)
        written.to_app(chunk)
    written.closed()


def test_lines_beyond_the_limit_are_counted() -> None:
    written = recorder()
    written.to_app(b"* 1 EXISTS\r\n" * (MOST_LINES + 7))
    assert len(written.transcript.lines) == MOST_LINES
    assert written.transcript.not_kept == 7
