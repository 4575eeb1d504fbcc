"""Sort the faults of a port by the stage at which each acts. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import assert_never

from bluebar.mailserver.frontdoor.faults import (
    AnswerFault,
    ConnectFault,
    DelayFault,
    Fault,
    FetchFault,
    GreetingFault,
    GreetsAfter,
    ListenFault,
    LoginFault,
    LoginResultFault,
    ResponseFault,
    SendFault,
    StartTlsFault,
    TlsFault,
)


@dataclass(kw_only=True)
class FaultsByStage:
    """The faults of one port, by stage, in the order in which the port lists them."""

    listen: list[ListenFault] = field(default_factory=list)
    connect: list[ConnectFault] = field(default_factory=list)
    tls: list[TlsFault] = field(default_factory=list)
    greeting: list[GreetingFault] = field(default_factory=list)
    starttls: list[StartTlsFault] = field(default_factory=list)
    delay: list[DelayFault] = field(default_factory=list)
    login: list[LoginFault] = field(default_factory=list)
    login_result: list[LoginResultFault] = field(default_factory=list)
    fetch: list[FetchFault] = field(default_factory=list)
    response: list[ResponseFault] = field(default_factory=list)
    answer: list[AnswerFault] = field(default_factory=list)
    send: list[SendFault] = field(default_factory=list)


def by_stage(faults: Iterable[Fault]) -> FaultsByStage:  # noqa: PLR0912 - a branch a stage
    """Return the faults sorted by stage; mypy reports a stage that is missing here."""
    found = FaultsByStage()
    for fault in faults:
        if isinstance(fault, ListenFault):
            found.listen.append(fault)
        elif isinstance(fault, ConnectFault):
            found.connect.append(fault)
        elif isinstance(fault, TlsFault):
            found.tls.append(fault)
        elif isinstance(fault, GreetingFault):
            found.greeting.append(fault)
        elif isinstance(fault, StartTlsFault):
            found.starttls.append(fault)
        elif isinstance(fault, DelayFault):
            found.delay.append(fault)
        elif isinstance(fault, LoginFault):
            found.login.append(fault)
        elif isinstance(fault, LoginResultFault):
            found.login_result.append(fault)
        elif isinstance(fault, FetchFault):
            found.fetch.append(fault)
        elif isinstance(fault, ResponseFault):
            found.response.append(fault)
        elif isinstance(fault, AnswerFault):
            found.answer.append(fault)
        elif isinstance(fault, SendFault):
            found.send.append(fault)
        else:
            assert_never(fault)
    return found


def may_keep_waiting(fault: Fault) -> bool:
    """Return whether an app may wait for an answer because of a fault."""
    return isinstance(
        fault, ListenFault | ConnectFault | GreetsAfter | DelayFault | FetchFault | SendFault
    )


def is_before_imap(fault: Fault) -> bool:
    """Return whether a fault acts before the first byte of IMAP."""
    return isinstance(fault, ListenFault | ConnectFault | TlsFault)
