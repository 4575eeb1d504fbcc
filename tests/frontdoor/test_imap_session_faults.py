"""What goes wrong in the middle of a conversation, without a socket."""

import pytest
from hypothesis import given

from bluebar.mailserver.frontdoor.actions import Act, End, Pause, Send
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
from tests.frontdoor.imap_sessions import GREETING, dialogue, login, to


def test_a_late_greeting() -> None:
    acts = list(dialogue(GreetsAfter(seconds=2), greeted=False).server_said(GREETING))
    assert acts == [Pause(2), Send("app", GREETING)]


def test_a_bye_for_a_greeting_ends_it() -> None:
    odd = dialogue(Greets(text="* BYE [UNAVAILABLE] no"), greeted=False)
    acts = list(odd.server_said(GREETING))
    assert acts == [Send("app", b"* BYE [UNAVAILABLE] no\r\n", "door"), End(CloseMode.CLOSE)]


def test_a_command_that_takes_long_takes_it_so_often() -> None:
    odd = dialogue(DelaysCommand(command="LOGIN", seconds=3, times=1))
    assert Pause(3) in list(odd.app_said(b"a1 LOGIN ada x\r\n"))
    assert Pause(3) not in list(odd.app_said(b"a2 LOGIN ada x\r\n"))


def test_a_login_in_clear_is_refused_and_one_in_tls_is_not() -> None:
    said = login(b"ada-17", b"pa55")
    assert b"PRIVACYREQUIRED" in to("app", dialogue(RequiresPrivacy()).app_said(said))
    assert to("server", dialogue(RequiresPrivacy(), tls=True).app_said(said)) == said


def test_a_login_is_refused_so_many_times() -> None:
    tally = FaultCounts()
    refuses = RefusesLogin(text="[LIMIT] later", times=1)
    first, second = (dialogue(refuses, tally=tally) for _ in range(2))
    assert to("app", first.app_said(login(b"a", b"b"))) == b"a1 NO [LIMIT] later\r\n"
    assert to("server", second.app_said(login(b"a", b"b")))
    assert tally.happened[refuses] == 1


@pytest.mark.parametrize("leaves", ["LOGOUT", "hangs up"])
def test_one_connection_at_most_until_it_leaves(leaves: str) -> None:
    tally = FaultCounts()
    first, second = (dialogue(ConnectionLimit(), tally=tally) for _ in range(2))
    list(first.app_said(login(b"ada-17", b"pa55")))
    list(first.server_said(b"a1 OK done\r\n"))
    assert b"NO [LIMIT]" in to("app", second.app_said(login(b"ada-17", b"pa55")))
    if leaves == "LOGOUT":
        list(first.app_said(b"a2 LOGOUT\r\n"))
    first.ended()
    assert to("server", second.app_said(login(b"ada-17", b"pa55", b"a3")))
    second.ended()
    assert tally.signed_in == 0


@pytest.mark.parametrize("how", CloseMode)
def test_the_end_comes_at_the_fetch_of_that_number(how: CloseMode) -> None:
    tally = FaultCounts()
    ends = EndsAtFetch(number=2, how=how)
    odd = dialogue(ends, tally=tally)
    assert to("server", odd.app_said(b"a1 FETCH 1 FLAGS\r\n"))
    acts = list(odd.app_said(b"a2 UID FETCH 1 FLAGS\r\n"))
    assert acts[-1] == End(how)
    assert to("server", acts) == b""
    assert (to("app", acts)[:5] == b"* BYE") is (how is CloseMode.BYE)
    again = dialogue(ends, tally=tally)
    for tag in (b"a1", b"a2", b"a3"):
        assert to("server", again.app_said(tag + b" FETCH 1 FLAGS\r\n"))


@given(cuts=CUTS)
def test_the_end_comes_after_so_many_bytes_at_any_chunking(cuts: list[int]) -> None:
    odd = dialogue(EndsAfter(bytes=40))
    answers = b"* 1 EXISTS\r\n" * 10
    got = b""
    for chunk in chunked(answers, cuts):
        acts = list(odd.server_said(chunk))
        got += to("app", acts)
        if End(CloseMode.RESET) in acts:
            break
    assert got == answers[: 40 - len(GREETING)]


@given(cuts=CUTS)
def test_a_literal_is_cut_in_half_at_any_chunking(cuts: list[int]) -> None:
    odd = dialogue(CutsLiteral(fetch=1))
    list(odd.app_said(b"a1 FETCH 1 BODY[]\r\n"))
    acts: list[Act] = []
    for chunk in chunked(b"* 1 FETCH (BODY[] {10}\r\n0123456789)\r\na1 OK\r\n", cuts):
        acts += odd.server_said(chunk)
        if End(CloseMode.CLOSE) in acts:
            break
    assert to("app", acts) == b"* 1 FETCH (BODY[] {10}\r\n01234"
    assert acts[-1] == End(CloseMode.CLOSE)


def test_a_slow_line_sends_in_slices_that_add_up() -> None:
    odd = dialogue(Slow(latency=0.1, bytes_per_second=1000))
    list(odd.app_said(b"a1 FETCH 1 FLAGS\r\n"))
    acts = list(odd.server_said(b"* 1 FETCH (FLAGS (" + b"x" * 180 + b"))\r\n"))
    pauses = [act.seconds for act in acts if isinstance(act, Pause)]
    assert pauses[0] == 0.1
    assert sum(pauses[1:]) == pytest.approx(len(to("app", acts)) / 1000)


def test_latency_is_a_round_trips_and_not_a_lines() -> None:
    far = dialogue(Slow(latency=0.1))
    list(far.app_said(b"a1 NOOP\r\n"))
    acts = list(far.server_said(b"* 1 EXISTS\r\n* 0 RECENT\r\n"))
    acts += far.server_said(b"a1 OK\r\n")
    assert [type(act) for act in acts] == [Pause, Send, Send, Send]


@pytest.mark.parametrize("command", [b"a1 STARTTLS\r\n", b"a1 AUTHENTICATE PLAIN\r\n"])
def test_what_the_port_does_itself_can_take_long_too(command: bytes) -> None:
    slow = DelaysCommand(command=command.split()[1].decode(), seconds=3)
    odd = dialogue(slow, starttls=StartTls.OFFERED, sign_in=SignIn(mechanisms=("PLAIN",)))
    acts = list(odd.app_said(command))
    assert acts[0] == Pause(3)
    assert len(acts) == 2


def test_two_commands_can_take_long() -> None:
    odd = dialogue(
        DelaysCommand(command="SELECT", seconds=1), DelaysCommand(command="FETCH", seconds=2)
    )
    acts = odd.app_said(b"a1 SELECT x\r\na2 UID FETCH 1 FLAGS\r\n")
    assert [act.seconds for act in acts if isinstance(act, Pause)] == [1, 2]


def test_two_that_ask_at_the_same_moment_are_not_both_let_in() -> None:
    tally = FaultCounts()
    first, second = (dialogue(ConnectionLimit(), tally=tally) for _ in range(2))
    assert to("server", first.app_said(login(b"ada-17", b"wrong")))
    assert b"NO [LIMIT]" in to("app", second.app_said(login(b"ada-17", b"pa55")))
    list(first.server_said(b"a1 NO LOGIN failed\r\n"))
    assert to("server", second.app_said(login(b"ada-17", b"pa55", b"a2")))
    list(second.server_said(b"a2 OK done\r\n"))
    assert b"NO [LIMIT]" in to("app", first.app_said(login(b"ada-17", b"pa55", b"a3")))
    second.ended()
    first.ended()
    assert tally.signed_in == 0


def test_one_connection_counts_once_however_often_it_signs_in() -> None:
    tally = FaultCounts()
    odd = dialogue(ConnectionLimit(), tally=tally)
    for tag in (b"a1", b"a2"):
        assert to("server", odd.app_said(login(b"ada-17", b"pa55", tag)))
        list(odd.server_said(tag + b" OK done\r\n"))
    assert tally.signed_in == 1
    odd.ended()
    odd.ended()
    assert tally.signed_in == 0


@pytest.mark.parametrize("times", [0, 1, 3])
def test_it_happens_to_so_many_connections_and_to_every_one_by_zero(times: int) -> None:
    tally = FaultCounts()
    cuts = CutsLiteral(fetch=1, times=times)
    happened = []
    for _ in range(5):
        odd = dialogue(cuts, tally=tally)
        list(odd.app_said(b"a1 FETCH 1 BODY[]\r\n"))
        acts = list(odd.server_said(b"* 1 FETCH (BODY[] {4}\r\nabcd)\r\n"))
        happened.append(End(CloseMode.CLOSE) in acts)
    assert happened == [True] * (times or 5) + [False] * (5 - (times or 5))
    assert tally.happened[cuts] == (times or 5)


def test_an_empty_literal_cannot_be_cut_so_the_next_one_is() -> None:
    odd = dialogue(CutsLiteral(fetch=1))
    list(odd.app_said(b"a1 FETCH 1 (BODY[TEXT] BODY[])\r\n"))
    acts = odd.server_said(b"* 1 FETCH (BODY[TEXT] {0}\r\n BODY[] {6}\r\nabcdef)\r\n")
    assert to("app", acts).endswith(b"{6}\r\nabc")


def test_what_the_door_says_itself_counts_as_sent() -> None:
    odd = dialogue(EndsAfter(bytes=20, how=CloseMode.BYE), sign_in=SignIn(login_is_disabled=True))
    acts = list(odd.app_said(b"a1 LOGIN ada x\r\na2 NOOP\r\n"))
    assert to("app", acts).startswith(b"a1 NO [P* BYE ")
    assert acts[-1] == End(CloseMode.BYE)
    assert to("server", acts) == b""
