"""A target is not judged by a missing capability: the row or the check is left out."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.expect.connect_verdict import expect_refused
from bluebar.e2e.expect.imported import expect_counts, expect_import_if_shown
from bluebar.e2e.expect.on_wire import expect_no_injected_command, expect_no_login_refused
from bluebar.e2e.expect.shown_page import expect_error_at_wrong_field, expect_facts
from bluebar.e2e.expect.summary_email import expect_one_summary, expect_summary_if_sent
from bluebar.e2e.outcome.adapter_error import AdapterError
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.outcome.reading import Reading
from bluebar.e2e.outcome.verdict import Reason, Rejected, Verdict
from bluebar.e2e.protocol.declarations import RefusesOldCiphers
from bluebar.e2e.protocol.target import ConnectForm, FormInput
from bluebar.e2e.scenarios import refusals, security
from bluebar.e2e.scenarios.model import Conditions, Group, Scenario
from bluebar.e2e.steps.connect import connect
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.user import User
from bluebar.mailserver.frontdoor.faults import StripsStartTls
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener, StartTls
from bluebar.mailserver.frontdoor.transcript import Line, Login, Transcript
from bluebar.reports.record.attempt import Attempt

TELLING = SimpleNamespace(name="telling", shows_facts=True, field_error=lambda _: "")
SILENT = SimpleNamespace(name="silent")
A_FIELD: Any = SimpleNamespace()


def refused(
    row: Scenario,
    *,
    target: object = SILENT,
    verdict: Verdict | None = None,
    said: str = "",
    conversation: Transcript | None = None,
) -> Connection:
    """Return the connection of a target that refused."""
    door = SimpleNamespace(conversations=[conversation] if conversation else [], trouble="")
    stand_in: Any = SimpleNamespace(
        user=SimpleNamespace(attempt=Attempt("t"), target=target),
        mailbox=SimpleNamespace(
            scenario=row, endpoint=SimpleNamespace(route="front door", door=door)
        ),
        form=ConnectForm(
            username=A_FIELD,
            password=A_FIELD,
            server=A_FIELD,
            connect=A_FIELD,
            use_ssl=A_FIELD,
            server_text=lambda typed: f"{typed.server}:{typed.port}",
        ),
        typed=FormInput(
            email_address="", username="ann", password="x", server="h", port="1", use_ssl=True
        ),
        verdict=verdict or row.expected.verdict,
        message=said,
        said=Reading(text=said),
    )
    return cast("Connection", stand_in)


def said_on_the_wire(*lines: str, logins: list[Login] | None = None) -> Transcript:
    return Transcript(
        port=993,
        listening_on=993,
        opened_at=0.0,
        lines=[Line(at=0.0, who="app", text=text) for text in lines],
        logins=logins or [],
    )


class TestFacts:
    row = security.SERVER_TEXT

    def test_are_noted_as_not_looked_at_if_the_target_mentions_none(self) -> None:
        connection = refused(self.row, said="Login failed.")
        expect_facts(connection)
        assert connection.user.attempt.not_looked_at == ["facts"]

    def test_must_be_mentioned_by_a_target_that_declares_facts(self) -> None:
        with pytest.raises(AppFailure, match="should mention '<b>bold</b>'"):
            expect_facts(refused(self.row, target=TELLING, said="Login failed."))

    def test_are_read_at_the_verdict(self) -> None:
        connection = refused(self.row, target=TELLING, said="it says <b>bold</b>")
        expect_facts(connection)
        assert connection.user.attempt.not_looked_at == []


class TestFields:
    row = refusals.MISSING[0]

    def test_are_noted_as_not_looked_at_if_the_target_shows_no_errors_there(self) -> None:
        connection = refused(self.row)
        expect_error_at_wrong_field(connection)
        assert connection.user.attempt.not_looked_at == ["errors at fields"]

    def test_must_show_errors_of_a_target_that_declares_them(self) -> None:
        with pytest.raises(AppFailure, match="errors are shown at: no field"):
            expect_error_at_wrong_field(refused(self.row, target=TELLING))

    def test_that_a_form_lacks_end_their_row_before_anything_is_typed(self) -> None:
        row = next(each for each in refusals.MISSING if each.expected.wrong_field == "port")
        connection = refused(row)
        target = SimpleNamespace(name="silent", open_connect_form=lambda _: connection.form)
        user: Any = SimpleNamespace(attempt=Attempt("t"), target=target, page=None)
        with pytest.raises(NotOffered, match="silent's form has none"):
            connect(cast("User", user), connection.mailbox, connection.typed)


def test_a_row_about_starttls_is_not_offered_to_a_form_without_it() -> None:
    connection = refused(security.STARTTLS_DENIED[0])
    form = replace(connection.form, has_starttls=False)
    target = SimpleNamespace(name="silent", open_connect_form=lambda _: form)
    user: Any = SimpleNamespace(attempt=Attempt("t"), target=target, page=None)
    typed = replace(connection.typed, starttls=True)
    with pytest.raises(NotOffered, match="silent's form always uses TLS"):
        connect(cast("User", user), connection.mailbox, typed)


def test_a_count_of_all_accounts_is_not_compared_with_one_account() -> None:
    connection = refused(refusals.MISSING[0], target=SimpleNamespace(totals=lambda _: None))
    expect_counts(connection)
    assert connection.user.attempt.not_looked_at == ["the count of one account among several"]


def test_an_import_without_counts_is_noted_as_not_looked_at() -> None:
    connection = refused(refusals.MISSING[0])
    expect_import_if_shown(connection)
    assert connection.user.attempt.not_looked_at == ["the import: the app shows no counts"]


def test_a_summary_that_is_never_sent_is_noted_as_not_looked_at() -> None:
    connection = refused(security.SERVER_TEXT)
    expect_summary_if_sent(connection)
    expect_one_summary(connection)
    assert connection.user.attempt.not_looked_at == ["summary"]


def test_a_row_with_a_missing_capability_is_not_offered_before_anything_starts() -> None:
    row = Scenario(
        id="x", group=Group.CONTENT, why="", conditions=Conditions(requires=(RefusesOldCiphers,))
    )
    environment: Any = SimpleNamespace(
        scenario=row,
        app=SimpleNamespace(target=SILENT),
        attempt=Attempt("t"),
        running=SimpleNamespace(no_front_door=False),
        probes=False,
        _uses=frozenset(),
    )
    with pytest.raises(NotOffered, match="silent lacks the capability RefusesOldCiphers"):
        Environment.__enter__(environment)


def refused_with(said: Reading) -> Connection:
    """Return a refusal without a reason, which was read from this text."""
    connection: Any = refused(refusals.CREDENTIALS[0], verdict=Rejected(Reason.UNSPECIFIED))
    connection.said = said
    return cast("Connection", connection)


def test_words_that_the_adapter_does_not_know_are_its_error() -> None:
    with pytest.raises(AdapterError, match=r"'No luck today'; none of the adapter's words is in"):
        expect_refused(refused_with(Reading(text="No luck today", is_unknown=True)))
    with pytest.raises(AppFailure, match="No luck today"):
        expect_refused(refused_with(Reading(text="No luck today")))


class TestAToleratedVerdict:
    row = security.INJECTED[0]

    def test_passes(self) -> None:
        expect_refused(refused(self.row, verdict=Rejected(Reason.WRONG_CREDENTIALS)))

    def test_is_only_the_declared_one(self) -> None:
        with pytest.raises(AppFailure, match="expected invalid characters, the app says refused"):
            expect_refused(refused(self.row, verdict=Rejected(Reason.REFUSED)))


class TestALineEnd:
    row = security.INJECTED[0]

    def test_inside_a_user_name_is_not_a_command(self) -> None:
        said = said_on_the_wire("A3 LOGIN 'ann\\r\\na9 DELETE INBOX' [hidden]")
        expect_no_injected_command(refused(self.row, conversation=said), security.INJECTED_TAG)

    def test_that_injects_a_command_is_a_failure(self) -> None:
        said = said_on_the_wire("A3 LOGIN ann", "a9 DELETE INBOX")
        with pytest.raises(AppFailure, match="a9 DELETE INBOX"):
            expect_no_injected_command(refused(self.row, conversation=said), security.INJECTED_TAG)


def test_a_login_that_the_server_refused_between_others_is_a_failure() -> None:
    logins = [
        Login(user="ann", method="LOGIN", in_clear=False, at=0.1, result=result, text=text)
        for result, text in (("OK", "in"), ("NO", "[LIMIT] Too many"), ("OK", "in"))
    ]
    connection = refused(security.SERVER_TEXT, conversation=said_on_the_wire(logins=logins))
    with pytest.raises(AppFailure, match=r"it refused 1, the first with '\[LIMIT\] Too many'"):
        expect_no_login_refused(connection)


def test_ssl_means_starttls_only_at_ports_that_have_it() -> None:
    door = FrontDoor.at(
        {
            143: Listener(tls=False, starttls=StartTls.OFFERED, faults=(StripsStartTls(),)),
            993: Listener(tls=True),
            2525: Listener(tls=False),
        }
    )
    assert door.starttls_ports == {143}
