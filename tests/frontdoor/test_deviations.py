"""How a door corrects the deviations of a server from the RFCs, without a socket."""

from collections.abc import Iterable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluebar.mailserver.frontdoor.actions import Action
from bluebar.mailserver.frontdoor.deviations import Deviations
from bluebar.mailserver.frontdoor.imap_session import ImapSession
from tests.frontdoor.chunks import CUTS, chunked
from tests.frontdoor.imap_sessions import (
    GREENMAIL,
    all_from_app,
    all_from_server,
    door_login,
    login,
    session,
    to,
)

HEADER = b"Subject: hi\r\nFrom: a@b.test\r\n\r\n"
ENVELOPE = (
    b'ENVELOPE (NIL "hi" ((NIL NIL "a" "b.test")) ((NIL NIL "a" "b.test")) '
    b'((NIL NIL "a" "b.test")) NIL NIL NIL NIL NIL)'
)


def asks(line: bytes, talk: ImapSession) -> list[bytes]:
    """Return the lines that the server gets for a line of the app."""
    return to("server", talk.from_app(line)).splitlines()


def fetched(number: int, uid: int, message: bytes) -> bytes:
    """Return the answer of GreenMail to a door's own FETCH."""
    return b"* %d FETCH (UID %d BODY[] {%d}\r\n%b)\r\n" % (number, uid, len(message), message)


def at_greenmail(*, selected: bool = False) -> ImapSession:
    """Return a session in front of GreenMail, after a login."""
    talk = session(deviations=GREENMAIL)
    list(talk.from_app(login(b"ada-17", b"pa55", b"l")))
    list(talk.from_server(b"l OK done\r\n"))
    if selected:
        list(talk.from_app(b"s SELECT INBOX\r\n"))
        list(talk.from_server(b"* 2 EXISTS\r\ns OK done\r\n"))
    return talk


class TestFetch:
    @pytest.mark.parametrize(
        ("items", "rest"),
        [
            (b"ENVELOPE", b"(FLAGS)"),
            (b"(uid envelope)", b"(uid)"),
            (b"(UID RFC822.SIZE FLAGS)", b"(UID FLAGS)"),
            (b"ALL", b"(FLAGS INTERNALDATE)"),
            (b"FAST", b"(FLAGS INTERNALDATE)"),
            (b"(full)", b"(FLAGS INTERNALDATE BODY)"),
            (
                b"(ENVELOPE BODY.PEEK[HEADER.FIELDS (ENVELOPE FROM)]<0.9> BODYSTRUCTURE)",
                b"(BODY.PEEK[HEADER.FIELDS (ENVELOPE FROM)]<0.9> BODYSTRUCTURE)",
            ),
        ],
    )
    def test_the_door_fetches_the_message_before(self, items: bytes, rest: bytes) -> None:
        assert asks(b"a1 UID FETCH 1:* " + items + b"\r\n", at_greenmail()) == [
            b"door.1 UID FETCH 1:* (UID BODY.PEEK[])",
            b"a1 UID FETCH 1:* " + rest,
        ]

    @pytest.mark.parametrize(
        "line",
        [
            b"a1 FETCH 1 (FLAGS UID BODY.PEEK[])",
            b"a1 FETCH 1 BODY[HEADER.FIELDS (ENVELOPE RFC822.SIZE)]",
            b'a1 LIST "" "FETCH 1 ENVELOPE"',
            b"a1 FETCH",
        ],
    )
    def test_any_other_command_passes_unchanged(self, line: bytes) -> None:
        assert asks(line + b"\r\n", at_greenmail()) == [line]

    def test_a_server_without_deviations_gets_the_command_unchanged(self) -> None:
        line = b"a1 FETCH 1 (ENVELOPE RFC822.SIZE)"
        assert asks(line + b"\r\n", session()) == [line]

    @given(cuts=CUTS, body=st.binary(max_size=60))
    def test_the_app_gets_envelope_and_size_from_the_bytes_of_the_message(
        self, cuts: list[int], body: bytes
    ) -> None:
        talk = at_greenmail()
        list(talk.from_app(b"a1 FETCH 1:2 (ENVELOPE RFC822.SIZE UID)\r\n"))
        said = (
            fetched(1, 7, HEADER + body)
            + b"* 2 FETCH (FLAGS (\\Seen) UID 8)\r\ndoor.1 OK FETCH completed.\r\n"
            + b"* 1 FETCH (UID 7)\r\n* 2 FETCH (UID 8)\r\na1 OK done\r\n"
        )
        assert to("app", all_from_server(talk, chunked(said, cuts))) == (
            b"* 2 FETCH (FLAGS (\\Seen) UID 8)\r\n"
            + b"* 1 FETCH (RFC822.SIZE %d " % len(HEADER + body)
            + ENVELOPE
            + b" UID 7)\r\n* 2 FETCH (UID 8)\r\na1 OK done\r\n"
        )

    def test_after_an_expunge_the_values_are_still_of_the_right_message(self) -> None:
        talk = at_greenmail()
        list(talk.from_app(b"a1 UID FETCH 1:* RFC822.SIZE\r\n"))
        list(talk.from_server(fetched(1, 7, b"one") + fetched(2, 8, b"three")))
        list(talk.from_server(b"* 1 EXPUNGE\r\ndoor.1 OK done\r\n"))
        answer = to("app", talk.from_server(b'* 1 FETCH (BODY ("x" "UID 7") UID 8)\r\n'))
        assert answer == b'* 1 FETCH (RFC822.SIZE 5 BODY ("x" "UID 7") UID 8)\r\n'

    def test_a_refusal_reaches_the_app_once(self) -> None:
        talk = at_greenmail()
        list(talk.from_app(b"a1 FETCH 1 ENVELOPE\r\n"))
        said = b"door.1 NO not now\r\na1 NO not now\r\n"
        assert to("app", talk.from_server(said)) == b"a1 NO not now\r\n"

    def test_commands_that_follow_at_once_get_no_values(self) -> None:
        talk = at_greenmail()
        list(talk.from_app(b"a1 FETCH 1 RFC822.SIZE\r\na2 FETCH 1 FLAGS\r\n"))
        list(talk.from_server(fetched(1, 7, b"one") + b"door.1 OK done\r\n"))
        said = b"* 1 FETCH (FLAGS ())\r\na1 OK done\r\n* 1 FETCH (FLAGS ())\r\na2 OK done\r\n"
        sized = said.replace(b"FETCH (", b"FETCH (RFC822.SIZE 3 ", 1)
        assert to("app", talk.from_server(said)) == sized


FOUND = {
    b"ALL": [1, 2, 3, 4],
    b"SEEN": [1, 3],
    b'SUBJECT "(or)"': [2],
    b'TEXT "zig"': [3],
    b"SINCE 01-Feb-2020": [2, 3],
    b"BEFORE 02-Feb-2020": [1, 2],
    b"CHARSET UTF-8 SUBJECT {7+}\r\nGr\xc3\xbc\xc3\x9fe": [4],
}
"""The numbers that the server finds for each search; UIDs are ten times these numbers."""

MESSAGES = (
    b"To: Bea <b@x.test>\r\nX-Odd: zig\r\n\r\n".ljust(100, b"x"),
    b"From: c@x.test\r\n\r\n".ljust(200, b"x"),
    b"From: Ada <ADA@x.test>\r\n\r\n".ljust(300, b"x"),
    b"From: =?utf-8?b?QURBIEdyw7zDn2U=?=\r\n <g@x.test>\r\n\r\n".ljust(400, b"x"),
)


def answers(asked: bytes) -> Iterable[bytes]:
    """Return the server's answers to the door's own commands."""
    while asked:
        line = asked.split(b"\r\n", 1)[0]
        if line.endswith(b"+}"):
            line = b"\r\n".join(asked.split(b"\r\n", 2)[:2])
        asked = asked.removeprefix(line + b"\r\n")
        tag, name, program = line.split(b" ", 2)
        if name == b"FETCH":
            for number, message in enumerate(MESSAGES, 1):
                yield (
                    fetched(number, number * 10, message)
                    if b"BODY" in program
                    else (b"* %d FETCH (UID %d)\r\n" % (number, number * 10))
                )
        else:
            unit = 10 if name == b"UID" else 1
            found = FOUND[program.removeprefix(b"SEARCH ")]
            yield b"* SEARCH" + b"".join(b" %d" % (unit * each) for each in found) + b"\r\n"
        yield tag + b" OK done\r\n"


def searches(talk: ImapSession, command: bytes) -> list[Action]:
    """Return the actions after a search and after the server's answers."""
    actions = list(talk.from_app(command))
    return actions + all_from_server(talk, answers(to("server", actions)))


class TestSearch:
    @pytest.mark.parametrize(
        ("program", "found"),
        [
            (b"ALL", [1, 2, 3, 4]),
            (b"seen", [1, 3]),
            (b"1:*", [1, 2, 3, 4]),
            (b"*", [4]),
            (b"*:3,1", [1, 3, 4]),
            (b"9:*", [4]),
            (b"9", []),
            (b"UID 20:*", [2, 3, 4]),
            (b"(uid 20:30)", [2, 3]),
            (b"(LARGER 200)", [3, 4]),
            (b"SMALLER 200", [1]),
            (b"(OR (FROM ada) (TO b@x))", [1, 3, 4]),
            (b"or from ada (seen to b@x)", [1, 3, 4]),
            (b'HEADER x-odd ""', [1]),
            (b"header X-ODD zag", []),
            (b"TEXT zig", [1, 3]),
            ('FROM "ada grüße"'.encode(), [4]),
            (b"NOT (SEEN)", [2, 4]),
            (b"NOT NOT SEEN FROM ada", [3]),
            (b'SUBJECT "(or)"', [2]),
            (b"ON 1-feb-2020", [2]),
            (b'ON "01-Feb-2020" ALL', [2]),
            ('CHARSET UTF-8 SUBJECT "Grüße"'.encode(), [4]),
            (b"CHARSET iso-8859-1 SUBJECT Gr\xfc\xdfe", [4]),
            (b"CHARSET UTF-8 SUBJECT {7+}\r\nGr\xc3\xbc\xc3\x9fe OR LARGER 300 1", [4]),
            (b"(((( SEEN ))))", [1, 3]),
        ],
    )
    @pytest.mark.parametrize("by_uid", [False, True], ids=["SEARCH", "UID SEARCH"])
    def test_every_lawful_spelling_is_served(
        self, program: bytes, found: list[int], by_uid: bool
    ) -> None:
        name = b"UID SEARCH " if by_uid else b"SEARCH "
        shown = to("app", searches(at_greenmail(), b"a1 " + name + program + b"\r\n"))
        listed = b"".join(b" %d" % (each * (10 if by_uid else 1)) for each in found)
        assert shown == b"* SEARCH" + listed + b"\r\na1 OK SEARCH completed\r\n"

    @pytest.mark.parametrize(
        "program",
        [
            b"",
            b"UNKNOWN",
            b"(SEEN",
            b"SEEN)",
            b"()",
            b"FROM",
            b"FROM (a)",
            b'FROM "a',
            b"OR SEEN",
            b"NOT",
            b"LARGER x",
            b"UID x",
            b"SINCE yesterday",
            b"SINCE 31-Feb-2020",
            b"HEADER Subject",
            b"CHARSET us-ascii FROM \xfc",
            b"(" * 500 + b"ALL" + b")" * 500,
            b"ALL \0",
        ],
    )
    def test_any_other_program_is_bad_and_goes_nowhere(self, program: bytes) -> None:
        actions = list(at_greenmail().from_app(b"a1 SEARCH " + program + b"\r\n"))
        assert to("app", actions).startswith(b"a1 BAD ")
        assert to("server", actions) == b""

    def test_the_last_day_of_all_is_a_day(self) -> None:
        asked = asks(b"a1 SEARCH ON 31-Dec-9999\r\n", at_greenmail())
        assert asked == [b"door.1 SEARCH SINCE 31-Dec-9999", b"door.2 SEARCH BEFORE 31-Dec-9999"]

    def test_an_unknown_charset_is_refused(self) -> None:
        actions = list(at_greenmail().from_app(b"a1 SEARCH CHARSET klingon ALL\r\n"))
        assert to("app", actions).startswith(b"a1 NO [BADCHARSET (UTF-8)]")

    @given(cuts=CUTS)
    def test_a_search_is_served_at_any_chunking(self, cuts: list[int]) -> None:
        talk = at_greenmail()
        command = b"a1 SEARCH CHARSET UTF-8 SUBJECT {7+}\r\nGr\xc3\xbc\xc3\x9fe (LARGER 300)\r\n"
        asked = to("server", all_from_app(talk, chunked(command, cuts)))
        answered = chunked(b"".join(answers(asked)), cuts)
        shown = to("app", all_from_server(talk, answered))
        assert shown == b"* SEARCH 4\r\na1 OK SEARCH completed\r\n"

    def test_a_synchronizing_literal_gets_a_continuation_request(self) -> None:
        talk = at_greenmail()
        assert to("app", talk.from_app(b"a1 SEARCH BODY {1}\r\n")).startswith(b"+ ")
        assert asks(b"a\r\n", talk) == [b'door.1 SEARCH BODY "a"']

    def test_a_refusal_of_the_server_reaches_the_app(self) -> None:
        talk = at_greenmail()
        list(talk.from_app(b"a1 SEARCH SEEN NOT DRAFT\r\n"))
        said = b"door.1 NO no mailbox\r\ndoor.2 NO no mailbox\r\ndoor.3 NO no mailbox\r\n"
        assert to("app", talk.from_server(said)) == b"a1 NO no mailbox\r\n"

    def test_news_in_between_reaches_the_app(self) -> None:
        talk = at_greenmail()
        list(talk.from_app(b"a1 SEARCH SEEN\r\n"))
        said = b"* SEARCH 1\r\n* 9 EXISTS\r\ndoor.1 OK done\r\n"
        assert to("app", talk.from_server(said)) == (
            b"* 9 EXISTS\r\n* SEARCH 1\r\na1 OK SEARCH completed\r\n"
        )

    @given(
        program=st.lists(
            st.sampled_from([b"NOT ", b"OR ", b"(", b")", b"SEEN ", b"FROM a ", b"1:* ", b"UID 1 "])
        ).map(b"".join)
    )
    def test_every_program_gets_exactly_one_result(self, program: bytes) -> None:
        actions = searches(at_greenmail(), b"a1 SEARCH " + program + b"\r\n")
        shown = to("app", actions)
        assert shown.startswith(b"a1 BAD ") or shown.endswith(b"a1 OK SEARCH completed\r\n")
        assert shown.count(b"a1 ") == 1

    def test_a_server_without_deviations_gets_the_search_itself(self) -> None:
        assert asks(b"a1 search unseen\r\n", session()) == [b"a1 search unseen"]


class TestExtensions:
    def test_the_capabilities_name_them(self) -> None:
        said = b"* CAPABILITY IMAP4rev1 ID\r\n"
        shown = to("app", session(deviations=GREENMAIL).from_server(said))
        assert (
            shown == b"* CAPABILITY IMAP4rev1 ID SASL-IR AUTH=PLAIN ENABLE NAMESPACE UNSELECT\r\n"
        )

    @pytest.mark.parametrize(
        ("command", "answer"),
        [
            (b'ID ("name" "x")', b"* ID NIL\r\n"),
            (b"namespace", b'* NAMESPACE (("" ".")) NIL NIL\r\n'),
            (b"ENABLE UTF8=ACCEPT", b"* ENABLED\r\n"),
        ],
    )
    def test_the_door_answers_in_the_servers_place(self, command: bytes, answer: bytes) -> None:
        actions = list(at_greenmail().from_app(b"a1 " + command + b"\r\n"))
        assert to("server", actions) == b""
        assert to("app", actions).startswith(answer + b"a1 OK ")

    def test_id_is_answered_before_a_login_and_the_others_are_not(self) -> None:
        talk = session(deviations=GREENMAIL)
        assert b"a1 OK" in to("app", talk.from_app(b"a1 ID NIL\r\n"))
        for command in (b"NAMESPACE", b"ENABLE X", b"UNSELECT"):
            assert to("app", talk.from_app(b"a1 " + command + b"\r\n")).startswith(b"a1 BAD ")

    def test_unselect_leaves_the_mailbox_by_an_examine_that_fails(self) -> None:
        talk = at_greenmail(selected=True)
        assert asks(b"a1 UNSELECT\r\n", talk) == [b'door.1 EXAMINE "no mailbox has this name"']
        said = to("app", talk.from_server(b"door.1 NO EXAMINE failed.\r\n"))
        assert said == b"a1 OK UNSELECT completed\r\n"
        assert to("app", talk.from_app(b"a2 UNSELECT\r\n")).startswith(b"a2 BAD ")

    def test_a_server_that_has_them_is_asked(self) -> None:
        assert asks(b"a1 NAMESPACE\r\n", session()) == [b"a1 NAMESPACE"]


class TestServersOwnSignIn:
    """A server's own STARTTLS, LOGINDISABLED and AUTH= never pass."""

    WORDS = b"IMAP4rev1 starttls LOGINDISABLED AUTH=CRAM-MD5 auth=plain IDLE"

    @pytest.mark.parametrize(
        ("begin", "end"),
        [
            (b"* CAPABILITY ", b"\r\n"),
            (b"* OK [CAPABILITY ", b"] ready\r\n"),
            (b"l OK [CAPABILITY ", b"] Logged in\r\n"),
        ],
    )
    def test_in_no_place_where_capabilities_stand(self, begin: bytes, end: bytes) -> None:
        talk = session(greeted=False)
        shown = to("app", talk.from_server(begin + self.WORDS + end))
        assert shown == begin + b"IMAP4rev1 IDLE SASL-IR AUTH=PLAIN" + end


class TestKeepAlive:
    def test_a_silent_connection_sends_a_noop_whose_answer_no_app_gets(self) -> None:
        talk = at_greenmail()
        assert to("server", talk.keep_alive()) == b"door.1 NOOP\r\n"
        assert to("app", talk.from_server(b"door.1 OK NOOP completed.\r\n")) == b""

    def test_in_a_selected_mailbox_it_sends_what_no_expunge_answers(self) -> None:
        talk = at_greenmail(selected=True)
        assert to("server", talk.keep_alive()) == b"door.1 SEARCH DRAFT\r\n"
        assert to("app", talk.from_server(b"* SEARCH 1\r\ndoor.1 OK done\r\n")) == b""

    def test_news_that_comes_with_the_answer_reaches_the_app(self) -> None:
        talk = at_greenmail(selected=True)
        list(talk.keep_alive())
        said = to("app", talk.from_server(b"* SEARCH\r\n* 9 EXISTS\r\ndoor.1 OK done\r\n"))
        assert said == b"* 9 EXISTS\r\n"

    @pytest.mark.parametrize(
        "under_way",
        [b"a1 IDLE\r\n", b"a1 IDLE\r\nDONE\r\n", b"a1 NOOP\r\n", b"a1 APPEND x {9+}\r\nabc"],
    )
    def test_nothing_is_sent_while_a_command_is_under_way(self, under_way: bytes) -> None:
        talk = at_greenmail()
        list(talk.from_app(under_way))
        assert to("server", talk.keep_alive()) == b""

    def test_nothing_is_sent_before_the_greeting(self) -> None:
        talk = session(deviations=GREENMAIL, greeted=False)
        assert to("server", talk.keep_alive()) == b""

    def test_a_command_that_the_server_answered_without_a_tag_is_not_under_way(self) -> None:
        talk = at_greenmail()
        list(talk.from_app(b"a1 odd\r\n"))
        list(talk.from_server(b"* BAD odd\r\n"))
        list(talk.from_app(b"a2 NOOP\r\n"))
        list(talk.from_server(b"a2 OK done\r\n"))
        assert to("server", talk.keep_alive()) == b"door.1 NOOP\r\n"

    @pytest.mark.parametrize(("deviations", "seconds"), [(GREENMAIL, 10.0), (Deviations(), 0.0)])
    def test_the_server_says_whether_it_needs_this(
        self, deviations: Deviations, seconds: float
    ) -> None:
        assert session(deviations=deviations).keep_alive_seconds == seconds


class TestLogins:
    @pytest.mark.parametrize(
        ("user", "password"),
        list(product(("ada-17", "jürgen"), ("pa55", "schlüssel-ü-7", 'pä"ss\\wörd '))),
    )
    def test_the_usual_door_sends_the_server_the_same_however_the_app_writes_it(
        self, user: str, password: str
    ) -> None:
        sent = login(user.encode(), password.encode())
        escaped = password.replace("\\", "\\\\").replace('"', '\\"')
        quoted = f'a1 LOGIN "{user}" "{escaped}"\r\n'.encode()
        right = door_login(user.encode(), password.encode())
        for said in (quoted, sent, sent.replace(b"+}", b"}")):
            assert to("server", session(deviations=GREENMAIL).from_app(said)) == right
