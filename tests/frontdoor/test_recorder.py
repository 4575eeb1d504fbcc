"""The recorder writes the conversation down, and never a password, however it was sent."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailserver.frontdoor.conversation import MOST_LINES, Conversation
from mailserver.frontdoor.recorder import Recorder
from tests.frontdoor.chunks import chunked

SECRET = "p4ss-w0rd-Zürich"
USER = "ada@mail.test"


def recorder() -> Recorder:
    return Recorder(Conversation(port=143, listening_on=143, opened_at=0.0), lambda: 0.0)


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
)


@given(form=st.sampled_from(FORMS), cuts=st.lists(st.integers(0, 200), max_size=12))
def test_no_password_is_written_down_at_any_chunking(form: str, cuts: list[int]) -> None:
    written = recorder()
    for chunk in chunked(sent_as(form), cuts):
        written.app_said(chunk)
    written.ended()
    record = json.dumps(written.conversation.to_json(), ensure_ascii=False)
    assert SECRET not in record
    assert base64.b64encode(SECRET.encode()).decode() not in record


@pytest.mark.parametrize(
    "form",
    ["atom", "quoted", "literal", "literal+", "SASL-IR", "AUTHENTICATE PLAIN", "XOAUTH2"],
)
def test_the_user_name_is_told_as_it_was_sent(form: str) -> None:
    written = recorder()
    written.app_said(sent_as(form))
    written.server_said(b"a1 NO LOGIN failed.\r\n")
    (login,) = written.conversation.logins
    assert (login.user, login.result, login.text) == (USER, "NO", "LOGIN failed.")
    assert login.in_clear


def test_a_refused_literal_does_not_swallow_the_next_command() -> None:
    written = recorder()
    written.app_said(b"a1 LOGIN {40}\r\n")
    written.server_said(b"a1 BAD no literals here\r\n")
    written.app_said(b"a2 LOGIN ada " + SECRET.encode() + b"\r\n")
    written.server_said(b"a2 OK done\r\n")
    assert [(login.user, login.result) for login in written.conversation.logins] == [
        ("[hidden]", None),
        ("ada", "OK"),
    ]
    assert SECRET not in json.dumps(written.conversation.to_json(), ensure_ascii=False)


def test_after_authentication_commands_are_written_again() -> None:
    written = recorder()
    written.app_said(sent_as("AUTHENTICATE PLAIN"))
    written.server_said(b"+ \r\na1 OK done\r\n")
    written.app_said(b"a2 EXAMINE INBOX\r\n")
    assert written.conversation.lines[-1].text == "a2 EXAMINE INBOX"


def test_a_message_is_told_by_its_length() -> None:
    written = recorder()
    written.server_said(b"* 1 FETCH (BODY[] {5000}\r\n" + b"x" * 5000 + b" UID 7)\r\n")
    assert written.conversation.lines[0].text == "* 1 FETCH (BODY[] {5000 bytes} UID 7)"


def test_a_brace_in_a_status_text_is_no_literal() -> None:
    written = recorder()
    written.server_said(b"* OK that was {12}\r\n* BYE\r\n")
    assert [line.text for line in written.conversation.lines] == ["* OK that was {12}", "* BYE"]


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_no_bytes_at_all_upset_the_recorder(chunks: list[bytes]) -> None:
    written = recorder()
    for chunk in chunks:
        written.app_said(chunk)
        written.server_said(chunk)
    written.ended()


def test_a_long_conversation_is_cut_and_says_so() -> None:
    written = recorder()
    written.server_said(b"* 1 EXISTS\r\n" * (MOST_LINES + 7))
    assert len(written.conversation.lines) == MOST_LINES
    assert written.conversation.not_kept == 7
