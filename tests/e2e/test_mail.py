"""The inbox of users is chosen before anything starts, and mail of other tests is ignored."""

from email.utils import formatdate
from types import SimpleNamespace
from typing import Any, Literal, cast

import pytest

from bluebar.e2e.expect.stored import expect_no_summary
from bluebar.e2e.expect.summary_email import expect_one_summary, expect_summary
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.outcome.reading import Reading
from bluebar.e2e.protocol.target import Imported
from bluebar.e2e.run.inbox_options import inbox_factory_for, is_shared
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.targets.reference.adapter import Reference
from bluebar.fixtures.inbox.inbox import Inbox, PolledInbox
from bluebar.fixtures.inbox.received_mail import ReceivedMail
from bluebar.reports.record.attempt import Attempt

MAILPIT = "mailpit+http://127.0.0.1:8025"
UNIQUE = "qa+{unique}@example.com"
PLAIN = "qa@example.com"


class Pooled(Reference):
    users: Literal["made", "pool"] = "pool"


class BringsInbox(Reference):
    def inbox(self, address: str) -> Inbox:  # noqa: ARG002
        return PolledInbox(list)


def test_mail_is_read_from_the_mail_server_by_default() -> None:
    assert inbox_factory_for(Reference(), "", "") is None
    assert inbox_factory_for(BringsInbox(), "", PLAIN) is not None
    assert inbox_factory_for(Reference(), MAILPIT, UNIQUE) is not None
    assert inbox_factory_for(Pooled(), MAILPIT, PLAIN) is not None


@pytest.mark.parametrize(
    ("target", "inbox", "inbox_address", "said"),
    [
        (Reference(), "", UNIQUE, "needs --inbox, the URL of the inbox"),
        (Reference(), MAILPIT, "nobody", "not an address such as"),
        (Pooled(), MAILPIT, UNIQUE, "come from a pool and have addresses already"),
        (BringsInbox(), "pigeon://loft", "", "not an inbox"),
    ],
)
def test_options_that_exclude_each_other_are_a_usage_error(
    target: Reference, inbox: str, inbox_address: str, said: str
) -> None:
    with pytest.raises(pytest.UsageError) as raised:
        inbox_factory_for(target, inbox, inbox_address)
    assert said in str(raised.value)


def test_an_address_is_shared_unless_it_is_made_for_each_user() -> None:
    assert [is_shared(Reference(), each) for each in ("", UNIQUE, PLAIN)] == [False, False, True]
    assert is_shared(Pooled(), "")


ANN = "ann@t1.example.org"


class Sends:
    """Sends summaries, with or without the account."""

    name = "sends"
    deadlines = SimpleNamespace(summary=0.0)
    rules = None

    def is_summary(self, mail: ReceivedMail, address: str) -> bool:  # noqa: ARG002
        return mail.subject.startswith("Imported")

    def summary_counts(self, mail: ReceivedMail) -> dict[str, Imported]:  # noqa: ARG002
        return {}


def connection(*subjects: str, shared: bool = True) -> Connection:
    """Return a connection whose inbox contains these mails."""
    head = f"From: app@example.org\r\nTo: {PLAIN}\r\nDate: {formatdate()}\r\n"
    lie = [ReceivedMail.parse(f"{head}Subject: {each}\r\n\r\n".encode()) for each in subjects]
    made: Any = Connection(
        user=cast("Any", SimpleNamespace(
            shares_inbox=shared, inbox=PolledInbox(lambda: lie), target=Sends(),
            attempt=Attempt("t"), person=SimpleNamespace(email=PLAIN),
        )),
        mailbox=cast("Any", SimpleNamespace(connected_address=ANN, others=())),
        form=cast("Any", None), typed=cast("Any", None), verdict=cast("Any", None), said=Reading(),
        expected=cast("Any", None),
    )  # fmt: skip
    return cast("Connection", made)


def test_in_a_shared_inbox_only_mail_that_names_the_account_counts() -> None:
    mine, others = f"Imported {ANN}", "Imported bob@t2.example.org"
    assert expect_summary(connection(others, mine)).subject == mine
    expect_one_summary(connection(others, mine))
    expect_no_summary(connection(others))
    with pytest.raises(AppFailure, match="nothing was imported, so"):
        expect_no_summary(connection(others, mine))
    with pytest.raises(AppFailure, match="2 summaries"):
        expect_one_summary(connection(mine, mine))


def test_in_an_inbox_for_one_test_any_mail_counts() -> None:
    with pytest.raises(AppFailure, match=r"; qa@example\.com got Welcome"):
        expect_no_summary(connection("Welcome", shared=False))
    with pytest.raises(AppFailure, match=f"a summary for {ANN} should arrive"):
        expect_summary(connection("Welcome", shared=False))


def test_a_summary_that_may_be_another_tests_is_not_offered() -> None:
    refused = connection("Imported 12 contacts")
    expect_no_summary(refused)
    assert refused.user.attempt.not_looked_at == [
        "mail that does not name the account: the inbox is shared"
    ]
    with pytest.raises(NotOffered, match="do not name the account"):
        expect_summary(connection("Imported 12 contacts"))


def test_no_summary_in_a_shared_inbox_is_the_apps_failure() -> None:
    with pytest.raises(AppFailure, match=f"a summary for {ANN} should arrive"):
        expect_summary(connection("Welcome"))
