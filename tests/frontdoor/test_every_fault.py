"""Every fault has a stage, changes what an app receives, and is counted if its times are limited.

These tests fail for a new class in faults.py until `EXAMPLES` has an example of its effect.
"""

import re
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields
from enum import EnumType
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args, get_type_hints

import pytest

from bluebar.e2e.expect.on_wire import expect_fault_happened
from bluebar.e2e.outcome.not_offered import NotLookedAt
from bluebar.e2e.protocol.target import FormInput
from bluebar.e2e.scenarios.model import Route
from bluebar.mailserver.frontdoor import faults
from bluebar.mailserver.frontdoor.actions import Action, Close
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts
from bluebar.mailserver.frontdoor.fault_stages import FaultsByStage, by_stage, is_before_imap
from bluebar.mailserver.frontdoor.faults import (
    SMTP,
    AnswersWith,
    BadCertificate,
    CloseMode,
    ConnectionLimit,
    CountedFault,
    CutsLiteral,
    DelaysCommand,
    Drips,
    EndsAfter,
    EndsAtFetch,
    Fault,
    Greets,
    GreetsAfter,
    Habit,
    HangsUp,
    MarksFolders,
    NeverAccepts,
    OtherCapabilities,
    OtherDelimiter,
    OtherUidValidity,
    OtherZone,
    PoisonsStartTls,
    RefusesFolder,
    RefusesLogin,
    RefusesStartTls,
    RejectsEmptyFetch,
    RequiresPrivacy,
    RewordsRefusal,
    Slow,
    StaysSilent,
    StripsStartTls,
    WeakTls,
)
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener, StartTls
from bluebar.mailserver.frontdoor.tls_identity import Certificates
from tests.frontdoor.imap_sessions import session
from tests.frontdoor.servers import TestAuthority, door_to, imap

EXAMPLES: tuple[Fault, ...] = (
    NeverAccepts(),
    HangsUp(),
    StaysSilent(),
    SMTP,
    *BadCertificate,
    *WeakTls,
    Greets(text="* OK another greeting"),
    GreetsAfter(seconds=1),
    StripsStartTls(),
    RefusesStartTls(),
    PoisonsStartTls(),
    DelaysCommand(command="SELECT", seconds=1, times=1),
    RefusesLogin(text="[LIMIT] later", times=1),
    RequiresPrivacy(),
    ConnectionLimit(connections=0),
    RewordsRefusal(text="no"),
    EndsAtFetch(number=1),
    CutsLiteral(fetch=1),
    OtherUidValidity(),
    OtherCapabilities(text="odd"),
    *(AnswersWith(habit=each, times=1) for each in Habit),
    RejectsEmptyFetch(),
    OtherZone(hours=14),
    MarksFolders(marks=(("Arbeit.Alt", r"\Trash"),)),
    OtherDelimiter(times=1),
    RefusesFolder(folder="Arbeit", text="[NOPERM] Not yours"),
    EndsAfter(bytes=40),
    Slow(latency=1),
    Drips(),
)

STAGES = by_stage(EXAMPLES)

SCRIPT = (
    ("server", b"* OK ready\r\n"),
    ("app", b"a1 LOGIN ada wrong\r\n"),
    ("server", b"a1 NO LOGIN failed\r\n"),
    ("app", b"a2 SELECT INBOX\r\n"),
    ("server", b"* OK [UIDVALIDITY 41] ok\r\na2 OK done\r\n"),
    ("app", b"a3 FETCH 1 BODY[]\r\n"),
    ("server", b"* 1 FETCH (BODY[] {4}\r\nbody)\r\na3 OK done\r\n"),
    ("app", b"a4 CAPABILITY\r\n"),
    ("server", b"* CAPABILITY IMAP4rev1\r\na4 OK done\r\n"),
    ("app", b"b1 LOGIN ada right\r\n"),
    ("server", b"b1 OK LOGIN done\r\n"),
    ("app", b'b2 LIST "" "*"\r\n'),
    ("server", b'* LIST () "." "Arbeit.Alt"\r\nb2 OK done\r\n'),
    ("app", b'b3 EXAMINE "Arbeit"\r\n'),
    ("server", b"* 2 EXISTS\r\nb3 OK done\r\n"),
    ("app", b"b4 UID FETCH 7:8 (INTERNALDATE BODY[])\r\n"),
    (
        "server",
        b'* 1 FETCH (UID 7 INTERNALDATE " 1-Jun-2026 08:00:00 +0000" BODY[] {4}\r\nbody)\r\n',
    ),
    ("server", b"* 2 FETCH (UID 8 BODY[] {4}\r\nbody)\r\nb4 OK done\r\n"),
    ("app", b"b5 EXAMINE INBOX\r\n"),
    ("server", b"* 0 EXISTS\r\nb5 OK done\r\n"),
    ("app", b"b6 FETCH 1:* FLAGS\r\n"),
    ("server", b"b6 OK done\r\n"),
    ("app", b"a5 STARTTLS\r\n"),
)
"""A session in which every fault of IMAP can happen."""

SECONDS = 0.3


def in_words(fault: object) -> str:
    """Return a test id; pytest would use the bare value of an enum."""
    return str(fault)


def classes_in_faults() -> set[type]:
    """Return every class of a fault in faults.py."""
    found = {each for each in vars(faults).values() if isinstance(each, type)}
    ours = {each for each in found if each.__module__ == faults.__name__}
    return ours - {CloseMode, CountedFault, Habit}


def test_every_class_in_faults_has_one_stage() -> None:
    unions = [get_args(hint)[0] for hint in get_type_hints(FaultsByStage).values()]
    staged = Counter(each for union in unions for each in get_args(union) or (union,))
    assert staged == Counter(classes_in_faults())
    assert set(get_args(Fault)) == classes_in_faults()


def test_every_class_in_faults_has_an_example() -> None:
    kinds = classes_in_faults()
    members: list[object] = []
    for kind in kinds:
        if isinstance(kind, EnumType):
            members.extend(kind)
    assert {type(each) for each in EXAMPLES} == kinds
    assert [each for each in members if each not in EXAMPLES] == []


@pytest.mark.parametrize("fault", EXAMPLES, ids=in_words)
def test_a_fault_is_sorted_into_one_stage(fault: Fault) -> None:
    stages = by_stage([fault])
    assert [each for stage in fields(stages) for each in getattr(stages, stage.name)] == [fault]


def test_the_map_in_faults_names_the_module_that_plays_each_stage() -> None:
    table = re.findall(r"^\| (\w+) +\|.*\| (\w+) +\|$", faults.__doc__ or "", re.MULTILINE)[1:]
    names = [re.sub(r"(?<=[a-z])(?=[A-Z])(?!Tls)", "_", stage).lower() for stage, _ in table]
    assert names == [stage.name for stage in fields(FaultsByStage)]
    for name, (stage, module) in zip(names, table, strict=True):
        source = Path(faults.__file__).with_name(f"{module}.py").read_text(encoding="utf-8")
        assert "assert_never(" in source, module
        assert f".{name}:" in source or f"{stage}Fault]" in source, (stage, module)


@pytest.mark.parametrize(
    "fault", [each for each in EXAMPLES if not is_before_imap(each)], ids=in_words
)
def test_a_fault_of_imap_changes_the_session(fault: Fault) -> None:
    counts = FaultCounts()
    assert list(played(fault, counts=counts)) != list(played(counts=FaultCounts()))
    if isinstance(fault, CountedFault):
        assert counts.happened[fault] == 1


def played(*faulty: Fault, counts: FaultCounts) -> Iterator[Action]:
    """Yield the actions of `SCRIPT` at a port with these faults, up to the end of a connection."""
    talk = session(*faulty, counts=counts, greeted=False, starttls=StartTls.OFFERED)
    for side, data in SCRIPT:
        for action in talk.from_app(data) if side == "app" else talk.from_server(data):
            yield action
            if isinstance(action, Close):
                return


@pytest.mark.parametrize("fault", STAGES.tls, ids=in_words)
def test_a_fault_of_tls_changes_the_identity(fault: Fault, authority: TestAuthority) -> None:
    certificates = Certificates(authority)
    names = ("127.0.0.1",)
    healthy = certificates.identity(Listener(tls=True), names)
    bad = certificates.identity(Listener(tls=True, faults=(fault,)), names)
    assert (bad.certificate, ciphers(bad.context)) != (
        healthy.certificate,
        ciphers(healthy.context),
    )


def ciphers(context: Any) -> tuple[object, ...]:
    return tuple(each["name"] for each in context.get_ciphers())


@pytest.mark.parametrize("fault", [*STAGES.listen, *STAGES.connect], ids=in_words)
def test_a_fault_of_a_connection_changes_the_first_bytes(
    fault: Fault, authority: TestAuthority
) -> None:
    assert first_bytes(authority, fault) != first_bytes(authority)


def first_bytes(authority: TestAuthority, *faulty: Fault) -> bytes | str:
    """Return the first bytes that a client receives, or its error."""
    with door_to(imap, authority, FrontDoor.usual(*faulty)) as door:
        try:
            where = door.host, door.port(143)
            with socket.create_connection(where, timeout=SECONDS) as client:
                return client.recv(100)
        except OSError as error:
            return type(error).__name__


@pytest.mark.parametrize("fault", EXAMPLES, ids=in_words)
def test_a_fault_with_times_is_counted(fault: Fault) -> None:
    assert hasattr(fault, "times") is isinstance(fault, CountedFault)


@pytest.mark.parametrize(
    "fault", [each for each in EXAMPLES if isinstance(each, CountedFault)], ids=in_words
)
def test_a_row_whose_counted_fault_did_not_happen_is_not_looked_at(fault: Fault) -> None:
    with pytest.raises(NotLookedAt, match=re.escape(str(fault))):
        expect_fault_happened(connection_through(fault, lambda _: 0))
    expect_fault_happened(connection_through(fault, lambda _: 1))


def connection_through(fault: Fault, happened: Callable[[CountedFault], int]) -> Any:
    """Return a fake connection through a door with this fault."""
    door = SimpleNamespace(door=FrontDoor.usual(fault), happened=happened, conversations=[])
    endpoint = SimpleNamespace(door=door, route=Route.DOOR)
    typed = FormInput(
        email_address="a@b.test", username="a", password="p", server="mail.test", port="993",
        use_ssl=True,
    )  # fmt: skip
    user = SimpleNamespace(target=SimpleNamespace(name="Fable"))
    return SimpleNamespace(typed=typed, user=user, mailbox=SimpleNamespace(endpoint=endpoint))
