"""What a test notes about one attempt: `Attempt` fills the notes in, `Record` keeps them."""

from typing import Any

from msgspec import Struct, field


class ScenarioNote(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The scenario of a test; all empty if the test has none.

    Attributes:
        id: of the row.
        why: one sentence on what the scenario shows.
        route: "front door" or "straight".
        proves: numbers of the article's statements, e.g. "S17".
        cited: public issues in which this failure was reported.
        links: URLs of these issues, if known.
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
        expected: by the scenario.
        shown: by the app.
        said: the app's own text of a refusal.
        false_success: why *Connected* is false, by the IMAP conversation; empty if it is true.
    """

    expected: str
    shown: str
    said: str = ""
    false_success: str = ""


class PhaseNote(Struct, kw_only=True):
    """A phase of an attempt; times are seconds since the record's `epoch`."""

    name: str
    at: float
    seconds: float = 0.0
    stopped_here: bool = False


class CountNote(Struct, frozen=True, kw_only=True):
    """One compared number; None if the app or the server did not show a number."""

    name: str
    expected: int
    shown: int | None = None
    on_server: int | None = None

    @property
    def differs(self) -> bool:
        """Return whether the app shows another number than expected."""
        return self.shown != self.expected


class SummaryNote(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The app's summary email; all empty if none arrived."""

    subject: str = ""
    text: str = ""
    html: str = ""

    @property
    def arrived(self) -> bool:
        """Return whether there is anything to show."""
        return bool(self.subject or self.text or self.html)


class TlsNote(Struct, frozen=True, kw_only=True):
    """The TLS handshake of a connection, or the error that ended the handshake."""

    version: str = ""
    cipher: str = ""
    sni: str | None = None
    certificate: str = ""
    error: str = ""


class LineNote(Struct, frozen=True, kw_only=True):
    """One redacted line; `who` is "app", "server" or "door", `at` is seconds."""

    at: float
    who: str
    text: str


class LoginNote(Struct, frozen=True, kw_only=True):
    """One attempt to authenticate; `result` is None if the server did not answer."""

    user: str
    method: str
    in_clear: bool = False
    at: float
    result: str | None = None
    text: str = ""


class ConversationNote(Struct, frozen=True, kw_only=True):
    """One connection to the front door, with the fields of the front door's transcript.

    Attributes:
        port: in the scenario, 143 or 993.
        listening_on: the real port.
        opened_at: seconds since the front door started; also the other times.
        app_left_at: when the app closed its side.
        tls: None on a plain connection.
        trouble: why the front door itself failed.
        not_kept: number of lines beyond the limit.
    """

    port: int
    listening_on: int
    opened_at: float
    closed_at: float | None = None
    app_left_at: float | None = None
    tls: TlsNote | None = None
    lines: list[LineNote] = field(default_factory=list)
    logins: list[LoginNote] = field(default_factory=list)
    trouble: str = ""
    not_kept: int = 0

    @property
    def encryption(self) -> str:
        """Return the TLS version, why there is none, or "plain"."""
        if self.tls is None:
            return "plain"
        return self.tls.version or f"no TLS: {self.tls.error}"


class AttemptNotes(Struct, kw_only=True):
    """The notes of one attempt.

    To add a field: declare the field here, describe it in docs/records.md, and add its line to
    `facts.facts`, which both pages show.

    Attributes:
        epoch: when the times of phases begin, in seconds since 1970.
        scenario: the test's row.
        typed: form field to typed text, without the password.
        verdicts: in order.
        phases: in order.
        counts: one per name.
        missing: contacts and messages that the app should have and does not have, by name.
        extra: contacts and messages that the app should not have, by name.
        finding: the kind of the app's failure, e.g. "wrong reason".
        not_looked_at: checks that were left out because the target does not show the data.
        left_behind: data of this test that is still in the app's pool user, one line each.
        summary: the app's summary email.
        conversations: IMAP conversations at the front door, redacted.
        log: the app's log during the attempt; with lines of other tests if they share the app.
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
    not_looked_at: list[str] = field(default_factory=list)
    left_behind: list[str] = field(default_factory=list)
    summary: SummaryNote = SummaryNote()
    conversations: list[ConversationNote] = field(default_factory=list)
    log: str = ""

    def noted(self) -> dict[str, Any]:
        """Return the notes by field name, without the fields of a subclass."""
        return {name: getattr(self, name) for name in AttemptNotes.__struct_fields__}
