"""Logins at a port: user names, LOGIN, AUTHENTICATE and STARTTLS, without a socket."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluebar.mailserver.frontdoor.actions import UpgradeToTls
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts
from bluebar.mailserver.frontdoor.faults import (
    Fault,
    PoisonsStartTls,
    RefusesStartTls,
    RewordsRefusal,
    StripsStartTls,
)
from bluebar.mailserver.frontdoor.imap_session import ImapSession
from bluebar.mailserver.frontdoor.lexer import LONGEST_LINE
from bluebar.mailserver.frontdoor.proxy_config import (
    FrontDoor,
    Listener,
    LoginChallenges,
    SignIn,
    StartTls,
    UserNames,
)
from tests.frontdoor.chunks import CUTS, chunked
from tests.frontdoor.imap_sessions import (
    GREENMAIL,
    all_from_app,
    door_login,
    login,
    session,
    to,
)

FORMS = ("atoms", "quoted", "literals", "synchronizing literals")


def login_in(form: str, user: bytes, password: bytes) -> bytes:
    if form == "literals":
        return login(user, password)
    if form == "synchronizing literals":
        return login(user, password).replace(b"+}\r\n", b"}\r\n")
    if form == "quoted":
        escaped = (re.sub(rb'(["\\])', rb"\\\1", each) for each in (user, password))
        return b'a1 LOGIN "%b" "%b"\r\n' % tuple(escaped)
    return b"a1 LOGIN %b %b\r\n" % (user, password)


class TestPasswords:
    """After a person has changed the password, a port accepts only the new password."""

    def test_the_port_maps_its_password_and_refuses_the_accounts(self) -> None:
        odd = session(sign_in=SignIn(password="new ü"))
        right = to("server", odd.from_app(login(b"ada-17", "new ü".encode())))
        assert right == door_login(b"ada-17", b"pa55")
        for wrong in (b"pa55", b"other"):
            sent = to("server", odd.from_app(login(b"ada-17", wrong)))
            assert sent == door_login(b"ada-17", b"not the password: " + wrong)

    def test_a_door_changes_the_password_of_every_port_and_hides_it(self) -> None:
        door = FrontDoor.usual(sign_in=SignIn(user_names=UserNames.EITHER)).with_password("s3cret")
        for _, listener in door.listeners:
            assert listener.sign_in == SignIn(user_names=UserNames.EITHER, password="s3cret")
        assert "s3cret" not in repr(door)
        assert "a new password" in str(door)
        assert "s3cret" not in str(door)


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
    def test_the_form_of_the_user_name_decides_whether_the_login_is_accepted(
        self, names: UserNames, typed: bytes, known: bytes
    ) -> None:
        odd = session(RewordsRefusal(text="no"), sign_in=SignIn(user_names=names))
        assert to("server", odd.from_app(login(typed, b"pa55"))) == door_login(known, b"pa55")

    @given(password=st.binary(max_size=40), form=st.sampled_from(FORMS), cuts=CUTS)
    def test_any_password_reaches_the_server_in_any_form_at_any_chunking(
        self, password: bytes, form: str, cuts: list[int]
    ) -> None:
        if form != "literals":
            password = re.sub(rb"[\0\r\n]", b"", password)
        if form == "atoms":
            password = re.sub(rb"[ {}]", b"", password).lstrip(b'"') or b"x"
        odd = session(sign_in=SignIn(user_names=UserNames.EITHER))
        actions = all_from_app(odd, chunked(login_in(form, b"ada", password), cuts))
        assert to("server", actions) == door_login(b"ada-17", password)

    def test_a_quoted_password_outside_ascii_reaches_the_server_as_a_literal(self) -> None:
        odd = session(sign_in=SignIn(user_names=UserNames.EITHER))
        actions = odd.from_app('a1 LOGIN ada "pä\\"ss"\r\n'.encode())
        assert to("server", actions) == door_login(b"ada-17", 'pä"ss'.encode())

    def test_a_synchronizing_literal_gets_a_continuation_request(self) -> None:
        odd = session(sign_in=SignIn(user_names=UserNames.EITHER))
        assert to("app", odd.from_app(b"a1 LOGIN {3}\r\n")).startswith(b"+ ")
        assert to("app", odd.from_app(b"ada {4}\r\n")).startswith(b"+ ")
        assert to("server", odd.from_app(b"pa55\r\n")) == door_login(b"ada-17", b"pa55")

    def test_a_user_name_passes_unchanged_if_the_door_has_no_account(self) -> None:
        listener = Listener(tls=False, sign_in=SignIn(user_names=UserNames.EITHER))
        odd = ImapSession(listener, None, FaultCounts(), GREENMAIL)
        assert to("server", odd.from_app(login(b"ada", b"pa55"))) == door_login(b"ada", b"pa55")

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
        actions = list(session(RewordsRefusal(text="no")).from_app(said))
        assert to("app", actions).startswith(b"a1 BAD ")
        assert to("server", actions) == b""


class TestAuthenticate:
    PLAIN = base64.b64encode(b'\0ada-17\0p\xc3\xa4"s\\s ')

    @pytest.mark.parametrize("initial", [True, False])
    def test_authenticate_plain_becomes_a_login_at_the_server(self, initial: bool) -> None:
        odd = session(sign_in=SignIn(mechanisms=("PLAIN",), login_is_disabled=True))
        if initial:
            actions = [*odd.from_app(b"a1 AUTHENTICATE PLAIN " + self.PLAIN + b"\r\n")]
        else:
            assert to("app", odd.from_app(b"a1 authenticate plain\r\n")) == b"+ \r\n"
            actions = [*odd.from_app(self.PLAIN + b"\r\n")]
        assert to("server", actions) == door_login(b"ada-17", b'p\xc3\xa4"s\\s ')

    def test_authenticate_login_sends_two_challenges(self) -> None:
        odd = session(sign_in=SignIn(mechanisms=("LOGIN",)))
        asked = to("app", odd.from_app(b"a1 AUTHENTICATE LOGIN\r\n"))
        assert base64.b64decode(asked[2:]) == b"Username:"
        asked = to("app", odd.from_app(base64.b64encode(b"ada-17") + b"\r\n"))
        assert base64.b64decode(asked[2:]) == b"Password:"
        actions = odd.from_app(base64.b64encode(b"pa55") + b"\r\n")
        assert to("server", actions) == door_login(b"ada-17", b"pa55")

    def test_authenticate_login_can_ask_as_exchange_does(self) -> None:
        odd = session(sign_in=SignIn(mechanisms=("LOGIN",), challenges=LoginChallenges.EXCHANGE))
        asked = to("app", odd.from_app(b"a1 AUTHENTICATE LOGIN\r\n"))
        assert base64.b64decode(asked[2:]) == b"User Name\0"

    def test_an_initial_response_is_the_first_response(self) -> None:
        odd = session(sign_in=SignIn(mechanisms=("LOGIN",)))
        asked = to("app", odd.from_app(b"a1 AUTHENTICATE LOGIN YWRhLTE3\r\n"))
        assert base64.b64decode(asked[2:]) == b"Password:"
        assert to("server", odd.from_app(b"=\r\n")) == door_login(b"ada-17", b"")

    @given(
        user=st.binary(max_size=20).filter(lambda raw: b"\0" not in raw),
        password=st.binary(max_size=40).filter(lambda raw: b"\0" not in raw),
        mechanism=st.sampled_from([b"PLAIN", b"LOGIN"]),
        cuts=CUTS,
    )
    def test_any_user_and_password_reach_the_server(
        self, user: bytes, password: bytes, mechanism: bytes, cuts: list[int]
    ) -> None:
        answers = [b"\0" + user + b"\0" + password] if mechanism == b"PLAIN" else [user, password]
        lines = [b"a1 AUTHENTICATE " + mechanism, *(base64.b64encode(each) for each in answers)]
        odd = session(sign_in=SignIn(mechanisms=("PLAIN", "LOGIN")))
        actions = all_from_app(odd, chunked(b"".join(line + b"\r\n" for line in lines), cuts))
        assert to("server", actions) == door_login(user, password)
        assert to("app", actions).count(b"+ ") == len(answers)

    @pytest.mark.parametrize(
        "said", [b"*", b"no base64!", base64.b64encode(b"only one"), b"", "pä".encode()]
    )
    def test_after_a_failed_exchange_the_next_line_is_a_command(self, said: bytes) -> None:
        odd = session(sign_in=SignIn(mechanisms=("PLAIN",)))
        list(odd.from_app(b"a1 AUTHENTICATE PLAIN\r\n"))
        actions = list(odd.from_app(said + b"\r\n"))
        assert to("app", actions).startswith(b"a1 BAD ")
        assert to("server", actions) == b""
        assert to("server", odd.from_app(b"a2 NOOP\r\n")) == b"a2 NOOP\r\n"

    def test_a_mechanism_that_is_not_offered_is_refused(self) -> None:
        odd = session(sign_in=SignIn(mechanisms=("LOGIN",)))
        assert to("app", odd.from_app(b"a1 AUTHENTICATE PLAIN\r\n")).startswith(b"a1 NO ")

    @pytest.mark.parametrize("said", [b"a1 AUTHENTICATE\r\n", b"a1 AUTHENTICATE PL\xc3\r\n"])
    def test_a_missing_or_malformed_mechanism_is_refused(self, said: bytes) -> None:
        odd = session(sign_in=SignIn(mechanisms=("LOGIN",)))
        assert to("app", odd.from_app(said)).startswith(b"a1 NO ")

    def test_authenticate_is_refused_before_tls_if_tls_is_required(self) -> None:
        sign_in = SignIn(mechanisms=("PLAIN",))
        odd = session(starttls=StartTls.REQUIRED, sign_in=sign_in)
        said = b"a1 AUTHENTICATE PLAIN " + self.PLAIN + b"\r\n"
        assert to("app", odd.from_app(said)).startswith(b"a1 NO ")
        list(odd.from_app(b"a2 STARTTLS\r\n"))
        assert to("server", odd.from_app(said)) == door_login(b"ada-17", b'p\xc3\xa4"s\\s ')

    def test_a_disabled_login_never_reaches_the_server(self) -> None:
        odd = session(sign_in=SignIn(login_is_disabled=True))
        actions = list(odd.from_app(login(b"ada-17", b"pa55")))
        assert to("app", actions).startswith(b"a1 NO [PRIVACYREQUIRED]")
        assert to("server", actions) == b""


class TestStartTls:
    def test_a_command_in_the_same_packet_as_starttls_is_not_executed(self) -> None:
        odd = session(starttls=StartTls.OFFERED)
        actions = list(odd.from_app(b"a1 STARTTLS\r\na2 LOGIN ada-17 pa55\r\n"))
        assert actions == [UpgradeToTls(b"a1 OK Begin TLS now\r\n")]
        assert to("server", odd.from_app(b"a3 NOOP\r\n")) == b"a3 NOOP\r\n"

    def test_a_command_that_began_before_tls_does_not_continue_in_tls(self) -> None:
        odd = session(starttls=StartTls.OFFERED)
        list(odd.from_app(b"a1 STARTTLS\r\na2 LOGIN ada-17 pa"))
        assert to("server", odd.from_app(b"55\r\na3 NOOP\r\n")) == b"55\r\na3 NOOP\r\n"

    def test_a_second_starttls_is_refused(self) -> None:
        odd = session(starttls=StartTls.OFFERED)
        list(odd.from_app(b"a1 STARTTLS\r\n"))
        assert to("app", odd.from_app(b"a2 STARTTLS\r\n")).startswith(b"a2 BAD ")

    def test_a_refused_literal_does_not_bypass_required_tls(self) -> None:
        odd = session(starttls=StartTls.REQUIRED)
        list(odd.from_app(b"a1 APPEND x {60}\r\n"))
        list(odd.from_server(b"a1 NO sign in first\r\n"))
        actions = list(odd.from_app(login(b"ada-17", b"pa55", b"a2")))
        assert to("server", actions) == b""
        assert to("app", actions).startswith(b"a2 NO [PRIVACYREQUIRED]")

    def test_no_login_reaches_the_server_before_a_required_starttls(self) -> None:
        odd = session(starttls=StartTls.REQUIRED)
        assert to("server", odd.from_app(login(b"ada-17", b"pa55"))) == b""
        list(odd.from_app(b"a2 STARTTLS\r\n"))
        assert to("server", odd.from_app(login(b"ada-17", b"pa55"))) == door_login(
            b"ada-17", b"pa55"
        )

    @pytest.mark.parametrize("fault", [StripsStartTls(), RefusesStartTls()], ids=str)
    def test_a_refused_starttls_stays_in_plain(self, fault: Fault) -> None:
        actions = list(session(fault, starttls=StartTls.OFFERED).from_app(b"a1 STARTTLS\r\n"))
        assert to("app", actions).startswith(b"a1 BAD ")
        assert not any(isinstance(action, UpgradeToTls) for action in actions)

    def test_poison_follows_the_ok_of_starttls_in_the_same_action(self) -> None:
        (action,) = session(PoisonsStartTls(), starttls=StartTls.OFFERED).from_app(
            b"a1 STARTTLS\r\n"
        )
        assert isinstance(action, UpgradeToTls)
        assert b"\r\n* BYE" in action.ok

    def test_a_port_without_starttls_answers_the_command_itself(self) -> None:
        actions = list(session().from_app(b"a1 STARTTLS\r\n"))
        assert to("app", actions) == b"a1 BAD Unknown command\r\n"
        assert to("server", actions) == b""
