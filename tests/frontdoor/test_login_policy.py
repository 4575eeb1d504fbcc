"""Who is let in at a port: user names, LOGIN, AUTHENTICATE and STARTTLS, without a socket."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluebar.mailserver.frontdoor.actions import Secure
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts
from bluebar.mailserver.frontdoor.imap_session import ImapSession
from bluebar.mailserver.frontdoor.lexer import LONGEST_LINE
from bluebar.mailserver.frontdoor.proxy_config import Listener, SignIn, StartTls, UserNames
from tests.frontdoor.chunks import CUTS, chunked
from tests.frontdoor.imap_sessions import (
    app_says,
    dialogue,
    login,
    to,
)

FORMS = ("atoms", "quoted", "literals", "literals, asked for")


def said_in(form: str, user: bytes, password: bytes) -> bytes:
    if form == "literals":
        return login(user, password)
    if form == "literals, asked for":
        return login(user, password).replace(b"+}\r\n", b"}\r\n")
    if form == "quoted":
        escaped = (re.sub(rb'(["\\])', rb"\\\1", each) for each in (user, password))
        return b'a1 LOGIN "%b" "%b"\r\n' % tuple(escaped)
    return b"a1 LOGIN %b %b\r\n" % (user, password)


class TestUserNames:
    @pytest.mark.parametrize(
        ("names", "typed", "known"),
        [
            (UserNames.EITHER, b"ada@mail.test", b"ada-17"),
            (UserNames.EITHER, b"ADA", b"ada-17"),
            (UserNames.WHOLE_ADDRESS, b"ada@mail.test", b"ada-17"),
            (UserNames.WHOLE_ADDRESS, b"ada", b"unknown.ada"),
            (UserNames.LOCAL_PART, b"ada@mail.test", b"unknown.ada@mail.test"),
            (UserNames.LOCAL_PART, b"ada", b"ada-17"),
            (UserNames.AS_THE_SERVER_HAS_IT, b"ada-17", b"ada-17"),
        ],
    )
    def test_the_form_decides_who_is_let_in(
        self, names: UserNames, typed: bytes, known: bytes
    ) -> None:
        odd = dialogue(sign_in=SignIn(user_names=names, refusal="no"))
        assert to("server", odd.app_said(login(typed, b"pa55"))) == login(known, b"pa55")

    @given(password=st.binary(max_size=40), form=st.sampled_from(FORMS), cuts=CUTS)
    def test_any_password_comes_to_the_server_in_any_form_at_any_chunking(
        self, password: bytes, form: str, cuts: list[int]
    ) -> None:
        if form != "literals":
            password = re.sub(rb"[\0\r\n]", b"", password)
        if form == "atoms":
            password = re.sub(rb"[ {}]", b"", password).lstrip(b'"') or b"x"
        odd = dialogue(sign_in=SignIn(user_names=UserNames.EITHER))
        acts = app_says(odd, chunked(said_in(form, b"ada", password), cuts))
        assert to("server", acts) == login(b"ada-17", password)

    def test_a_quoted_password_outside_ascii_comes_as_a_literal(self) -> None:
        odd = dialogue(sign_in=SignIn(user_names=UserNames.EITHER))
        acts = odd.app_said('a1 LOGIN ada "pä\\"ss"\r\n'.encode())
        assert to("server", acts) == login(b"ada-17", 'pä"ss'.encode())

    def test_a_synchronizing_literal_is_asked_for(self) -> None:
        odd = dialogue(sign_in=SignIn(user_names=UserNames.EITHER))
        assert to("app", odd.app_said(b"a1 LOGIN {3}\r\n")).startswith(b"+ ")
        assert to("app", odd.app_said(b"ada {4}\r\n")).startswith(b"+ ")
        assert to("server", odd.app_said(b"pa55\r\n")) == login(b"ada-17", b"pa55")

    def test_a_name_without_an_account_is_the_servers_to_judge(self) -> None:
        listener = Listener(tls=False, sign_in=SignIn(user_names=UserNames.EITHER))
        odd = ImapSession(listener, None, FaultCounts())
        assert to("server", odd.app_said(login(b"ada", b"pa55"))) == login(b"ada", b"pa55")

    @pytest.mark.parametrize(
        "said",
        [
            b"a1 LOGIN ada\r\n",
            b"a1 LOGIN\r\n",
            b"a1 LOGIN a b c\r\n",
            b'a1 LOGIN ada "pa55\r\n',
            b"a1 LOGIN  ada pa55\r\n",
            b"a1\tLOGIN\r\n",
            b"a1 LOGIN ada {5000+}\r\n" + b"x" * 5000 + b"\r\n",
            b"a1 LOGIN ada " + b"x" * LONGEST_LINE + b"\r\n",
        ],
        ids=lambda said: repr(said[:20]),
    )
    def test_a_malformed_login_is_answered_and_goes_nowhere(self, said: bytes) -> None:
        acts = list(dialogue(sign_in=SignIn(refusal="no")).app_said(said))
        assert to("app", acts).startswith(b"a1 BAD ")
        assert to("server", acts) == b""


class TestAuthenticate:
    PLAIN = base64.b64encode(b'\0ada-17\0p\xc3\xa4"s\\s ')

    @pytest.mark.parametrize("initial", [True, False])
    def test_plain_becomes_the_servers_login(self, initial: bool) -> None:
        odd = dialogue(sign_in=SignIn(mechanisms=("PLAIN",), login_is_disabled=True))
        if initial:
            acts = [*odd.app_said(b"a1 AUTHENTICATE PLAIN " + self.PLAIN + b"\r\n")]
        else:
            assert to("app", odd.app_said(b"a1 authenticate plain\r\n")) == b"+ \r\n"
            acts = [*odd.app_said(self.PLAIN + b"\r\n")]
        assert to("server", acts) == login(b"ada-17", b'p\xc3\xa4"s\\s ')

    def test_login_asks_twice(self) -> None:
        odd = dialogue(sign_in=SignIn(mechanisms=("LOGIN",)))
        asked = to("app", odd.app_said(b"a1 AUTHENTICATE LOGIN\r\n"))
        assert base64.b64decode(asked[2:]) == b"User Name\0"
        asked = to("app", odd.app_said(base64.b64encode(b"ada-17") + b"\r\n"))
        assert base64.b64decode(asked[2:]) == b"Password\0"
        acts = odd.app_said(base64.b64encode(b"pa55") + b"\r\n")
        assert to("server", acts) == login(b"ada-17", b"pa55")

    def test_an_initial_response_is_the_first_answer(self) -> None:
        odd = dialogue(sign_in=SignIn(mechanisms=("LOGIN",)))
        asked = to("app", odd.app_said(b"a1 AUTHENTICATE LOGIN YWRhLTE3\r\n"))
        assert base64.b64decode(asked[2:]) == b"Password\0"
        assert to("server", odd.app_said(b"=\r\n")) == login(b"ada-17", b"")

    @given(
        user=st.binary(max_size=20).filter(lambda raw: b"\0" not in raw),
        password=st.binary(max_size=40).filter(lambda raw: b"\0" not in raw),
        mechanism=st.sampled_from([b"PLAIN", b"LOGIN"]),
        cuts=CUTS,
    )
    def test_any_user_and_password_come_to_the_server(
        self, user: bytes, password: bytes, mechanism: bytes, cuts: list[int]
    ) -> None:
        answers = [b"\0" + user + b"\0" + password] if mechanism == b"PLAIN" else [user, password]
        lines = [b"a1 AUTHENTICATE " + mechanism, *(base64.b64encode(each) for each in answers)]
        odd = dialogue(sign_in=SignIn(mechanisms=("PLAIN", "LOGIN")))
        acts = app_says(odd, chunked(b"".join(line + b"\r\n" for line in lines), cuts))
        assert to("server", acts) == login(user, password)
        assert to("app", acts).count(b"+ ") == len(answers)

    @pytest.mark.parametrize(
        "said", [b"*", b"no base64!", base64.b64encode(b"only one"), b"", "pä".encode()]
    )
    def test_an_exchange_can_fail_and_the_next_command_is_one_again(self, said: bytes) -> None:
        odd = dialogue(sign_in=SignIn(mechanisms=("PLAIN",)))
        list(odd.app_said(b"a1 AUTHENTICATE PLAIN\r\n"))
        acts = list(odd.app_said(said + b"\r\n"))
        assert to("app", acts).startswith(b"a1 BAD ")
        assert to("server", acts) == b""
        assert to("server", odd.app_said(b"a2 NOOP\r\n")) == b"a2 NOOP\r\n"

    def test_what_is_not_offered_is_refused(self) -> None:
        odd = dialogue(sign_in=SignIn(mechanisms=("LOGIN",)))
        assert to("app", odd.app_said(b"a1 AUTHENTICATE PLAIN\r\n")).startswith(b"a1 NO ")

    @pytest.mark.parametrize("said", [b"a1 AUTHENTICATE\r\n", b"a1 AUTHENTICATE PL\xc3\r\n"])
    def test_what_is_no_mechanism_is_refused(self, said: bytes) -> None:
        odd = dialogue(sign_in=SignIn(mechanisms=("LOGIN",)))
        assert to("app", odd.app_said(said)).startswith(b"a1 NO ")

    def test_before_tls_it_is_refused_where_tls_is_required(self) -> None:
        sign_in = SignIn(mechanisms=("PLAIN",))
        odd = dialogue(starttls=StartTls.REQUIRED, sign_in=sign_in)
        said = b"a1 AUTHENTICATE PLAIN " + self.PLAIN + b"\r\n"
        assert to("app", odd.app_said(said)).startswith(b"a1 NO ")
        list(odd.app_said(b"a2 STARTTLS\r\n"))
        assert to("server", odd.app_said(said)) == login(b"ada-17", b'p\xc3\xa4"s\\s ')

    def test_a_disabled_login_never_comes_to_the_server(self) -> None:
        odd = dialogue(sign_in=SignIn(login_is_disabled=True))
        acts = list(odd.app_said(login(b"ada-17", b"pa55")))
        assert to("app", acts).startswith(b"a1 NO [PRIVACYREQUIRED]")
        assert to("server", acts) == b""


class TestStartTls:
    def test_what_comes_in_the_same_packet_is_not_obeyed(self) -> None:
        odd = dialogue(starttls=StartTls.OFFERED)
        acts = list(odd.app_said(b"a1 STARTTLS\r\na2 LOGIN ada-17 pa55\r\n"))
        assert acts == [Secure(b"a1 OK Begin TLS now\r\n")]
        assert to("server", odd.app_said(b"a3 NOOP\r\n")) == b"a3 NOOP\r\n"

    def test_nor_is_what_had_begun(self) -> None:
        odd = dialogue(starttls=StartTls.OFFERED)
        list(odd.app_said(b"a1 STARTTLS\r\na2 LOGIN ada-17 pa"))
        assert to("server", odd.app_said(b"55\r\na3 NOOP\r\n")) == b"55\r\na3 NOOP\r\n"

    def test_a_second_one_is_refused(self) -> None:
        odd = dialogue(starttls=StartTls.OFFERED)
        list(odd.app_said(b"a1 STARTTLS\r\n"))
        assert to("app", odd.app_said(b"a2 STARTTLS\r\n")).startswith(b"a2 BAD ")

    def test_a_refused_literal_is_no_way_past_the_guard(self) -> None:
        odd = dialogue(starttls=StartTls.REQUIRED)
        list(odd.app_said(b"a1 APPEND x {60}\r\n"))
        list(odd.server_said(b"a1 NO sign in first\r\n"))
        acts = list(odd.app_said(login(b"ada-17", b"pa55", b"a2")))
        assert to("server", acts) == b""
        assert to("app", acts).startswith(b"a2 NO [PRIVACYREQUIRED]")

    def test_required_takes_no_login_before_it(self) -> None:
        odd = dialogue(starttls=StartTls.REQUIRED)
        assert to("server", odd.app_said(login(b"ada-17", b"pa55"))) == b""
        list(odd.app_said(b"a2 STARTTLS\r\n"))
        assert to("server", odd.app_said(login(b"ada-17", b"pa55"))) == login(b"ada-17", b"pa55")

    @pytest.mark.parametrize("kind", [StartTls.STRIPPED, StartTls.REFUSED])
    def test_denied_is_denied_in_plain(self, kind: StartTls) -> None:
        acts = list(dialogue(starttls=kind).app_said(b"a1 STARTTLS\r\n"))
        assert to("app", acts).startswith(b"a1 BAD ")
        assert not any(isinstance(act, Secure) for act in acts)

    def test_poison_follows_in_the_same_breath(self) -> None:
        (act,) = dialogue(starttls=StartTls.POISONED).app_said(b"a1 STARTTLS\r\n")
        assert isinstance(act, Secure)
        assert b"\r\n* BYE" in act.go_ahead

    def test_a_server_without_it_answers_for_itself(self) -> None:
        assert to("server", dialogue(bridges=True).app_said(b"a1 STARTTLS\r\n"))
