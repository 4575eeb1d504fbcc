"""Unchanged and rewritten bytes of an IMAP session, without a socket."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluebar.mailserver.frontdoor.actions import Send
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts
from bluebar.mailserver.frontdoor.faults import (
    ConnectionLimit,
    CutsLiteral,
    EndsAfter,
    EndsAtFetch,
    Greets,
    OtherCapabilities,
    OtherUidValidity,
    RewordsRefusal,
    StripsStartTls,
)
from bluebar.mailserver.frontdoor.imap_session import ImapSession
from bluebar.mailserver.frontdoor.lexer import LONGEST_LINE
from bluebar.mailserver.frontdoor.proxy_config import Listener, SignIn, StartTls, UserNames
from tests.frontdoor.chunks import CUTS, chunked
from tests.frontdoor.imap_sessions import (
    CAPABILITY,
    GREENMAIL,
    GREETING,
    all_from_app,
    all_from_server,
    login,
    session,
    session_at,
    to,
)

TALK = st.sampled_from(
    [
        b"a1 LOGIN ada pa55\r\n",
        b"a1\tLOGIN\r\n",
        b'"a1 LOGIN ada\r\n',
        b"a2 LOGIN {3}\r\n",
        b"a3 AUTHENTICATE PLAIN\r\n",
        b"a3 AUTHENTICATE\r\n",
        b"a4 AUTHENTICATE LOGIN =\r\n",
        b"a5 STARTTLS\r\n",
        b"a6 UID FETCH 1 BODY[]\r\n",
        b"a7 search unseen {3}\r\n",
        b"AGFkYQBwYTU1\r\n",
        b"*\r\n",
        b"\r\n",
        b"* 1 FETCH (BODY[] {3}\r\n",
        b"a1 OK [CAPABILITY x] done\r\n",
        b"a2 NO done\r\n",
    ]
)


QUIET = (
    Listener(tls=False),
    Listener(
        tls=False,
        faults=(EndsAtFetch(number=99), EndsAfter(bytes=10**9), CutsLiteral(fetch=99)),
    ),
    Listener(
        tls=False,
        faults=(OtherUidValidity(by=9),),
        starttls=StartTls.OFFERED,
    ),
    Listener(
        tls=True,
        sign_in=SignIn(user_names=UserNames.EITHER, mechanisms=("PLAIN",)),
        faults=(RewordsRefusal(text="no"),),
    ),
)
"""Ports with settings and faults that concern none of the bytes below."""

LOOKALIKES = (
    b'* LIST () "." "* CAPABILITY x [UIDVALIDITY 5]"\r\n',
    b'* LIST () "." {26}\r\n* STATUS (UIDVALIDITY 5)\r\n\r\n',
    b"* 1 FETCH (BODY[] {42}\r\n* OK [UIDVALIDITY 5] hi\r\na1 NO [CAPABILITY x] UID 3)\r\n",
    b'* 2 FETCH (ENVELOPE ("x" "a1 OK [UIDVALIDITY 5] is not a status" NIL))\r\n',
    b'* STATUS "UIDVALIDITY 7 (x)" (MESSAGES 3)\r\n',
    b'* STATUS "a (UIDVALIDITY 7) \\" (UIDVALIDITY 7)" (MESSAGES 3)\r\n',
    b"* SEARCH 1 2 3\r\na9 OK done {5}\r\n",
    b"* 3 FETCH (X {26}\r\n* STATUS x (UIDVALIDITY 5) (UIDVALIDITY 5))\r\n",
)


class TestUnchangedBytes:
    @given(data=st.binary(max_size=400), cuts=CUTS)
    def test_every_byte_of_pop3_passes(self, data: bytes, cuts: list[int]) -> None:
        port = Listener(tls=False, upstream="pop3")
        plain = ImapSession(port, None, FaultCounts(), GREENMAIL)
        chunks = chunked(data, cuts)
        assert all_from_app(plain, chunks) == [Send("server", chunk) for chunk in chunks]
        assert all_from_server(plain, chunks) == [Send("app", chunk) for chunk in chunks]

    @pytest.mark.parametrize("port", QUIET, ids=str)
    @given(said=st.lists(st.sampled_from(LOOKALIKES)).map(b"".join), cuts=CUTS)
    def test_names_and_messages_pass_even_if_they_look_like_responses(
        self, port: Listener, said: bytes, cuts: list[int]
    ) -> None:
        assert (
            to("app", all_from_server(session_at(port, deviations=GREENMAIL), chunked(said, cuts)))
            == said
        )

    @pytest.mark.parametrize("port", QUIET, ids=str)
    @given(mails=st.lists(st.binary(max_size=200)), cuts=CUTS)
    def test_any_fetched_mail_passes(
        self, port: Listener, mails: list[bytes], cuts: list[int]
    ) -> None:
        said = b"".join(b"* 1 FETCH (BODY[] {%d}\r\n%b)\r\n" % (len(m), m) for m in mails)
        assert (
            to("app", all_from_server(session_at(port, deviations=GREENMAIL), chunked(said, cuts)))
            == said
        )

    @pytest.mark.parametrize("port", QUIET, ids=str)
    @given(cuts=CUTS, mail=st.binary(min_size=1, max_size=300))
    def test_an_appended_message_passes(self, port: Listener, cuts: list[int], mail: bytes) -> None:
        said = b'a1 APPEND "search unseen" {%d+}\r\n%b\r\na2 IDLE\r\nDONE\r\n' % (len(mail), mail)
        assert (
            to("server", all_from_app(session_at(port, deviations=GREENMAIL), chunked(said, cuts)))
            == said
        )

    @pytest.mark.parametrize("port", QUIET, ids=str)
    def test_a_long_line_passes_in_parts(self, port: Listener) -> None:
        # The second part begins with what would be rewritten at the beginning of a line.
        begin = b"* 1 FETCH (ENVELOPE ("
        said = begin + b"x" * (LONGEST_LINE - len(begin)) + b"a OK [UIDVALIDITY 5]\r\n"
        assert to("app", session_at(port, deviations=GREENMAIL).from_server(said)) == said

    def test_a_line_without_an_end_passes_when_its_side_leaves(self) -> None:
        talk = session(deviations=GREENMAIL)
        assert to("app", talk.from_server(b"* 1 EXI")) == b""
        assert to("app", talk.server_eof()) == b"* 1 EXI"
        assert to("server", talk.from_app(b"a1 NO")) == b""
        assert to("server", talk.app_eof()) == b"a1 NO"

    def test_half_a_login_that_the_port_handles_itself_does_not_pass(self) -> None:
        talk = session(starttls=StartTls.REQUIRED)
        list(talk.from_app(b"a1 LOGIN {3+}\r\nada pa55"))
        assert to("server", talk.app_eof()) == b""

    @given(said=st.lists(st.tuples(st.booleans(), st.one_of(TALK, st.binary(max_size=60)))))
    def test_no_input_raises_an_error(self, said: list[tuple[bool, bytes]]) -> None:
        sign_in = SignIn(user_names=UserNames.EITHER, mechanisms=("PLAIN", "LOGIN"))
        faults = (
            ConnectionLimit(),
            RewordsRefusal(text="no"),
            OtherUidValidity(),
            CutsLiteral(fetch=2, times=0),
            EndsAtFetch(number=9),
        )
        talk = session(*faults, deviations=GREENMAIL, starttls=StartTls.OFFERED, sign_in=sign_in)
        for by_app, data in said:
            list(talk.from_app(data) if by_app else talk.from_server(data))
        list(talk.app_eof())
        list(talk.server_eof())


class TestRewrittenBytes:
    def test_uidvalidity_of_select_and_of_status_is_shifted(self) -> None:
        odd = session(OtherUidValidity(by=1))
        said = b'* OK [UIDVALIDITY 41] ok\r\n* STATUS "a" (MESSAGES 3 UIDVALIDITY 41)\r\n'
        assert to("app", odd.from_server(said)) == said.replace(b"41", b"42")

    @pytest.mark.parametrize(
        ("said", "passes_as"),
        [
            (b"a1 OK [UIDVALIDITY 41] ok\r\n", b"a1 OK [UIDVALIDITY 43] ok\r\n"),
            (b"a1 ok [APPENDUID 41 41] ok\r\n", b"a1 ok [APPENDUID 43 41] ok\r\n"),
            (b"a1 OK [COPYUID 41 1 41] ok\r\n", b"a1 OK [COPYUID 43 1 41] ok\r\n"),
            (b"* STATUS a (UIDVALIDITY 41)\r\n", b"* STATUS a (UIDVALIDITY 43)\r\n"),
            (
                b'* STATUS "(UIDVALIDITY 41)" (UIDNEXT 41 UIDVALIDITY 41 UNSEEN 1)\r\n',
                b'* STATUS "(UIDVALIDITY 41)" (UIDNEXT 41 UIDVALIDITY 43 UNSEEN 1)\r\n',
            ),
            (
                b"* STATUS {16}\r\n(UIDVALIDITY 41) (UIDVALIDITY 41)\r\n",
                b"* STATUS {16}\r\n(UIDVALIDITY 41) (UIDVALIDITY 43)\r\n",
            ),
        ],
    )
    @given(cuts=CUTS)
    def test_uidvalidity_is_shifted_in_every_response_that_states_it(
        self, said: bytes, passes_as: bytes, cuts: list[int]
    ) -> None:
        odd = session(OtherUidValidity(by=2))
        assert to("app", all_from_server(odd, chunked(said, cuts))) == passes_as

    def test_capabilities_are_the_ports(self) -> None:
        odd = session(
            starttls=StartTls.REQUIRED, sign_in=SignIn(mechanisms=("PLAIN",)), greeted=False
        )
        greeting = odd.from_server(b"* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] ready\r\n")
        listed = b"IMAP4rev1 SASL-IR STARTTLS LOGINDISABLED"
        assert to("app", greeting) == b"* OK [CAPABILITY " + listed + b"] ready\r\n"
        assert b"XOAUTH2" not in to("app", odd.from_server(CAPABILITY))

    def test_starttls_and_logindisabled_are_not_announced_after_starttls(self) -> None:
        odd = session(starttls=StartTls.REQUIRED)
        list(odd.from_app(b"a1 STARTTLS\r\n"))
        listed = to("app", odd.from_server(CAPABILITY)).split()
        assert b"STARTTLS" not in listed
        assert b"LOGINDISABLED" not in listed

    def test_a_stripped_starttls_is_not_announced(self) -> None:
        listed = to(
            "app", session(StripsStartTls(), starttls=StartTls.OFFERED).from_server(CAPABILITY)
        )
        assert b"STARTTLS" not in listed

    def test_other_capabilities_keep_their_spelling(self) -> None:
        odd = session(OtherCapabilities(text="IMAP4rev1  odd "))
        assert to("app", odd.from_server(CAPABILITY)) == b"* CAPABILITY IMAP4rev1  odd \r\n"
        in_code = b"* OK [CAPABILITY IMAP4rev1 ID] hello\r\n"
        assert to("app", odd.from_server(in_code)) == b"* OK [CAPABILITY IMAP4rev1  odd] hello\r\n"

    def test_a_refused_login_is_answered_in_the_providers_words(self) -> None:
        odd = session(RewordsRefusal(text="[AUTHENTICATIONFAILED] no"))
        list(odd.from_app(login(b"ada-17", b"wrong")))
        answered = odd.from_server(b"* NO a1 x\r\na1 NO LOGIN failed\r\na1 NO other\r\n")
        listed = b"* NO a1 x\r\na1 NO [AUTHENTICATIONFAILED] no\r\na1 NO other\r\n"
        assert to("app", answered) == listed

    def test_an_accepted_login_is_answered_in_the_servers_words(self) -> None:
        odd = session(RewordsRefusal(text="no"))
        list(odd.from_app(login(b"ada-17", b"pa55")))
        said = b"a1 OK [UIDNEXT 7] LOGIN completed.\r\n"
        assert to("app", odd.from_server(said)) == said

    def test_the_ok_of_a_login_lists_the_ports_capabilities(self) -> None:
        odd = session(sign_in=SignIn(mechanisms=("PLAIN", "LOGIN")))
        listed = to("app", odd.from_server(b"a1 ok [capability IMAP4rev1 AUTH=X] hi\r\n"))
        assert listed == b"a1 ok [capability IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=LOGIN] hi\r\n"

    def test_only_the_first_line_is_the_greeting(self) -> None:
        odd = session(Greets(text="* OK Dovecot ready."), greeted=False)
        listed = to("app", odd.from_server(GREETING + b"* OK ready\r\n"))
        assert listed == b"* OK Dovecot ready.\r\n* OK ready\r\n"
