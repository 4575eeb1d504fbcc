"""Rewrite, add, reorder or refuse complete responses of the server, as faults require. No I/O.

The filter comes after `response_filter`, and keeps each response of the server until the response
is complete. Only a port with a fault of the stage Answer has this filter.
"""

from collections.abc import Iterable, Iterator
from typing import assert_never

from bluebar.mailserver.frontdoor.actions import Action, Send
from bluebar.mailserver.frontdoor.answer import (
    EXISTS,
    FETCHED,
    LISTED,
    UID,
    Answer,
    AnswerBuilder,
    folder_of,
    in_zone,
    marked,
    uid_last,
    with_delimiter,
    with_literal_name,
)
from bluebar.mailserver.frontdoor.command_queue import OWN_TAG
from bluebar.mailserver.frontdoor.deviations import Deviations
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts
from bluebar.mailserver.frontdoor.faults import (
    AnswerFault,
    AnswersWith,
    CountedFault,
    Habit,
    MarksFolders,
    OtherDelimiter,
    OtherZone,
    RefusesFolder,
    RejectsEmptyFetch,
)
from bluebar.mailserver.frontdoor.imap_parser import (
    ImapParser,
    arguments,
    command_name,
    tag_and_name,
)
from bluebar.mailserver.frontdoor.lexer import Lexer
from bluebar.mailserver.frontdoor.session_facts import SentCommand, SessionFacts

OF_FOLDERS = (
    b"SELECT", b"EXAMINE", b"STATUS", b"LIST", b"LSUB", b"SUBSCRIBE", b"UNSUBSCRIBE", b"CREATE",
    b"DELETE", b"RENAME", b"COPY", b"MOVE",
)  # fmt: skip
"""Commands whose arguments are folder names, in which the delimiter has to be translated."""

LONGEST_FOLDER = 4096
"""Maximum number of bytes in a folder's name that is a literal."""

CAPABILITIES_AFTER_LOGIN = b"[CAPABILITY IMAP4rev1 LITERAL+ LOGINDISABLED] User logged in"
WARNINGS = (
    b"* NO [ALERT] The disk is 91 percent full\r\n",
    b"* OK [X-HINT 17 (a b)] A note of this server\r\n",
)
MISSING_FOLDER = rb'* LIST (\NonExistent) "%b" "%bVerschwunden"' + b"\r\n"


class AnswerFilter:
    """Apply the faults of the stage Answer in one session.

    Args:
        faults: the faults of the port; without any, all bytes pass unchanged.
        counts: the counts of the door.
        deviations: the server's delimiter and prefix in folder names are used.
    """

    def __init__(
        self, faults: list[AnswerFault], counts: FaultCounts, deviations: Deviations
    ) -> None:
        self._faults = faults
        self._delimiter = deviations.delimiter.encode()
        self._prefix = deviations.prefix.encode()
        self._counts = counts
        self._facts = SessionFacts()
        self._app = Lexer(status_has_no_literal=False)
        self._app_command = b""  # the name of the app's command that has begun
        self._commands = ImapParser(status_has_no_literal=False, keep=LONGEST_FOLDER)
        self._server = Lexer(status_has_no_literal=True)
        self._builder = AnswerBuilder()
        self._kept: list[Answer] = []  # FETCH responses, in the order of the server
        self._refused: dict[bytes, bool] = {}  # whether a SELECT is refused, by tag

    def pass_on(self, actions: Iterable[Action]) -> Iterator[Action]:
        """Yield the actions with the faults applied to what the app and the server send each other.

        Responses that the door itself sends pass unchanged, except for the delimiter in folder
        names.
        """
        if not self._faults:
            yield from actions
            return
        for action in actions:
            match action:
                case Send(to="server", data=data):
                    yield Send("server", self._to_server(data), action.by)
                case Send(by="door", data=data):
                    yield Send("app", self._from_door(data), "door")
                case Send(data=data):
                    yield from self._to_app(data)
                case _:
                    yield action

    def finish(self) -> bytes:
        """Return the bytes of a response that is unfinished after the server's last byte."""
        begun = b"".join(each.raw for each in self._kept) + self._builder.build_partly()
        self._kept, self._builder = [], AnswerBuilder()
        return begun + self._server.drop()

    def _to_server(self, data: bytes) -> bytes:
        passed = bytearray()
        for token in self._app.feed(data):
            if token.begins:
                self._app_command = command_name(token.data)
            passed += self._with_own_delimiter(token.data)
        # The parser returns a frame when the last line of the command is complete.
        for frame in self._commands.feed(bytes(passed)):
            tag, name, _ = tag_and_name(frame.text[0])
            if tag.startswith(OWN_TAG):
                continue  # A command of the door: the app does not get the answers.
            words = arguments(frame)
            self._facts.sent[tag] = SentCommand(
                tag=tag,
                name=command_name(frame.text[0]),
                is_by_uid=name == b"UID",
                folder=words[0] if words else b"",
            )
        return bytes(passed)

    def _with_own_delimiter(self, data: bytes) -> bytes:
        """Return a part of a command with the server's delimiter in folder names."""
        for fault in self._faults:
            if isinstance(fault, OtherDelimiter) and self._app_command in OF_FOLDERS:
                return data.replace(fault.delimiter.encode(), self._delimiter)
        return data

    def _from_door(self, data: bytes) -> bytes:
        for fault in self._faults:
            if isinstance(fault, OtherDelimiter):
                answer = with_delimiter(Answer((data,)), self._delimiter, fault.delimiter.encode())
                data = answer.raw
        return data

    def _to_app(self, data: bytes) -> Iterator[Action]:
        for token in self._server.feed(data):
            self._builder.add(token)
            if not token.ends:
                continue
            answer, self._builder = self._builder.build(), AnswerBuilder()
            if found := EXISTS.match(answer.texts[0]):
                self._facts.exists = int(found[1])
            for each in self._played(answer):
                yield Send("app", each.raw)
            if result := self._facts.result_of(answer):
                del self._facts.sent[result.tag]
                self._app.command_answered(result.tag)
                self._commands.command_answered(result.tag)

    def _played(self, answer: Answer) -> list[Answer]:
        answers = [answer]
        for fault in self._faults:
            answers = [played for each in answers for played in self._play(fault, each)]
        return answers

    def _play(self, fault: AnswerFault, answer: Answer) -> Iterable[Answer]:
        """Return the responses that the app gets in place of a response of the server."""
        match fault:
            case AnswersWith():
                return self._with_habit(fault, answer)
            case RejectsEmptyFetch():
                return [self._without_empty_fetch(fault, answer)]
            case OtherZone(hours=hours):
                return [self._changed(fault, answer, in_zone(answer, hours))]
            case MarksFolders(marks=marks):
                name = self._own_name(folder_of(answer) or b"").decode("ascii", "replace")
                for folder, attribute in marks:
                    if folder == name:
                        return [self._changed(fault, answer, marked(answer, attribute.encode()))]
                return [answer]
            case OtherDelimiter(delimiter=delimiter):
                if delimiter.encode() == self._delimiter and LISTED.match(answer.texts[0]):
                    self._counts.consume(fault)  # The server has this delimiter anyway.
                changed = with_delimiter(answer, self._delimiter, delimiter.encode())
                return [self._changed(fault, answer, changed)]
            case RefusesFolder():
                return self._without_folder(fault, answer)
            case _:
                assert_never(fault)

    def _changed(self, fault: CountedFault, answer: Answer, changed: Answer) -> Answer:
        """Return `changed` if it differs and the fault may still happen, else `answer`."""
        return changed if changed != answer and self._counts.consume(fault) else answer

    def _with_habit(self, fault: AnswersWith, answer: Answer) -> Iterable[Answer]:
        match fault.habit:
            case Habit.FETCHED_BACKWARDS:
                return self._backwards(fault, answer)
            case Habit.UID_LAST:
                return [self._changed(fault, answer, uid_last(answer))]
            case Habit.FLAGS_MEANWHILE:
                return self._around(fault, answer, _flags(answer, with_uid=False))
            case Habit.FLAGS_WITH_UID_MEANWHILE:
                return self._around(fault, answer, _flags(answer, with_uid=True))
            case Habit.STATUS_MEANWHILE:
                is_fetched = FETCHED.match(answer.texts[0]) is not None
                return self._around(fault, answer, self._status() if is_fetched else ())
            case Habit.WARNINGS:
                return self._before_result(fault, answer, WARNINGS)
            case Habit.FOLDERS_AS_LITERALS:
                return [self._changed(fault, answer, with_literal_name(answer))]
            case Habit.MISSING_FOLDER:
                result = self._facts.result_of(answer)
                is_listed = result is not None and result.name == b"LIST"
                missing = MISSING_FOLDER % (self._delimiter, self._prefix)
                return self._before_result(fault, answer, (missing,) if is_listed else ())
            case Habit.CAPABILITIES_AFTER_LOGIN:
                return [self._changed(fault, answer, self._with_capabilities(answer))]
            case _:
                assert_never(fault.habit)

    def _backwards(self, fault: AnswersWith, answer: Answer) -> Iterator[Answer]:
        """Keep FETCH responses; before the command's result, yield them with the last one first."""
        if FETCHED.match(answer.texts[0]):
            self._kept.append(answer)
            return
        if self._facts.result_of(answer):
            if len(self._kept) > 1 and self._counts.consume(fault):
                self._kept.reverse()
            yield from self._kept
            self._kept = []
        yield answer

    def _around(
        self, fault: AnswersWith, answer: Answer, lines: tuple[bytes, ...]
    ) -> Iterator[Answer]:
        """Yield a response with these lines before and after it."""
        added = [Answer((line,)) for line in lines] if lines and self._counts.consume(fault) else []
        yield from (*added, answer, *added)

    def _before_result(
        self, fault: AnswersWith, answer: Answer, lines: tuple[bytes, ...]
    ) -> Iterator[Answer]:
        """Yield a response; if it is a command's result, these lines come before it."""
        if lines and self._facts.result_of(answer) and self._counts.consume(fault):
            yield from (Answer((line,)) for line in lines)
        yield answer

    def _status(self) -> tuple[bytes, ...]:
        return (
            b"* %d EXISTS\r\n" % (self._facts.exists or 0),
            b"* 0 RECENT\r\n",
            rb"* FLAGS (\Answered \Flagged \Deleted \Seen \Draft)" + b"\r\n",
        )

    def _with_capabilities(self, answer: Answer) -> Answer:
        result = self._facts.result_of(answer)
        if result is None or result.name not in (b"LOGIN", b"AUTHENTICATE"):
            return answer
        if answer.texts[0].split()[1].upper() != b"OK":
            return answer
        return Answer((b"%b OK %b\r\n" % (result.tag, CAPABILITIES_AFTER_LOGIN),))

    def _without_empty_fetch(self, fault: RejectsEmptyFetch, answer: Answer) -> Answer:
        result = self._facts.result_of(answer)
        if result is None or result.name != b"FETCH" or result.is_by_uid:
            return answer
        if self._facts.exists != 0:
            return answer
        rejected = Answer((b"%b BAD FETCH: invalid message set\r\n" % result.tag,))
        return self._changed(fault, answer, rejected)

    def _without_folder(self, fault: RefusesFolder, answer: Answer) -> Iterator[Answer]:
        """Yield only the NO for a SELECT that is refused, and any other response unchanged."""
        running = self._facts.running
        if running is None or not self._is_refused(fault, running):
            yield answer
        elif self._facts.result_of(answer):
            yield Answer((b"%b NO %b\r\n" % (running.tag, fault.text.encode()),))

    def _own_name(self, folder: bytes) -> bytes:
        """Return the name of a folder without the server's prefix."""
        return folder.removeprefix(self._prefix)

    def _is_refused(self, fault: RefusesFolder, command: SentCommand) -> bool:
        if command.name not in (b"SELECT", b"EXAMINE"):
            return False
        if fault.folder and self._own_name(command.folder) != fault.folder.encode():
            return False
        if command.tag not in self._refused:
            self._refused[command.tag] = self._counts.consume(fault)
        return self._refused[command.tag]


def _flags(answer: Answer, *, with_uid: bool) -> tuple[bytes, ...]:
    """Return one more FETCH response, with flags, for the message of a FETCH response."""
    fetched, uid = FETCHED.match(answer.texts[0]), UID.match(answer.texts[0])
    if fetched is None or (with_uid and uid is None):
        return ()
    item = b"UID %b " % uid[2] if with_uid and uid else b""
    return (b"* %b FETCH (%bFLAGS (\\Flagged))\r\n" % (fetched[1], item),)
