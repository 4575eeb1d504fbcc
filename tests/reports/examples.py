"""Small records of every outcome, which together have everything that a page shows."""

from typing import Any

from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import (
    ConversationNote,
    CountNote,
    LineNote,
    LoginNote,
    PhaseNote,
    ScenarioNote,
    SummaryNote,
    TlsNote,
    VerdictNote,
)

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "606060000000050001a5f645400000000049454e44ae426082"
)
RUN = {
    "mail server": "GreenMail 2.1.8 (jvm: auto: no Docker answers)",
    "way": "jvm",
    "seed": "7",
    "source": "https://git.example/team/crm/blob/abc",
}
EVIL = "\"><script>window.ran = 'yes'</script><img src=x onerror=\"window.ran = 'yes'\">"


def record(name: str, outcome: Outcome, **values: Any) -> Record:
    """Return a record of a scenario; values replace the defaults."""
    given: dict[str, Any] = {
        "test": f"e2e/test_{name.partition('/')[0]}.py::test_a_claim[chromium-{name}]",
        "attempt": 1,
        "began": 1_700_000_000.0,
        "seconds": 2.5,
        "epoch": 1_700_000_000.0,
        "line": 18,
        "scenario": ScenarioNote(id=name, why=f"Why {name}.", route="front door"),
        "replay": f"pytest '{name}' --seed 7",
        "run": RUN,
    }
    return Record(outcome=outcome, **given | values)


def phase(name: str, at: float, *, seconds: float = 1.0) -> PhaseNote:
    """Return a phase of a second, or of another length."""
    return PhaseNote(name=name, at=at, seconds=seconds)


FALSE_SUCCESS = record(
    "refusals/wrong-password",
    Outcome.FAILED,
    scenario=ScenarioNote(
        id="refusals/wrong-password",
        why="Why refusals/wrong-password.",
        route="front door",
        cited="zammad#3146",
        links=["https://git.example/zammad/issues/3146"],
    ),
    error="E   bluebar.e2e.outcome.failure.AppFailure: did not refuse\n"
    "e2e/expect/connect_verdict.py:66: AppFailure",
    verdicts=[
        VerdictNote(
            expected="Rejected(wrong credentials)",
            shown="Connected",
            false_success="app said Connected; the wire says NO LOGIN failed at +0.2 s",
        )
    ],
    phases=[phase("fill the form in", 0), phase("connect", 1), phase("count", 2)],
    counts=[
        CountNote(name="contacts", expected=19, shown=20),
        CountNote(name="messages", expected=33, shown=33, on_server=34),
    ],
    extra=["contact: lisa@atelier.example"],
    summary=SummaryNote(subject="Imported", text="20 contacts", html=f"<p>20 contacts{EVIL}"),
    conversations=[
        ConversationNote(
            port=993,
            listening_on=993,
            opened_at=1.0,
            tls=TlsNote(version="TLSv1.3"),
            logins=[LoginNote(method="LOGIN", user="lisa", result="NO", text="failed", at=1.2)],
            lines=[
                LineNote(at=1.1, who="app", text="a LOGIN lisa •••"),
                LineNote(at=1.2, who="server", text=f"a NO LOGIN failed {EVIL}"),
            ],
        )
    ],
    log="a log's line",
    attachments={"connect": "attempts/x/connect.png", "trace": "attempts/x/trace.zip"},
)
RUN_AGAIN = "counts/sometimes"
EVERY_OUTCOME = [
    record("counts/all-well", Outcome.PASSED, phases=[phase("connect", 1)]),
    FALSE_SUCCESS,
    record("counts/no-room", Outcome.ERROR, error="wanted: to deliver; happened: no room"),
    record("security/starttls", Outcome.NOT_OFFERED, error="not offered: no such tick"),
    record(RUN_AGAIN, Outcome.FAILED, error="E   gone"),
    record(RUN_AGAIN, Outcome.PASSED, attempt=2, began=1_700_000_100.0),
    record(EVIL, Outcome.FAILED, error=EVIL, log=EVIL, missing=[EVIL], began=1_700_000_200.0),
]
UNSEEN = record("account/second-user", Outcome.NOT_LOOKED_AT, error="not looked at: no lists")
OF_ADAPTER = record(
    "sync/adapter",
    Outcome.ERROR,
    error="E   AdapterError: wanted: Crm.sync_now to return Imported\n"
    "E   happened: Crm.sync_now returned None",
    at_fault="the adapter",
)
