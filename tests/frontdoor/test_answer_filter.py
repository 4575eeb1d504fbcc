"""Faults of whole responses: what an app gets, as a transcript, and what stays unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluebar.mailserver.frontdoor.deviations import Deviations
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts
from bluebar.mailserver.frontdoor.faults import (
    AnswerFault,
    AnswersWith,
    Habit,
    MarksFolders,
    OtherDelimiter,
    OtherZone,
    RefusesFolder,
    RejectsEmptyFetch,
)
from tests.frontdoor.imap_sessions import session, to

FETCH = b"a UID FETCH 7:8 (BODY[])\r\n"
SEVEN = b'* 1 FETCH (UID 7 INTERNALDATE " 1-Jun-2026 08:00:00 +0000" BODY[] {9}\r\nUID 7 \r\n))\r\n'
EIGHT = b"* 2 FETCH (FLAGS (\\Seen) UID 8)\r\n"
DONE = b"a OK done\r\n"


def answers(fault: AnswerFault, command: bytes, *responses: bytes) -> bytes:
    """Return what an app gets for the server's responses to a command."""
    talk = session(fault)
    list(talk.from_app(command))
    return b"".join(to("app", talk.from_server(each)) for each in responses)


def habit(habit: Habit, command: bytes, *responses: bytes) -> bytes:
    return answers(AnswersWith(habit=habit), command, *responses)


def test_fetch_responses_come_in_reverse_order_before_the_result() -> None:
    got = habit(Habit.FETCHED_BACKWARDS, FETCH, SEVEN, b"* OK still here\r\n", EIGHT, DONE)
    assert got == b"* OK still here\r\n" + EIGHT + SEVEN + DONE


def test_the_uid_comes_last_and_text_of_messages_stays() -> None:
    assert habit(Habit.UID_LAST, FETCH, SEVEN, EIGHT) == (
        b'* 1 FETCH (INTERNALDATE " 1-Jun-2026 08:00:00 +0000" BODY[] {9}\r\nUID 7 \r\n) UID 7)\r\n'
        + EIGHT
    )


def test_flags_of_another_session_come_around_each_message() -> None:
    flags = b"* 1 FETCH (FLAGS (\\Flagged))\r\n"
    assert habit(Habit.FLAGS_MEANWHILE, FETCH, SEVEN, DONE) == flags + SEVEN + flags + DONE
    flags = b"* 1 FETCH (UID 7 FLAGS (\\Flagged))\r\n"
    assert habit(Habit.FLAGS_WITH_UID_MEANWHILE, FETCH, SEVEN) == flags + SEVEN + flags


def test_the_number_of_messages_comes_in_between_as_it_is() -> None:
    got = habit(Habit.STATUS_MEANWHILE, FETCH, b"* 2 EXISTS\r\n", EIGHT)
    assert got.count(b"* 2 EXISTS\r\n") == 3
    assert EIGHT in got


def test_warnings_come_before_a_result_only() -> None:
    got = habit(Habit.WARNINGS, FETCH, EIGHT, DONE)
    assert got.startswith(EIGHT + b"* NO [ALERT] ")
    assert got.endswith(DONE)


@pytest.mark.parametrize(
    "listed",
    [b'* LIST () "." "Arbeit.A\\"lt"\r\n', b'* LIST () "." {11}\r\nArbeit.A"lt\r\n'],
    ids=["quoted", "literal"],
)
def test_names_of_folders_become_literals(listed: bytes) -> None:
    got = habit(Habit.FOLDERS_AS_LITERALS, b'a LIST "" "*"\r\n', listed)
    assert got == b'* LIST () "." {11}\r\nArbeit.A"lt\r\n'


def test_a_folder_that_does_not_exist_is_listed_once() -> None:
    got = habit(Habit.MISSING_FOLDER, b'a LIST "" "*"\r\n', b'* LIST () "." INBOX\r\n', DONE)
    assert got.count(b"\\NonExistent") == 1
    assert habit(Habit.MISSING_FOLDER, FETCH, EIGHT, DONE) == EIGHT + DONE


def test_capabilities_come_with_the_result_of_a_login_that_is_accepted() -> None:
    login = b"a LOGIN ada pa55\r\n"
    assert b"[CAPABILITY " in habit(Habit.CAPABILITIES_AFTER_LOGIN, login, DONE)
    assert habit(Habit.CAPABILITIES_AFTER_LOGIN, login, b"a NO no\r\n") == b"a NO no\r\n"


@pytest.mark.parametrize(
    ("hours", "date"), [(14, b" 1-Jun-2026 22:00:00 +1400"), (-12, b"31-May-2026 20:00:00 -1200")]
)
def test_internal_date_is_the_same_moment_in_another_zone(hours: int, date: bytes) -> None:
    got = answers(OtherZone(hours=hours), FETCH, SEVEN)
    assert got == SEVEN.replace(b" 1-Jun-2026 08:00:00 +0000", date)


def test_internal_date_after_a_literal_is_found() -> None:
    first = b'* 1 FETCH (BODY[] {4}\r\nbody INTERNALDATE " 1-Jun-2026 08:00:00 +0000")\r\n'
    assert b"+1400" in answers(OtherZone(hours=14), FETCH, first)


def test_only_the_named_folders_are_marked() -> None:
    fault = MarksFolders(marks=(("Papierkorb", r"\Trash"),))
    marked = b'* LIST (\\HasNoChildren \\Trash) "." "Papierkorb"\r\n'
    other = b'* LIST (\\HasNoChildren) "." "Papierkorb.Alt"\r\n'
    plain = marked.replace(rb" \Trash", b"")
    assert answers(fault, b'a LIST "" "*"\r\n', plain, other) == marked + other


def test_the_delimiter_is_another_in_both_directions() -> None:
    talk = session(OtherDelimiter())
    command = b'a STATUS "Arbeit/Alt" (MESSAGES)\r\nb SELECT {10}\r\n'
    assert to("server", talk.from_app(command)) == command.replace(b"/", b".")
    assert to("server", talk.from_app(b"Arbeit/Alt\r\n")) == b"Arbeit.Alt\r\n"
    got = to("app", talk.from_server(b'* LIST () "." "Arbeit.Alt"\r\n* LIST () NIL INBOX\r\n'))
    assert got == b'* LIST () "/" "Arbeit/Alt"\r\n* LIST () NIL INBOX\r\n'
    assert to("app", talk.from_server(b"* STATUS A.B (MESSAGES 1)\r\n")).startswith(
        b"* STATUS A/B "
    )
    assert to("app", talk.from_server(SEVEN)) == SEVEN


def test_a_server_that_has_the_delimiter_anyway_is_left_as_it_is() -> None:
    counts, fault = FaultCounts(), OtherDelimiter()
    talk = session(fault, counts=counts, deviations=Deviations(delimiter="/"))
    command = b'a STATUS "Arbeit/Alt" (MESSAGES)\r\n'
    assert to("server", talk.from_app(command)) == command
    listed = b'* LIST () "/" "Arbeit/Alt"\r\n'
    assert to("app", talk.from_server(listed)) == listed
    assert counts.happened[fault] == 1


def test_only_the_named_folder_is_refused() -> None:
    fault = RefusesFolder(folder="Arbeit", text="[NOPERM] Not yours")
    opened = b"* 3 EXISTS\r\na OK [READ-ONLY] done\r\n"
    assert answers(fault, b'a EXAMINE "Arbeit"\r\n', opened) == b"a NO [NOPERM] Not yours\r\n"
    assert answers(fault, b'a EXAMINE "Arbeit.Alt"\r\n', opened) == opened
    assert answers(fault, b'a STATUS "Arbeit" (MESSAGES)\r\n', DONE) == DONE
    everything = RefusesFolder(text="not connected")
    assert answers(everything, b"a SELECT INBOX\r\n", opened) == b"a NO not connected\r\n"


def test_only_a_fetch_by_numbers_in_an_empty_folder_is_rejected() -> None:
    empty, full = b"* 0 EXISTS\r\n", b"* 1 EXISTS\r\n"
    by_number = b"a FETCH 1:* FLAGS\r\n"
    assert b"a BAD " in answers(RejectsEmptyFetch(), by_number, empty, DONE)
    assert answers(RejectsEmptyFetch(), by_number, full, DONE) == full + DONE
    assert answers(RejectsEmptyFetch(), FETCH, empty, DONE) == empty + DONE


PIECES = (
    b"* OK hello {3}\r\n", b"* LIST () NIL {3}\r\nabc\r\n", b"+ go on\r\n", b"a1 NO no {9}\r\n",
    b"* 1 FETCH (BODY[] {0}\r\n X {2}\r\n\r\n)\r\n", b"* " + b"x" * 70_000 + b"\r\n", b"* 1 FE",
)  # fmt: skip


@given(
    pieces=st.lists(st.sampled_from(PIECES), max_size=8),
    cuts=st.lists(st.integers(0, 400), max_size=9),
)
def test_other_responses_pass_unchanged_at_any_chunking(
    pieces: list[bytes], cuts: list[int]
) -> None:
    talk = session(RejectsEmptyFetch())
    sent = b"".join(pieces)
    ends = sorted({*(min(cut, len(sent)) for cut in cuts), len(sent)})
    chunks = [sent[a:b] for a, b in zip([0, *ends], ends, strict=False)]
    got = b"".join(to("app", talk.from_server(chunk)) for chunk in chunks)
    assert got + to("app", talk.server_eof()) == sent
