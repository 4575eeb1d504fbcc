"""The table of logins counts the conversations of a run."""

from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record_fields import ConversationNote, LoginNote
from docs.logins import table
from tests.reports.examples import phase, record

NO, OK = (
    LoginNote(user="ute", method="LOGIN", in_clear=False, at=0.1, result=word)
    for word in ("NO", "OK")
)


def conversation(*logins: LoginNote) -> ConversationNote:
    return ConversationNote(port=993, listening_on=993, opened_at=0.0, logins=[*logins])


def test_the_table_counts_sign_ins_clicks_connections_and_logins() -> None:
    first = record(
        "refusals/wrong-password",
        Outcome.PASSED,
        phases=[phase("sign in", 0), phase("connect", 1), phase("connect", 2)],
        conversations=[conversation(NO), conversation(NO, OK)],
    )
    second = record(
        "article/blue-bar",
        Outcome.PASSED,
        phases=[phase("sign in", 0), phase("connect", 1)],
        conversations=[conversation(), conversation(NO)],
    )
    lines = table([first, second]).splitlines()[2:]
    assert [line.split("|")[2].strip() for line in lines] == ["2", "3", "4", "4, 3", "2"]
