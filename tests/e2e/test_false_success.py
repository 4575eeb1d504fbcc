"""The wire contradicts a false *Connected*, and a wrong verdict has its kind of failure."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bluebar.e2e.expect.connect_verdict import (
    expect_connected,
    expect_port_and_ssl_as_typed,
    expect_refused,
    require_no_default_port,
    verdict_problem,
)
from bluebar.e2e.expect.wire import Wire
from bluebar.e2e.outcome.failure import AppFailure, FailureKind
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.outcome.reading import Reading
from bluebar.e2e.outcome.verdict import Connected, NoVerdict, Reason, Rejected, Verdict
from bluebar.e2e.protocol.target import FormInput
from bluebar.e2e.scenarios.model import Expectation, Route
from bluebar.e2e.subjects.connection import Connection
from bluebar.mailserver.frontdoor.transcript import Login, TlsFacts, Transcript
from bluebar.reports.record.attempt import Attempt
from bluebar.reports.record.record_fields import VerdictNote

ANN = "ann@example.org"
UNTRUSTED = Rejected(Reason.CERTIFICATE_UNTRUSTED)
NO_SSL = Rejected(Reason.SSL_NOT_SPOKEN)


def login(
    user: str = ANN,
    result: str = "OK",
    text: str = "LOGIN completed.",
    *,
    in_clear: bool = False,
) -> Login:
    return Login(user=user, method="LOGIN", in_clear=in_clear, at=0.7, result=result, text=text)


REFUSED = login(result="NO", text=f"LOGIN failed. Invalid login/password for user id {ANN}")


TYPED = FormInput(
    email_address=ANN, username=ANN, password="x", server="h", port="993", use_ssl=True
)


def wire(*logins: Login, came: bool = True, witnessed: bool = True) -> Wire:
    """Return the record of an app that tried these logins."""
    transcript = Transcript(
        port=993, listening_on=993, opened_at=0.5, tls=TlsFacts(), logins=list(logins)
    )
    if not witnessed:
        return Wire(transcripts=None, typed=TYPED, route=Route.STRAIGHT)
    return Wire(transcripts=[transcript] if came else [], typed=TYPED)


def connection(expected: Verdict, *logins: Login) -> Connection:
    """Return the connection of an app that said Connected after these logins."""
    transcripts = wire(*logins).transcripts
    stand_in: Any = SimpleNamespace(
        user=SimpleNamespace(attempt=Attempt("t")),
        mailbox=SimpleNamespace(
            scenario=SimpleNamespace(expected=Expectation(expected)),
            endpoint=SimpleNamespace(
                route=Route.DOOR, door=SimpleNamespace(conversations=transcripts, trouble="")
            ),
        ),
        typed=TYPED,
        verdict=Connected(),
        message="",
        said=Reading(),
    )
    return cast("Connection", stand_in)


def test_an_app_that_has_a_usual_port_for_an_empty_one_is_not_blamed() -> None:
    connected = connection(Rejected(Reason.MISSING_FIELD), login())
    require_no_default_port(connected)
    vars(connected)["typed"] = replace(TYPED, port="")
    with pytest.raises(NotOffered, match='Name "port" in `may_be_empty`'):
        require_no_default_port(connected)
    vars(connected)["verdict"] = Rejected(Reason.MISSING_FIELD)
    require_no_default_port(connected)


@pytest.mark.parametrize(
    ("wire", "contradiction"),
    [
        (wire(REFUSED), "NO LOGIN failed at +0.2 s"),
        (wire(login("bob")), "OK LOGIN completed as 'bob' at +0.2 s"),
        (wire(), "that no login was tried"),
        (wire(came=False), "that no login was tried"),
    ],
    ids=["refused", "another user", "none tried", "app never came"],
)
def test_a_connected_without_an_accepted_login_is_contradicted_by_the_wire(
    wire: Wire, contradiction: str
) -> None:
    assert wire.contradiction == f"app said Connected; the wire says {contradiction}"


@pytest.mark.parametrize(
    "wire", [wire(login()), wire(witnessed=False)], ids=["accepted", "no witness"]
)
def test_a_connected_that_is_true_or_not_witnessed_is_not_contradicted(wire: Wire) -> None:
    assert wire.contradiction == ""
    problem, _ = verdict_problem(UNTRUSTED, Connected(), wire)
    assert problem.startswith("the app did not refuse: ")


@pytest.mark.parametrize("expected", [Connected(), Rejected(Reason.WRONG_CREDENTIALS)])
def test_a_contradicted_connected_fails_whatever_was_expected_and_is_on_record(
    expected: Verdict,
) -> None:
    shown = connection(expected, REFUSED)
    with pytest.raises(AppFailure, match=r"^false success: app said Connected; the wire") as raised:
        (expect_connected if expected == Connected() else expect_refused)(shown)
    assert raised.value.kind is FailureKind.FALSE_SUCCESS
    assert shown.user.attempt.verdicts == [
        VerdictNote(
            expected=str(expected),
            shown="Connected",
            false_success="app said Connected; the wire says NO LOGIN failed at +0.2 s",
        )
    ]


def test_a_login_with_another_name_than_the_typed_one_is_named_before_the_word_false() -> None:
    with pytest.raises(AppFailure) as raised:
        expect_refused(connection(Rejected(Reason.WRONG_CREDENTIALS), login("ann")))
    assert str(raised.value).startswith(f"typed {ANN!r}, sent 'ann': false success: ")


def test_a_failure_says_which_of_the_apps_words_were_taken_for_the_verdict() -> None:
    shown: Any = connection(Connected())
    shown.verdict = Rejected(Reason.WRONG_CREDENTIALS)
    shown.said = Reading(
        text="Authentication failed. Server message: LIMIT",
        words="Authentication failed",
        others=("'LIMIT' (server says try later)",),
    )
    with pytest.raises(AppFailure) as raised:
        expect_connected(shown)
    assert "the page says: 'Authentication failed. Server message: LIMIT'" in str(raised.value)
    assert (
        "the adapter reads the verdict from the words 'Authentication failed'; later in its "
        "wording stands 'LIMIT' (server says try later), which the text contains, too: if this is "
        "the cause, put it first"
    ) in str(raised.value)
    (noted,) = shown.user.attempt.verdicts
    assert (noted.said, noted.read_as) == (shown.said.text, shown.said.words)


def test_a_true_connected_is_no_false_success_on_record() -> None:
    shown = connection(UNTRUSTED, login())
    with pytest.raises(AppFailure, match=r"^the app did not refuse: "):
        expect_refused(shown)
    assert not shown.user.attempt.verdicts[0].false_success


@pytest.mark.parametrize(
    ("expected", "shown", "logins", "kind"),
    [
        (NO_SSL, Connected(), [login(in_clear=True)], FailureKind.SENT_IN_CLEAR),
        (NO_SSL, Connected(), [login()], FailureKind.OTHER),
        (UNTRUSTED, Connected(), [login(in_clear=True)], FailureKind.UNVERIFIED),
        (UNTRUSTED, NO_SSL, [], FailureKind.WRONG_REASON),
        (UNTRUSTED, NoVerdict(5), [], FailureKind.NO_VERDICT),
        (Connected(), UNTRUSTED, [], FailureKind.OTHER),
    ],
    ids=["in clear", "encrypted", "a certificate", "wrong reason", "no verdict", "refused"],
)
def test_a_wrong_verdict_has_its_kind(
    expected: Verdict, shown: Verdict, logins: list[Login], kind: FailureKind
) -> None:
    assert verdict_problem(expected, shown, wire(*logins))[1] is kind


class TestStartTlsAlthoughSslIsNotTicked:
    wire = Wire(
        transcripts=[
            Transcript(
                port=143, listening_on=143, opened_at=0.0, logins=[login()],
                tls=TlsFacts(version="TLSv1.3"),
            )
        ],
        typed=replace(TYPED, port="143", use_ssl=False),
    )  # fmt: skip

    def test_is_right_for_an_app_that_upgrades_by_itself(self) -> None:
        expect_port_and_ssl_as_typed(self.wire, upgrades=True)

    def test_is_wrong_for_any_other_app(self) -> None:
        with pytest.raises(AppFailure, match="not ticked, but the app used TLS"):
            expect_port_and_ssl_as_typed(self.wire)
