"""The summary's headers and bodies are read, and a wrong fact is the app's failure."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bluebar.e2e.expect.summary_facts import expect_summary_facts
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.subjects.connection import Connection
from bluebar.fixtures.inbox.received_mail import ReceivedMail
from bluebar.reports.record.attempt import Attempt

QA = "qa@example.com"
ANN = "ann@t1.example.org"
TODAY = format_datetime(datetime.now(UTC))
CONNECTION = cast(
    "Connection",
    SimpleNamespace(
        user=SimpleNamespace(
            target=SimpleNamespace(name="sends"), attempt=Attempt("t"),
            person=SimpleNamespace(email=QA, name="Ann"),
        ),
        mailbox=SimpleNamespace(connected_address=ANN, others=("first@t1.example.org",)),
    ),
)  # fmt: skip


def mail(text: str = f"{ANN} is in", html: str = f"<b>{ANN}</b> is in", **headers: str) -> Any:
    made = EmailMessage()
    date = headers.pop("Date", TODAY)
    for name, value in ({"From": "app@example.org", "To": QA, "Date": TODAY} | headers).items():
        made[name] = value
    made.set_content(text)
    made.add_alternative(html, subtype="html")
    # `EmailMessage` writes no Date that is no date.
    return ReceivedMail.parse(bytes(made).replace(TODAY.encode(), date.encode()))


def test_a_summary_about_this_account_passes() -> None:
    expect_summary_facts(CONNECTION, mail())


def test_a_summary_whose_date_is_left_to_the_mail_server_passes() -> None:
    expect_summary_facts(CONNECTION, mail(Date=""))


def test_a_summary_that_names_the_account_in_neither_body_passes() -> None:
    expect_summary_facts(CONNECTION, mail("It is in", "<b>It</b> is in"))


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"To": f"{QA}, {ANN}"}, "addressed to qa@example.com alone"),
        ({"Cc": ANN}, "addressed to qa@example.com alone"),
        ({"From": ""}, "should have one sender"),
        ({"Date": "one day"}, "Date should be a date"),
        ({"Date": format_datetime(datetime.now(UTC) - timedelta(days=9))}, "dated today"),
        ({"html": "<b>It</b> is in"}, "the summary's HTML should name ann@t1"),
        ({"text": f"{ANN} and first@t1.example.org are in"}, "should not name first@t1"),
    ],
    ids=["two recipients", "a copy", "no sender", "no date", "an old date", "HTML only", "another"],
)
def test_a_wrong_fact_is_a_failure(wrong: dict[str, str], problem: str) -> None:
    with pytest.raises(AppFailure, match=problem):
        expect_summary_facts(CONNECTION, mail(**wrong))
