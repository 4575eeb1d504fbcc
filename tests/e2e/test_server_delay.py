"""A wait that a busy machine caused is bluebar's error, not the app's failure."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bluebar.e2e.expect.server_delay import SlowServer, longest_wait, require_prompt_server
from bluebar.e2e.expect.wire import Wire
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.outcome.verdict import Connected, Reason, Rejected, Verdict
from bluebar.e2e.protocol.target import FormInput
from bluebar.mailserver.frontdoor.faults import Fault, RewordsRefusal, StaysSilent
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor
from bluebar.mailserver.frontdoor.transcript import Line, Speaker, TlsFacts, Transcript

NO_ANSWER = Rejected(Reason.NO_ANSWER)
TYPED = FormInput(
    email_address="a@b.test",
    username="a@b.test",
    password="x",
    server="s",
    port="993",
    use_ssl=True,
)


def conversation(*lines: tuple[float, Speaker, str], left: float | None = None) -> Transcript:
    return Transcript(
        port=993, listening_on=993, opened_at=1.0, app_left_at=left,
        lines=[Line(*each) for each in lines],
    )  # fmt: skip


PROMPT = conversation(
    (1.1, "server", "* OK"), (9.0, "app", "a1 NOOP"), (9.2, "server", "a1 OK"), left=20.0
)
SLOW = conversation((1.1, "server", "* OK"), (1.2, "app", "a1 LOGIN"), left=4.2)


def judge(
    transcript: Transcript,
    shown: Verdict = NO_ANSWER,
    *faults: Fault,
    typed: FormInput = TYPED,
    refusal_seconds: float = 0.0,
) -> None:
    mailbox: Any = SimpleNamespace(
        endpoint=SimpleNamespace(door=SimpleNamespace(door=FrontDoor.usual(*faults))),
        server=SimpleNamespace(facts=SimpleNamespace(refusal_seconds=refusal_seconds)),
    )
    require_prompt_server(mailbox, Wire(transcripts=[transcript], typed=typed), shown)


def test_the_wait_is_the_time_from_a_command_to_its_first_answer() -> None:
    seconds, waited_for = longest_wait(PROMPT)
    assert (round(seconds, 3), waited_for) == (0.2, "the answer to 'a1 NOOP'")


def test_a_wait_ends_when_the_app_leaves() -> None:
    seconds, waited_for = longest_wait(SLOW)
    assert (round(seconds, 3), waited_for) == (3.0, "the answer to 'a1 LOGIN'")
    assert longest_wait(conversation(left=3.5)) == (2.5, "the greeting")


def test_a_late_answer_makes_no_answer_in_time_an_error_of_bluebar() -> None:
    with pytest.raises(SlowServer, match=r"waited 3\.0 s for the answer to 'a1 LOGIN'"):
        judge(SLOW)


def test_a_server_that_delays_every_refusal_does_not_offer_the_row() -> None:
    with pytest.raises(NotOffered, match=r"server waits 5 s, and the app waits no longer"):
        judge(SLOW, refusal_seconds=5.0)


def test_a_door_that_only_rewords_does_not_excuse_a_slow_server() -> None:
    with pytest.raises(SlowServer, match=r"waited 3\.0 s"):
        judge(SLOW, NO_ANSWER, RewordsRefusal(text="[AUTHENTICATIONFAILED] no"))


@pytest.mark.parametrize(
    ("transcript", "shown", "faults"),
    [(PROMPT, NO_ANSWER, ()), (SLOW, Connected(), ()), (SLOW, NO_ANSWER, (StaysSilent(),))],
    ids=["a prompt server", "another verdict", "a door that delays"],
)
def test_all_else_stays_the_apps(
    transcript: Transcript, shown: Verdict, faults: tuple[Fault, ...]
) -> None:
    judge(transcript, shown, *faults)


def test_a_port_that_waits_for_tls_owes_no_greeting_without_ssl() -> None:
    silent = replace(conversation(left=6.0), tls=TlsFacts(error="the app hung up"))
    judge(silent, typed=replace(TYPED, use_ssl=False))
    with pytest.raises(SlowServer, match="for the greeting"):
        judge(silent)
