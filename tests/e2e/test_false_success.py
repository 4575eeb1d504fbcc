"""A *Connected* that the wire belies is a failure by itself, and the record says that it was."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bluebar.e2e.expect.connect_verdict import expect_connected, expect_refused
from bluebar.e2e.outcome.failure import AppFailure, FailureKind
from bluebar.e2e.outcome.verdict import Connected, Reason, Rejected, Verdict
from bluebar.e2e.protocol.target import FormInput
from bluebar.e2e.scenarios.model import Route
from bluebar.e2e.subjects.connection import Connection
from bluebar.mailserver.frontdoor.transcript import Login, TlsFacts, Transcript
from bluebar.reports.record.attempt import Attempt
from bluebar.reports.record.notes import VerdictNote

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


def shown_connected(
    *logins: Login, expected: Verdict, route: Route = Route.DOOR, came: bool = True
) -> Connection:
    """Return what an app is judged by that said Connected after these logins."""
    conversation = Transcript(
        port=993, listening_on=993, opened_at=0.5, tls=TlsFacts(), logins=list(logins)
    )
    door = SimpleNamespace(conversations=[conversation] if came else [], trouble="")
    stand_in: Any = SimpleNamespace(
        user=SimpleNamespace(attempt=Attempt("t")),
        mailbox=SimpleNamespace(
            scenario=SimpleNamespace(expected=expected, tolerated=()),
            access=SimpleNamespace(route=route, door=door if route is Route.DOOR else None),
        ),
        typed=FormInput(
            email_address=ANN, username=ANN, password="x", server="h", port="993", use_ssl=True
        ),
        verdict=Connected(),
        said="",
    )
    return cast("Connection", stand_in)


@pytest.mark.parametrize(
    ("connection", "told"),
    [
        (shown_connected(REFUSED, expected=Connected()), "NO LOGIN failed at +0.2 s"),
        (shown_connected(login("bob"), expected=Connected()), "OK LOGIN completed as 'bob' at"),
        (shown_connected(expected=Connected()), "that no login was tried"),
        (shown_connected(expected=Connected(), came=False), "that no login was tried"),
    ],
    ids=["refused", "somebody else", "none tried", "nobody came"],
)
def test_it_is_told_where_connected_was_expected(connection: Connection, told: str) -> None:
    with pytest.raises(AppFailure) as raised:
        expect_connected(connection)
    assert f"false success: app said Connected; the wire says {told}" in str(raised.value)


def test_it_is_told_where_a_refusal_was_expected_and_the_record_says_so() -> None:
    connection = shown_connected(REFUSED, expected=Rejected(Reason.WRONG_CREDENTIALS))
    with pytest.raises(AppFailure, match=r"^false success: "):
        expect_refused(connection)
    assert connection.user.attempt.verdicts == [
        VerdictNote(
            expected="Rejected(wrong credentials)",
            shown="Connected",
            false_success="app said Connected; the wire says NO LOGIN failed at +0.2 s",
        )
    ]


@pytest.mark.parametrize(
    "connection",
    [
        shown_connected(login(), expected=UNTRUSTED),
        shown_connected(expected=UNTRUSTED, route=Route.STRAIGHT),
    ],
    ids=["let in", "no witness"],
)
def test_a_connected_that_is_true_or_not_seen_is_none(connection: Connection) -> None:
    # Whatever is raised: a skip, for want of a witness, would not be an AppFailure.
    with pytest.raises(BaseException, match=r"^did not refuse: "):
        expect_refused(connection)
    assert not connection.user.attempt.verdicts[0].false_success


@pytest.mark.parametrize(
    ("connection", "kind"),
    [
        (shown_connected(login(in_clear=True), expected=NO_SSL), FailureKind.SENT_IN_CLEAR),
        (shown_connected(login(), expected=NO_SSL), FailureKind.OTHER),
        (shown_connected(login(in_clear=True), expected=UNTRUSTED), FailureKind.UNVERIFIED),
    ],
    ids=["in clear", "encrypted", "a certificate"],
)
def test_a_connected_that_is_true_and_wrong_is_a_finding_of_its_kind(
    connection: Connection, kind: FailureKind
) -> None:
    with pytest.raises(AppFailure, match=r"^did not refuse: ") as raised:
        expect_refused(connection)
    assert raised.value.kind is kind
