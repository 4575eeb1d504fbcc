"""The facts about an attempt that pages, terminal and summaries show. No I/O.

Playwright's report and the fallback page show all that `facts` returns. The terminal shows
`headline`, `at_a_glance` and `replay`.
"""

from typing import NamedTuple

from bluebar.reports.record.failure_message import (
    exception_message,
    first_mismatch,
    on_one_line,
    should_and_did,
)
from bluebar.reports.record.outcomes import SKIPS, Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import (
    AdapterCallNote,
    ConversationNote,
    CountNote,
    IssueState,
    KnownIssueNote,
)

OF_THE_RUN = ("mail server", "target", "browser", "seed")
STRAIGHT = "straight"
FEW = 5


class Fact(NamedTuple):
    """A fact about an attempt: a name, a text on one line, and addresses to look at."""

    name: str
    text: str
    links: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """Return the fact as an indented line, for the lines below a headline."""
        return f"  {self.name + ':':<10}{self.text}"


def facts(record: Record) -> list[Fact]:
    """Return the facts about an attempt, the most urgent first. Empty facts are left out."""
    scenario, run = record.scenario, record.run
    failed = record.outcome not in (*SKIPS, Outcome.PASSED)
    every = [
        Fact("outcome", _outcome(record)),
        Fact("at fault", record.at_fault),
        *(at_a_glance(record) if failed else []),
        Fact("why", scenario.why, _source(record, "docs/scenarios.md") if scenario.why else ()),
        Fact(
            "proves",
            " ".join(scenario.proves),
            _source(record, "docs/article.md") if scenario.proves else (),
        ),
        Fact("public issues", "" if scenario.links else scenario.cited, tuple(scenario.links)),
        *[Fact("verdict", f"expected {v.expected}, shown {v.shown}") for v in record.verdicts],
        *[Fact("the app said", v.said) for v in record.verdicts],
        *[Fact("read as", v.read_as) for v in record.verdicts],
        Fact("false success", record.false_success),
        Fact("finding", record.finding),
        Fact("known issue", _known_issue(record.known_issue)),
        Fact("typed", ", ".join(f"{name} {text!r}" for name, text in record.typed.items())),
        Fact("route", scenario.route),
        *[Fact(name, run.get(name, "")) for name in OF_THE_RUN],
        Fact("test", record.test),
        replay(record),
        Fact("not looked at", ", ".join(record.not_looked_at)),
        Fact("waited in vain", "; ".join(map(call_in_words, _in_vain(record)))),
        Fact("left behind", _first_few(record.left_behind)),
        Fact("counts", "; ".join(map(count_in_words, record.counts))),
    ]
    return [fact for fact in every if fact.text or fact.links]


def headline(record: Record) -> str:
    """Return on one line the outcome, the scenario, and why the scenario exists."""
    by = f" of {record.at_fault}" if record.at_fault else ""
    return on_one_line(f"{record.outcome}{by} {record.name}: {record.scenario.why}")


def at_a_glance(record: Record) -> list[Fact]:
    """Return three facts: what was expected, what the app showed, and what the front door saw.

    If no verdict and no count differs, the first two facts are what the message of the exception
    says that the app should do, and did. If the message does not say this, the first fact is the
    test's name in words, and the second fact is the message.
    """
    mismatch, raised = first_mismatch(record), exception_message(record.error)
    should, shown = should_and_did(raised)
    expected = should or record.claim
    if mismatch:
        expected, shown = mismatch.expected, mismatch.shown
        if mismatch.said:
            shown = f"{shown}; the page says {mismatch.said!r}"
        if mismatch.count:
            expected = f"{mismatch.count}: {expected}"
            shown = f"{shown}; {mismatch.names or raised}"
    return [
        Fact("expected", on_one_line(expected)),
        Fact("shown", on_one_line(shown)),
        Fact("the wire", on_one_line(the_wire(record))),
    ]


def replay(record: Record) -> Fact:
    """Return the command that runs the test again. A long command is not shortened."""
    return Fact("replay", record.replay)


def the_wire(record: Record) -> str:
    """Return the logins that the front door saw, or why it saw none."""
    return "; ".join(map(_logins, record.conversations)) or _why_unseen(record)


def the_wire_in_short(record: Record) -> str:
    """Return the encryption and the last login that the front door saw."""
    if not record.conversations:
        return "no front door" if record.scenario.route == STRAIGHT else "no connection"
    with_login = [each for each in record.conversations if each.logins]
    conversation = (with_login or record.conversations)[-1]
    if not conversation.logins:
        return f"{conversation.encryption}, no login"
    login = conversation.logins[-1]
    return f"{conversation.encryption}, {login.method} → {login.result or 'no answer'}"


def count_in_words(count: CountNote) -> str:
    """Return a count in words: the numbers expected, shown by the app, and on the mail server."""
    on_server = f", {count.on_server} on the server" if count.on_server is not None else ""
    shown = "not shown" if count.shown is None else f"{count.shown} shown by the app"
    return f"{count.name}: {count.expected} expected, {shown}{on_server}"


def call_in_words(call: AdapterCallNote) -> str:
    """Return in words which locator a method of the adapter waited for in vain."""
    return f"{call.method} waited for {call.locator}"


def _in_vain(record: Record) -> list[AdapterCallNote]:
    return [call for call in record.adapter_calls if call.locator]


def conversation_title(conversation: ConversationNote) -> str:
    """Return the heading of an IMAP conversation: its port, its encryption, and when it began."""
    return (
        f"IMAP conversation at port {conversation.port}, {conversation.encryption}, "
        f"from {conversation.opened_at:.2f} s"
    )


def conversation_facts(conversation: ConversationNote) -> str:
    """Return on one line the logins of an IMAP conversation, and how the app ended it."""
    names = list(dict.fromkeys(login.user for login in conversation.logins))
    number = len(conversation.logins)
    logins = {0: "no login", 1: "1 login"}.get(number, f"{number} logins")
    by = f" as {', '.join(map(repr, names))}" if names else ""
    logout = "LOGOUT sent" if conversation.logout_at is not None else "no LOGOUT"
    return f"{logins}{by}; {logout}; {_end(conversation)}"


def _end(conversation: ConversationNote) -> str:
    """Return in words who ended a conversation first, and when."""
    left, closed = conversation.app_left_at, conversation.closed_at
    if left is not None:
        return f"the app closed the connection at +{left - conversation.opened_at:.1f} s"
    if closed is not None:
        return f"the front door closed the connection at +{closed - conversation.opened_at:.1f} s"
    return "the app left the connection open"


def _outcome(record: Record) -> str:
    """Return the outcome in words.

    The text includes the reason for a skip, or the phase in which a failed attempt stopped.
    """
    if record.outcome is Outcome.PASSED:
        return str(record.outcome)
    if record.outcome in SKIPS:
        return f"{record.outcome}: {record.error.removeprefix(f'{record.outcome}: ')}"
    stopped = [f" in {phase.name}" for phase in record.phases if phase.stopped_here]
    after = [f" after {phase.name}" for phase in record.phases]
    return f"{record.outcome}{(stopped or after or [''])[-1]}"


def _known_issue(note: KnownIssueNote) -> str:
    """Return what the result of the test says about the known issue, and the issue in words."""
    says = {
        IssueState.KNOWN: "the test failed as this issue says",
        IssueState.GONE: "the test passed, so this issue is gone",
        IssueState.EXPIRED: "the test failed as this issue says, after the issue's last day",
        IssueState.CHANGED: "the test failed in another way than this issue says",
    }
    return f"{says[note.state]}: {note.issue}; {note.place}" if note.state else ""


def _source(record: Record, path: str) -> tuple[str, ...]:
    """Return the address of a file in bluebar's repository, as a tuple with one member.

    The tuple is empty if the run was not made by a CI that states the repository's address.
    """
    return (f"{record.run['source']}/{path}",) if record.run.get("source") else ()


def _first_few(lines: list[str]) -> str:
    more = f"; and {len(lines) - FEW} more" if len(lines) > FEW else ""
    return "; ".join(lines[:FEW]) + more


def _logins(conversation: ConversationNote) -> str:
    logins = [
        f"{login.method} {login.user!r} → {login.result or 'no answer'} {login.text} "
        f"at +{login.at - conversation.opened_at:.1f} s"
        for login in conversation.logins
    ]
    seen = ", ".join(logins) or "no login was tried"
    return f"port {conversation.listening_on}, {conversation.encryption}: {seen}"


def _why_unseen(record: Record) -> str:
    if record.scenario.route == STRAIGHT:
        return "the app connects straight to the mail server, so no front door sees its logins"
    if not record.phases:
        return "unknown: this test left no notes"
    return "the app opened no connection to the front door"
