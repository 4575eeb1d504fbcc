"""Expect the app to show the right verdict, and to be in the right state after the verdict.

An expectation compares what the app shows with the front door's record (called the wire) or with
the plan of the mailbox, and raises `AppFailure` if they differ. A test checks that something is
absent only after the app has shown a final state: before, it could still appear.
"""

from bluebar.e2e.expect.bar import bar_text, expect_bar_names_account
from bluebar.e2e.expect.server_delay import require_prompt_server
from bluebar.e2e.expect.wire import Wire
from bluebar.e2e.outcome.adapter_error import AdapterError
from bluebar.e2e.outcome.failure import AppFailure, FailureKind
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.outcome.verdict import (
    OF_CERTIFICATES,
    AlreadyConnected,
    Connected,
    NoVerdict,
    Reason,
    Rejected,
    Verdict,
)
from bluebar.e2e.protocol.capabilities import SavesUnverified, ShowsBanner
from bluebar.e2e.protocol.capability_checks import has_capability, require
from bluebar.e2e.protocol.declarations import SignInConnects, UpgradesByItself
from bluebar.e2e.protocol.form_controls import control
from bluebar.e2e.scenarios.offered_rows import NOT_OURS
from bluebar.e2e.steps.form import has_typed_password, read_settings
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.mailserver.errors import HarnessError


class FrontDoorTrouble(HarnessError):
    """The front door could not reach the mail server, so the app cannot be judged."""


def expect_connected(connection: Connection) -> None:
    """Expect the app to say that the mailbox is connected, and the front door's record to agree.

    If the page shows a bar, the bar must name this mailbox.
    """
    with connection.user.attempt.phase("ask the wire"):
        _expect_verdict(connection, Connected())
        upgrades = has_capability(connection.user.target, UpgradesByItself)
        expect_port_and_ssl_as_typed(Wire.of(connection), upgrades=upgrades)
        expect_encrypted_if_ticked(Wire.of(connection))
    expect_bar_names_account(connection)


def expect_refused(connection: Connection) -> None:
    """Expect the app to refuse the mailbox for the scenario's reason.

    The server must not have accepted a login, either; without a front door this is not checked.
    """
    with connection.user.attempt.phase("ask the wire"):
        expected = connection.mailbox.scenario.expected
        _expect_verdict(connection, expected.verdict, expected.tolerated)
        wire = Wire.of(connection)
        if wire.transcripts is None:
            return
        for _, login in wire.accepted:
            raise AppFailure(
                f"the app showed a refusal, but the server had accepted the login of "
                f"{login.user!r} ({login.method}): {wire.typed_words}"
            )
        expect_encrypted_if_ticked(wire)


def expect_already_connected(connection: Connection) -> None:
    """Expect the app to say that this mailbox is connected already."""
    _expect_verdict(connection, AlreadyConnected())


def _expect_verdict(
    connection: Connection, expected: Verdict, tolerated: tuple[Verdict, ...] = ()
) -> None:
    """Compare the shown verdict with the expected verdict, and note both for the record.

    If the app shows `Connected` and the server accepted no login, this false success is noted, too.
    """
    shown, said, wire = connection.verdict, connection.said, Wire.of(connection)
    contradiction = wire.contradiction if shown == Connected() else ""
    connection.user.attempt.note_verdict(
        expected=str(expected),
        shown=str(shown),
        said=said.text,
        read_as=said.words,
        false_success=contradiction,
    )
    require_working_door(connection.mailbox, wire)
    if shown in (expected, *tolerated) and not contradiction:
        return
    require_prompt_server(connection.mailbox, wire, shown)
    require_known_words(connection, expected)
    problem, kind = verdict_problem(expected, shown, wire, contradiction=contradiction)
    message = f"; the page says: {said.text!r}" if said.text else ""
    if said.words:
        message += f"; the adapter reads the verdict from the words {said.words!r}"
    if said.also_read:
        message += (
            f"; later in its wording stands {said.also_read}, which the text contains, too: "
            "if this is the cause, put it first"
        )
    raise AppFailure(f"{problem}{message}; {wire.typed_words}; {wire.summary}", kind)


def require_known_words(connection: Connection, expected: Verdict) -> None:
    """Make sure that the adapter knows the words of a refusal whose reason is judged.

    Raises:
        AdapterError: none of the adapter's words is in the app's text, which may name the reason.
    """
    said = connection.said
    is_unspecified = connection.verdict == Rejected(Reason.UNSPECIFIED)
    if said.is_unknown and is_unspecified and isinstance(expected, Rejected):
        raise AdapterError(
            wanted=f"the adapter to know the app's words for a refusal; expected {expected}",
            happened=f"the page says {said.text!r}; none of the adapter's words is in this text",
            where=f"the wording of the adapter {type(connection.user.target).__name__}",
            next_step="add a part of this text with the reason that it names; if it names none "
            "and the list is complete, add ANYTHING_ELSE, so that such a text is the app's failure",
        )


def require_no_default_port(connection: Connection) -> None:
    """Make sure that the app did not take an empty port as its default port, which is no fault.

    Raises:
        NotOffered: the port was left empty, and the app connected.
    """
    if not connection.typed.port and connection.verdict == Connected():
        raise NotOffered(
            "this scenario leaves the port empty and expects a refusal; the app connected, so it "
            'has a default port. Name "port" in `may_be_empty` of the form'
        )


def require_working_door(mailbox: Mailbox, wire: Wire) -> None:
    """Raise `FrontDoorTrouble` if the front door could not reach the mail server."""
    if (door := mailbox.endpoint.door) and door.trouble:
        raise FrontDoorTrouble(
            wanted="the front door to reach the mail server",
            happened=door.trouble,
            where=wire.typed_words,
            next_step="check whether the mail server still runs, and read its log",
        )


def verdict_problem(
    expected: Verdict, shown: Verdict, wire: Wire, *, contradiction: str = ""
) -> tuple[str, FailureKind]:
    """Return what is wrong with a verdict, and the kind of failure.

    Args:
        expected: the verdict that was expected.
        shown: the verdict that the app showed, which is wrong.
        wire: the front door's record of the connection.
        contradiction: a sentence with the evidence for a false success; empty if there is none.
    """
    if contradiction:
        problem = f"{wire.renamed}false success: {contradiction}; expected {expected}"
        return problem, FailureKind.FALSE_SUCCESS
    match expected, shown:
        case _, NoVerdict():
            return f"expected {expected}, the app showed {shown}", FailureKind.NO_VERDICT
        case Rejected(wanted), Rejected(given):
            return (
                f"refused for the wrong reason: expected {wanted}, the app says {given}",
                FailureKind.WRONG_REASON,
            )
        case Rejected(wanted), Connected():
            problem = f"the app did not refuse: expected {expected}, the app said {shown}"
            if wanted in OF_CERTIFICATES:
                return problem, FailureKind.UNVERIFIED
            sent_in_clear = wire.transcripts is not None and wire.typed.use_ssl and wire.in_clear
            return problem, FailureKind.SENT_IN_CLEAR if sent_in_clear else FailureKind.OTHER
        case _:
            return f"expected {expected}, the app showed {shown}", FailureKind.OTHER


def expect_port_and_ssl_as_typed(wire: Wire, *, upgrades: bool = False) -> None:
    """Expect each accepted login at the typed port, with TLS if and only if SSL was ticked.

    Args:
        wire: the front door's record of the connection; without a front door nothing is checked.
        upgrades: whether the app may use STARTTLS even if SSL is not ticked.
    """
    if wire.transcripts is None:
        return
    typed = wire.typed
    for transcript, login in wire.accepted_as_typed:
        if str(transcript.listening_on) != typed.port:
            raise AppFailure(
                f"{typed.port} was typed, but the app connected to port {transcript.listening_on}"
            )
        if typed.use_ssl and (transcript.tls is None or login.in_clear):
            raise AppFailure(
                "Use SSL was ticked, but the app sent the password in clear",
                FailureKind.SENT_IN_CLEAR,
            )
        if not typed.use_ssl and transcript.tls is not None and not upgrades:
            raise AppFailure("Use SSL was not ticked, but the app used TLS")


def expect_encrypted_if_ticked(wire: Wire) -> None:
    """If SSL was ticked, expect that no login was sent in clear, neither accepted nor refused."""
    if wire.transcripts is not None and wire.typed.use_ssl and wire.in_clear:
        raise AppFailure(
            f"Use SSL was ticked, but the app sent a login in clear: {wire.typed_words}; "
            f"{wire.summary}",
            FailureKind.SENT_IN_CLEAR,
        )


def expect_not_saved(connection: Connection) -> None:
    """Expect the app to refuse a change of the account for the scenario's reason."""
    expected = connection.mailbox.scenario.expected
    _expect_verdict(connection, expected.verdict, expected.tolerated)


def expect_form_kept(connection: Connection) -> None:
    """Expect the form to keep all input after a refusal, except the password.

    A form that closes when it saves is not checked. The password field, which must be empty, is not
    checked if the test may not search the app for passwords, if the form is the sign-in form, or if
    the app did not draw the form again (the field then still has the text that the person typed).
    The record says what was not checked.
    """
    if isinstance(connection.user.target, SavesUnverified):
        connection.user.attempt.note_not_looked_at("the form, which closes when it saves")
        return
    form, typed = connection.form, connection.typed
    kept = read_settings(form, typed)
    if why := _why_password_may_stay(connection):
        connection.user.attempt.note_not_looked_at(f"the password in the form: {why}")
    else:
        kept["password"] = (control(form, "password").input_value(), "")
    if form.email_address is not None:
        address = control(form, "email_address").input_value()
        kept["email address"] = (address, typed.email_address)
    for name, (held, wanted) in kept.items():
        if held != wanted:
            shown = "something" if name == "password" else repr(held)
            raise AppFailure(f"after the refusal the {name} should be {wanted!r}; it is {shown}")


def _why_password_may_stay(connection: Connection) -> str:
    """Return why the form's password field is not checked; an empty text if it is checked."""
    user = connection.user
    if not user.may_be_probed:
        return NOT_OURS
    if has_capability(user.target, SignInConnects):
        return "the form is the sign-in form"
    if connection.form.show_field is not None:
        return "the form has several steps"
    return "the app did not draw the form again" if has_typed_password(connection.form) else ""


def expect_saved(connection: Connection) -> None:
    """Expect the app to confirm with a bar that the change of the account was saved."""
    banner = require(connection.user.target, ShowsBanner).banner(connection.user.page)
    if connection.verdict != Connected() or "saved" not in bar_text(banner):
        raise AppFailure(
            "the app should confirm with a bar that it saved the change; it shows "
            f"{connection.verdict}"
        )
