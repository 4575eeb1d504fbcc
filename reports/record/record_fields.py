"""The notes that a test makes about one attempt.

`Attempt` collects the notes while the test runs, and `Record` contains them afterwards. To add a
field, declare the field in `AttemptNotes`, set the field where its value is known, and add a line
to `facts` in facts.py, from which all pages draw. A test fails until docs/records.md has a row and
`tests/reports/test_facts.py` an example.
"""

from enum import StrEnum
from typing import Any

from msgspec import Struct, field


class ScenarioNote(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The scenario of a test. All fields are empty if the test has no scenario.

    Attributes:
        id: the scenario's id.
        why: one sentence on what the scenario shows.
        route: how the app reaches the mail server: "front door", or "straight" without a front
            door.
        proves: the numbers of the article's statements that the scenario proves, e.g. "S17".
        cited: the public issues that report such a failure, as one text.
        links: the URLs of these issues, as far as they are known.
    """

    id: str = ""
    why: str = ""
    route: str = ""
    proves: list[str] = field(default_factory=list)
    cited: str = ""
    links: list[str] = field(default_factory=list)


class VerdictNote(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A verdict of the app.

    Attributes:
        expected: the verdict that the scenario expects.
        shown: the verdict that the app showed.
        said: the text that led to the verdict, in the app's own words; empty if there was none.
        read_as: the part of `said` by which the adapter recognized the verdict; empty if the
            adapter recognized no part.
        false_success: why the IMAP conversation shows that the verdict *Connected* is false; empty
            if the verdict is true.
    """

    expected: str
    shown: str
    said: str = ""
    read_as: str = ""
    false_success: str = ""


class AdapterCallNote(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The calls of one method of the adapter in an attempt.

    Attributes:
        method: the name of the adapter's class and of the method, e.g. "Crm.sync_now".
        returned: whether a call of the method returned.
        locator: the locator for which Playwright waited in vain, if no call returned.
    """

    method: str
    returned: bool = True
    locator: str = ""


class IssueState(StrEnum):
    """What the result of a test says about a known issue of the test's scenario."""

    KNOWN = "known"
    """The test failed as the issue says."""
    GONE = "gone"
    """The test passed."""
    EXPIRED = "expired"
    """The test failed as the issue says, after the issue's last day."""
    CHANGED = "changed"
    """The test failed in another way than the issue says."""


class KnownIssueNote(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The known issue of a test's scenario. All fields are empty if there is none.

    Attributes:
        state: what the result of the test says about the issue; None if there is no issue.
        issue: the issue in words: kind, reason, ticket, owner and last day.
        place: the file with the issue, and the line of the issue, e.g. "known_issues.toml:12".
    """

    state: IssueState | None = None
    issue: str = ""
    place: str = ""


class PhaseNote(Struct, kw_only=True):
    """A phase of an attempt.

    Attributes:
        name: the name of the phase.
        at: when the phase began, in seconds since the record's `epoch`.
        seconds: how long the phase took.
        stopped_here: whether an exception ended the attempt in this phase.
    """

    name: str
    at: float
    seconds: float = 0.0
    stopped_here: bool = False


class CountNote(Struct, frozen=True, kw_only=True):
    """A number in the app that was compared with the expected one.

    Attributes:
        name: what is counted, e.g. "contacts".
        expected: the number that the scenario expects.
        shown: the number that the app shows; None if it shows none.
        on_server: the number on the mail server; None if it is not known.
    """

    name: str
    expected: int
    shown: int | None = None
    on_server: int | None = None

    @property
    def differs(self) -> bool:
        """Return whether the app shows a number other than the expected one, or no number."""
        return self.shown != self.expected


class SummaryNote(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The app's summary email. All fields are empty if no email arrived."""

    subject: str = ""
    text: str = ""
    html: str = ""

    @property
    def arrived(self) -> bool:
        """Return whether an email arrived that has any text."""
        return bool(self.subject or self.text or self.html)


class TlsNote(Struct, frozen=True, kw_only=True):
    """The TLS handshake of a connection, or the error that ended the handshake."""

    version: str = ""
    cipher: str = ""
    sni: str | None = None
    certificate: str = ""
    names: str = ""
    error: str = ""


class LineNote(Struct, frozen=True, kw_only=True):
    """One line of an IMAP conversation, redacted.

    Attributes:
        at: seconds since the front door started.
        who: who sent the line: "app", "server" or "door".
        text: the line.
    """

    at: float
    who: str
    text: str


class LoginNote(Struct, frozen=True, kw_only=True):
    """One login that the app tried.

    Attributes:
        user: the user name as the app sent it.
        method: the command: LOGIN, or AUTHENTICATE and its mechanism.
        in_clear: whether the connection was not encrypted.
        at: seconds since the front door started.
        result: the server's answer: OK, NO or BAD; None if the server did not answer.
        text: the server's text after the result.
    """

    user: str
    method: str
    in_clear: bool = False
    at: float
    result: str | None = None
    text: str = ""


class ConversationNote(Struct, frozen=True, kw_only=True):
    """One connection of the app to the front door. The fields are those of `Transcript`.

    Attributes:
        port: the port that the scenario names, 143 or 993.
        listening_on: the port at which the front door really listens.
        opened_at: when the app connected. All times are seconds since the front door started.
        closed_at: when the connection ended; None if it was still open.
        app_left_at: when the app closed its side of the connection; None if it did not.
        logout_at: when the app sent LOGOUT; None if it did not.
        tls: the TLS handshake; None on a plain connection.
        lines: the lines of the conversation in order, redacted.
        logins: the logins that the app tried, in order.
        trouble: why the front door itself failed; empty if it did not.
        not_kept: the number of later lines, which were not kept.
    """

    port: int
    listening_on: int
    opened_at: float
    closed_at: float | None = None
    app_left_at: float | None = None
    logout_at: float | None = None
    tls: TlsNote | None = None
    lines: list[LineNote] = field(default_factory=list)
    logins: list[LoginNote] = field(default_factory=list)
    trouble: str = ""
    not_kept: int = 0

    @property
    def encryption(self) -> str:
        """Return the TLS version, or why the TLS handshake failed, or "plain" for no TLS."""
        if self.tls is None:
            return "plain"
        return self.tls.version or f"no TLS: {self.tls.error}"


class AttemptNotes(Struct, kw_only=True):
    """The notes of one attempt.

    To add a field: declare the field here, describe it in docs/records.md, and add its line to
    `facts.facts`. Playwright's report and the fallback page show these lines.

    Attributes:
        epoch: the moment from which the times of phases are counted, in seconds since 1970.
        scenario: the scenario of the test.
        typed: the text typed into each field of the form, by field; without the password.
        verdicts: the app's verdicts in order.
        phases: the phases of the attempt in order.
        counts: each number that the test compared, e.g. "contacts (card)", expected and shown.
        missing: the names of contacts and messages that the app should have and does not have.
        extra: the names of contacts and messages that the app has and should not have.
        finding: the kind of the app's failure, e.g. "wrong reason"; empty if there is none.
        known_issue: the known issue of the scenario, from the file beside the adapter.
        at_fault: who caused an error other than bluebar, e.g. "the adapter"; empty for bluebar.
        adapter_calls: the methods of the adapter that were called, each once.
        not_looked_at: the checks that were left out because the target does not show the data.
        left_behind: data of this test that is still in the account of the app's user, one line
            each. The user belongs to a pool, so later tests use the account, too.
        summary: the app's summary email.
        conversations: the IMAP conversations at the front door, redacted.
        log: the lines that the app wrote into its log during the attempt. They may belong to other
            tests that use the same app at the same time.
    """

    epoch: float = 0.0
    scenario: ScenarioNote = ScenarioNote()
    typed: dict[str, str] = field(default_factory=dict)
    verdicts: list[VerdictNote] = field(default_factory=list)
    phases: list[PhaseNote] = field(default_factory=list)
    counts: list[CountNote] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    finding: str = ""
    known_issue: KnownIssueNote = KnownIssueNote()
    at_fault: str = ""
    adapter_calls: list[AdapterCallNote] = field(default_factory=list)
    not_looked_at: list[str] = field(default_factory=list)
    left_behind: list[str] = field(default_factory=list)
    summary: SummaryNote = SummaryNote()
    conversations: list[ConversationNote] = field(default_factory=list)
    log: str = ""

    def noted(self) -> dict[str, Any]:
        """Return the notes by field name. Fields that a subclass adds are left out."""
        return {name: getattr(self, name) for name in AttemptNotes.__struct_fields__}
