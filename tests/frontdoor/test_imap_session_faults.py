"""Faults of an IMAP session, without a socket."""

import pytest
from hypothesis import given

from bluebar.mailserver.frontdoor.actions import Action, Close, Pause, Send
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts
from bluebar.mailserver.frontdoor.faults import (
    CloseMode,
    ConnectionLimit,
    CutsLiteral,
    DelaysCommand,
    EndsAfter,
    EndsAtFetch,
    Greets,
    GreetsAfter,
    RefusesLogin,
    RequiresPrivacy,
    Slow,
)
from bluebar.mailserver.frontdoor.proxy_config import SignIn, StartTls
from tests.frontdoor.chunks import CUTS, chunked
from tests.frontdoor.imap_sessions import GREETING, door_login, login, session, to


def test_a_late_greeting_comes_after_a_pause() -> None:
    actions = list(session(GreetsAfter(seconds=2), greeted=False).from_server(GREETING))
    assert actions == [Pause(2), Send("app", GREETING)]


def test_a_greeting_of_bye_ends_the_connection() -> None:
    odd = session(Greets(text="* BYE [UNAVAILABLE] no"), greeted=False)
    actions = list(odd.from_server(GREETING))
    assert actions == [Send("app", b"* BYE [UNAVAILABLE] no\r\n", "door"), Close(CloseMode.CLOSE)]


def test_a_command_is_delayed_the_given_number_of_times() -> None:
    odd = session(DelaysCommand(command="LOGIN", seconds=3, times=1))
    assert Pause(3) in list(odd.from_app(b"a1 LOGIN ada x\r\n"))
    assert Pause(3) not in list(odd.from_app(b"a2 LOGIN ada x\r\n"))


def test_a_login_in_clear_is_refused_and_one_in_tls_is_not() -> None:
    said = login(b"ada-17", b"pa55")
    assert b"PRIVACYREQUIRED" in to("app", session(RequiresPrivacy()).from_app(said))
    assert to("server", session(RequiresPrivacy(), tls=True).from_app(said)) == door_login(
        b"ada-17", b"pa55"
    )


def test_a_login_is_refused_the_given_number_of_times() -> None:
    counts = FaultCounts()
    refuses = RefusesLogin(text="[LIMIT] later", times=1)
    first, second = (session(refuses, counts=counts) for _ in range(2))
    assert to("app", first.from_app(login(b"a", b"b"))) == b"a1 NO [LIMIT] later\r\n"
    assert to("server", second.from_app(login(b"a", b"b")))
    assert counts.happened[refuses] == 1


@pytest.mark.parametrize("leaves", ["LOGOUT", "hangs up"])
def test_a_connection_limit_of_one_holds_until_the_connection_leaves(leaves: str) -> None:
    counts = FaultCounts()
    first, second = (session(ConnectionLimit(), counts=counts) for _ in range(2))
    list(first.from_app(login(b"ada-17", b"pa55")))
    list(first.from_server(b"a1 OK done\r\n"))
    assert b"NO [LIMIT]" in to("app", second.from_app(login(b"ada-17", b"pa55")))
    if leaves == "LOGOUT":
        list(first.from_app(b"a2 LOGOUT\r\n"))
    first.closed()
    assert to("server", second.from_app(login(b"ada-17", b"pa55", b"a3")))
    second.closed()
    assert counts.logged_in == 0


@pytest.mark.parametrize("how", CloseMode)
def test_the_connection_ends_at_the_fetch_of_that_number(how: CloseMode) -> None:
    counts = FaultCounts()
    ends = EndsAtFetch(number=2, how=how)
    odd = session(ends, counts=counts)
    assert to("server", odd.from_app(b"a1 FETCH 1 FLAGS\r\n"))
    actions = list(odd.from_app(b"a2 UID FETCH 1 FLAGS\r\n"))
    assert actions[-1] == Close(how)
    assert to("server", actions) == b""
    assert (to("app", actions)[:5] == b"* BYE") is (how is CloseMode.BYE)
    again = session(ends, counts=counts)
    for tag in (b"a1", b"a2", b"a3"):
        assert to("server", again.from_app(tag + b" FETCH 1 FLAGS\r\n"))


@given(cuts=CUTS)
def test_the_connection_ends_after_the_number_of_bytes_at_any_chunking(cuts: list[int]) -> None:
    odd = session(EndsAfter(bytes=40))
    answers = b"* 1 EXISTS\r\n" * 10
    got = b""
    for chunk in chunked(answers, cuts):
        actions = list(odd.from_server(chunk))
        got += to("app", actions)
        if Close(CloseMode.RESET) in actions:
            break
    assert got == answers[: 40 - len(GREETING)]


@given(cuts=CUTS)
def test_a_literal_is_cut_in_half_at_any_chunking(cuts: list[int]) -> None:
    odd = session(CutsLiteral(fetch=1))
    list(odd.from_app(b"a1 FETCH 1 BODY[]\r\n"))
    actions: list[Action] = []
    for chunk in chunked(b"* 1 FETCH (BODY[] {10}\r\n0123456789)\r\na1 OK\r\n", cuts):
        actions += odd.from_server(chunk)
        if Close(CloseMode.CLOSE) in actions:
            break
    assert to("app", actions) == b"* 1 FETCH (BODY[] {10}\r\n01234"
    assert actions[-1] == Close(CloseMode.CLOSE)


def test_a_slow_line_sends_slices_that_add_up_to_the_whole() -> None:
    odd = session(Slow(latency=0.1, bytes_per_second=1000))
    list(odd.from_app(b"a1 FETCH 1 FLAGS\r\n"))
    actions = list(odd.from_server(b"* 1 FETCH (FLAGS (" + b"x" * 180 + b"))\r\n"))
    pauses = [action.seconds for action in actions if isinstance(action, Pause)]
    assert pauses[0] == 0.1
    assert sum(pauses[1:]) == pytest.approx(len(to("app", actions)) / 1000)


def test_latency_delays_a_round_trip_and_not_each_line() -> None:
    far = session(Slow(latency=0.1))
    list(far.from_app(b"a1 NOOP\r\n"))
    actions = list(far.from_server(b"* 1 EXISTS\r\n* 0 RECENT\r\n"))
    actions += far.from_server(b"a1 OK\r\n")
    assert [type(action) for action in actions] == [Pause, Send, Send]


@pytest.mark.parametrize("command", [b"a1 STARTTLS\r\n", b"a1 AUTHENTICATE PLAIN\r\n"])
def test_a_command_that_the_port_handles_itself_can_be_delayed(command: bytes) -> None:
    slow = DelaysCommand(command=command.split()[1].decode(), seconds=3)
    odd = session(slow, starttls=StartTls.OFFERED, sign_in=SignIn(mechanisms=("PLAIN",)))
    actions = list(odd.from_app(command))
    assert actions[0] == Pause(3)
    assert len(actions) == 2


def test_two_commands_can_be_delayed() -> None:
    odd = session(
        DelaysCommand(command="SELECT", seconds=1), DelaysCommand(command="FETCH", seconds=2)
    )
    actions = odd.from_app(b"a1 SELECT x\r\na2 UID FETCH 1 FLAGS\r\n")
    assert [action.seconds for action in actions if isinstance(action, Pause)] == [1, 2]


def test_two_logins_at_the_same_moment_are_not_both_accepted_at_a_limit_of_one() -> None:
    counts = FaultCounts()
    first, second = (session(ConnectionLimit(), counts=counts) for _ in range(2))
    assert to("server", first.from_app(login(b"ada-17", b"wrong")))
    assert b"NO [LIMIT]" in to("app", second.from_app(login(b"ada-17", b"pa55")))
    list(first.from_server(b"a1 NO LOGIN failed\r\n"))
    assert to("server", second.from_app(login(b"ada-17", b"pa55", b"a2")))
    list(second.from_server(b"a2 OK done\r\n"))
    assert b"NO [LIMIT]" in to("app", first.from_app(login(b"ada-17", b"pa55", b"a3")))
    second.closed()
    first.closed()
    assert counts.logged_in == 0


def test_a_connection_that_logs_in_twice_counts_once() -> None:
    counts = FaultCounts()
    odd = session(ConnectionLimit(), counts=counts)
    for tag in (b"a1", b"a2"):
        assert to("server", odd.from_app(login(b"ada-17", b"pa55", tag)))
        list(odd.from_server(tag + b" OK done\r\n"))
    assert counts.logged_in == 1
    odd.closed()
    odd.closed()
    assert counts.logged_in == 0


@pytest.mark.parametrize("times", [0, 1, 3])
def test_a_fault_happens_to_the_number_of_connections_or_to_all_for_zero(times: int) -> None:
    counts = FaultCounts()
    cuts = CutsLiteral(fetch=1, times=times)
    happened = []
    for _ in range(5):
        odd = session(cuts, counts=counts)
        list(odd.from_app(b"a1 FETCH 1 BODY[]\r\n"))
        actions = list(odd.from_server(b"* 1 FETCH (BODY[] {4}\r\nabcd)\r\n"))
        happened.append(Close(CloseMode.CLOSE) in actions)
    assert happened == [True] * (times or 5) + [False] * (5 - (times or 5))
    assert counts.happened[cuts] == (times or 5)


def test_an_empty_literal_is_not_cut_but_the_next_one_is() -> None:
    odd = session(CutsLiteral(fetch=1))
    list(odd.from_app(b"a1 FETCH 1 (BODY[TEXT] BODY[])\r\n"))
    actions = odd.from_server(b"* 1 FETCH (BODY[TEXT] {0}\r\n BODY[] {6}\r\nabcdef)\r\n")
    assert to("app", actions).endswith(b"{6}\r\nabc")


def test_bytes_of_the_door_itself_count_as_sent() -> None:
    odd = session(EndsAfter(bytes=20, how=CloseMode.BYE), sign_in=SignIn(login_is_disabled=True))
    actions = list(odd.from_app(b"a1 LOGIN ada x\r\na2 NOOP\r\n"))
    assert to("app", actions).startswith(b"a1 NO [P* BYE ")
    assert actions[-1] == Close(CloseMode.BYE)
    assert to("server", actions) == b""
