"""What a front door makes of a conversation, without a socket: told as who gets which bytes."""

import base64
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailserver.accounts import Account
from mailserver.frontdoor import Listener, SignIn, StartTls, UserNames
from mailserver.frontdoor.acts import Act, End, Pause, Secure, Send
from mailserver.frontdoor.dialogue import Dialogue
from mailserver.frontdoor.faults import (
    AtMost,
    CutsLiteral,
    EndsAfter,
    EndsAtFetch,
    Fault,
    Greets,
    GreetsAfter,
    How,
    OtherUidValidity,
    RefusesLogin,
    Slow,
    TakesLong,
    WantsPrivacy,
)
from mailserver.frontdoor.tally import Tally
from tests.frontdoor.chunks import CUTS, chunked

ACCOUNT = Account(address="ada@mail.test", login="ada-17", password="pa55")
GREETING = b"* OK ready\r\n"
CAPABILITY = b"* CAPABILITY IMAP4rev1 LITERAL+ AUTH=XOAUTH2\r\n"


def dialogue(
    *faults: Fault, tally: Tally | None = None, greeted: bool = True, **listener: object
) -> Dialogue:
    values = {"tls": False, "faults": faults} | listener
    made = Dialogue(Listener(**values), ACCOUNT, tally or Tally())  # type: ignore[arg-type]
    if greeted:
        list(made.server_said(GREETING))
    return made


def to(side: str, acts: Iterable[Act]) -> bytes:
    return b"".join(act.data for act in acts if isinstance(act, Send) and act.to == side)


def login(user: bytes, password: bytes, tag: bytes = b"a1") -> bytes:
    return b"%b LOGIN {%d+}\r\n%b {%d+}\r\n%b\r\n" % (tag, len(user), user, len(password), password)


class TestWhatPasses:
    @given(data=st.binary(max_size=400), cuts=CUTS)
    def test_every_byte_where_the_port_has_no_ways_of_its_own(
        self, data: bytes, cuts: list[int]
    ) -> None:
        plain = Dialogue(Listener(tls=False), None, Tally())
        chunks = chunked(data, cuts)
        assert to("server", [a for c in chunks for a in plain.app_said(c)]) == data
        assert to("app", [a for c in chunks for a in plain.server_said(c)]) == data

    @pytest.mark.parametrize(
        "said",
        [
            b'* LIST () "." "* CAPABILITY x [UIDVALIDITY 5]"\r\n',
            b"* 1 FETCH (BODY[] {25}\r\n* OK [UIDVALIDITY 5] hi\r\n\r\n UID 3)\r\n",
            b'* 2 FETCH (ENVELOPE ("x" "a1 OK [UIDVALIDITY 5] is no status" NIL))\r\n',
            b'* STATUS "UIDVALIDITY 7 (x)" (MESSAGES 3)\r\n',
            b"* SEARCH 1 2 3\r\na9 OK done {5}\r\n",
        ],
    )
    @given(cuts=CUTS)
    def test_names_and_messages_whatever_they_look_like(self, said: bytes, cuts: list[int]) -> None:
        odd = dialogue(OtherUidValidity(by=9), bridges=True, starttls=StartTls.OFFERED)
        acts = [a for chunk in chunked(said, cuts) for a in odd.server_said(chunk)]
        assert to("app", acts) == said

    @given(cuts=CUTS, mail=st.binary(min_size=1, max_size=300))
    def test_a_message_that_is_appended(self, cuts: list[int], mail: bytes) -> None:
        said = b'a1 APPEND "search unseen" {%d+}\r\n%b\r\n' % (len(mail), mail)
        odd = dialogue(bridges=True, starttls=StartTls.OFFERED)
        acts = [a for chunk in chunked(said, cuts) for a in odd.app_said(chunk)]
        assert to("server", acts) == said


class TestWhatIsRewritten:
    def test_uidvalidity_of_select_and_of_status(self) -> None:
        odd = dialogue(OtherUidValidity(by=1))
        said = b'* OK [UIDVALIDITY 41] ok\r\n* STATUS "a" (MESSAGES 3 UIDVALIDITY 41)\r\n'
        assert to("app", odd.server_said(said)) == said.replace(b"41", b"42")

    def test_search_keys_but_nothing_quoted(self) -> None:
        odd = dialogue(bridges=True)
        acts = odd.app_said(b'a1 UID SEARCH unseen subject "keep me"\r\n')
        assert to("server", acts) == b'a1 UID SEARCH UNSEEN SUBJECT "keep me"\r\n'

    def test_capabilities_are_told_as_the_port_has_them(self) -> None:
        odd = dialogue(
            starttls=StartTls.REQUIRED, sign_in=SignIn(mechanisms=("PLAIN",)), greeted=False
        )
        greeting = odd.server_said(b"* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] ready\r\n")
        told = b"IMAP4rev1 STARTTLS LOGINDISABLED"
        assert to("app", greeting) == b"* OK [CAPABILITY " + told + b"] ready\r\n"
        assert b"XOAUTH2" not in to("app", odd.server_said(CAPABILITY))

    def test_after_starttls_there_is_no_more_of_it(self) -> None:
        odd = dialogue(starttls=StartTls.REQUIRED)
        list(odd.app_said(b"a1 STARTTLS\r\n"))
        told = to("app", odd.server_said(CAPABILITY)).split()
        assert b"STARTTLS" not in told
        assert b"LOGINDISABLED" not in told

    def test_what_somebody_stripped_is_not_announced(self) -> None:
        told = to("app", dialogue(starttls=StartTls.STRIPPED).server_said(CAPABILITY))
        assert b"STARTTLS" not in told

    def test_capabilities_that_are_given_stand_as_they_are(self) -> None:
        odd = dialogue(capabilities="IMAP4rev1  odd ")
        assert to("app", odd.server_said(CAPABILITY)) == b"* CAPABILITY IMAP4rev1  odd \r\n"

    def test_a_refused_login_is_told_in_the_providers_words(self) -> None:
        odd = dialogue(sign_in=SignIn(refusal="[AUTHENTICATIONFAILED] no"))
        list(odd.app_said(login(b"ada-17", b"wrong")))
        answered = odd.server_said(b"a1 NO LOGIN failed\r\na2 NO other\r\n")
        assert to("app", answered) == b"a1 NO [AUTHENTICATIONFAILED] no\r\na2 NO other\r\n"


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

    @given(
        password=st.binary(min_size=1, max_size=40).filter(lambda raw: b"\0" not in raw),
        cuts=CUTS,
    )
    def test_any_password_comes_to_the_server_at_any_chunking(
        self, password: bytes, cuts: list[int]
    ) -> None:
        odd = dialogue(sign_in=SignIn(user_names=UserNames.EITHER))
        chunks = chunked(login(b"ada", password), cuts)
        acts = [act for chunk in chunks for act in odd.app_said(chunk)]
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

    @pytest.mark.parametrize("said", [b"a1 LOGIN ada\r\n", b"a1 LOGIN\r\n", b"a1 LOGIN a b c\r\n"])
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

    @pytest.mark.parametrize("said", [b"*", b"no base64!", base64.b64encode(b"only one")])
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


class TestFaults:
    def test_a_late_greeting(self) -> None:
        acts = list(dialogue(GreetsAfter(seconds=2), greeted=False).server_said(GREETING))
        assert acts == [Pause(2), Send("app", GREETING)]

    def test_a_bye_for_a_greeting_ends_it(self) -> None:
        odd = dialogue(Greets(text="* BYE [UNAVAILABLE] no"), greeted=False)
        acts = list(odd.server_said(GREETING))
        assert acts == [Send("app", b"* BYE [UNAVAILABLE] no\r\n", "door"), End(How.CLOSE)]

    def test_a_command_that_takes_long_takes_it_so_often(self) -> None:
        odd = dialogue(TakesLong(command="LOGIN", seconds=3, times=1))
        assert Pause(3) in list(odd.app_said(b"a1 LOGIN ada x\r\n"))
        assert Pause(3) not in list(odd.app_said(b"a2 LOGIN ada x\r\n"))

    def test_a_login_in_clear_is_refused_and_one_in_tls_is_not(self) -> None:
        said = login(b"ada-17", b"pa55")
        assert b"PRIVACYREQUIRED" in to("app", dialogue(WantsPrivacy()).app_said(said))
        assert to("server", dialogue(WantsPrivacy(), tls=True).app_said(said)) == said

    def test_a_login_is_refused_so_many_times(self) -> None:
        tally = Tally()
        refuses = RefusesLogin(text="[LIMIT] later", times=1)
        first, second = (dialogue(refuses, tally=tally) for _ in range(2))
        assert to("app", first.app_said(login(b"a", b"b"))) == b"a1 NO [LIMIT] later\r\n"
        assert to("server", second.app_said(login(b"a", b"b")))
        assert tally.happened[refuses] == 1

    @pytest.mark.parametrize("leaves", ["LOGOUT", "hangs up"])
    def test_one_connection_at_most_until_it_leaves(self, leaves: str) -> None:
        tally = Tally()
        first, second = (dialogue(AtMost(), tally=tally) for _ in range(2))
        list(first.app_said(login(b"ada-17", b"pa55")))
        list(first.server_said(b"a1 OK done\r\n"))
        assert b"NO [LIMIT]" in to("app", second.app_said(login(b"ada-17", b"pa55")))
        if leaves == "LOGOUT":
            list(first.app_said(b"a2 LOGOUT\r\n"))
        first.ended()
        assert to("server", second.app_said(login(b"ada-17", b"pa55", b"a3")))
        second.ended()
        assert tally.signed_in == 0

    @pytest.mark.parametrize("how", How)
    def test_the_end_comes_at_the_fetch_of_that_number(self, how: How) -> None:
        tally = Tally()
        ends = EndsAtFetch(number=2, how=how)
        odd = dialogue(ends, tally=tally)
        assert to("server", odd.app_said(b"a1 FETCH 1 FLAGS\r\n"))
        acts = list(odd.app_said(b"a2 UID FETCH 1 FLAGS\r\n"))
        assert acts[-1] == End(how)
        assert to("server", acts) == b""
        assert (to("app", acts)[:5] == b"* BYE") is (how is How.BYE)
        again = dialogue(ends, tally=tally)
        for tag in (b"a1", b"a2", b"a3"):
            assert to("server", again.app_said(tag + b" FETCH 1 FLAGS\r\n"))

    @given(cuts=CUTS)
    def test_the_end_comes_after_so_many_bytes_at_any_chunking(self, cuts: list[int]) -> None:
        odd = dialogue(EndsAfter(bytes=40))
        answers = b"* 1 EXISTS\r\n" * 10
        got = b""
        for chunk in chunked(answers, cuts):
            acts = list(odd.server_said(chunk))
            got += to("app", acts)
            if End(How.RESET) in acts:
                break
        assert got == answers[: 40 - len(GREETING)]

    @given(cuts=CUTS)
    def test_a_literal_is_cut_in_half_at_any_chunking(self, cuts: list[int]) -> None:
        odd = dialogue(CutsLiteral(fetch=1))
        list(odd.app_said(b"a1 FETCH 1 BODY[]\r\n"))
        acts: list[Act] = []
        for chunk in chunked(b"* 1 FETCH (BODY[] {10}\r\n0123456789)\r\na1 OK\r\n", cuts):
            acts += odd.server_said(chunk)
            if End(How.CLOSE) in acts:
                break
        assert to("app", acts) == b"* 1 FETCH (BODY[] {10}\r\n01234"
        assert acts[-1] == End(How.CLOSE)

    def test_a_slow_line_sends_in_slices_that_add_up(self) -> None:
        odd = dialogue(Slow(latency=0.1, bytes_per_second=1000))
        acts = list(odd.server_said(b"* 1 FETCH (FLAGS (" + b"x" * 180 + b"))\r\n"))
        pauses = [act.seconds for act in acts if isinstance(act, Pause)]
        assert pauses[0] == 0.1
        assert sum(pauses[1:]) == pytest.approx(len(to("app", acts)) / 1000)
