"""Draw one page with the findings about a target, and tables of the verdicts that it showed.

A cell of a table stands for a scenario. It shows the verdict, the seconds until the verdict, and
what the front door saw.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bluebar.reports.html.links import to_test
from bluebar.reports.html.rendering import render
from bluebar.reports.record.attempts_of_test import group_by_test
from bluebar.reports.record.facts import the_wire_in_short
from bluebar.reports.record.failure_message import on_one_line
from bluebar.reports.record.outcomes import JUDGED, NOT_OFFERED, Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import PhaseNote

REPORT = "index.html"
CERTIFICATES = "certificates"
TABLES = ("ssl-port", "credentials", "refusals", "timeouts", "article")
"""The groups of scenarios that have a table of verdicts, besides the certificates."""

WRONG_REASON = "wrong reason"
MANY = 3
"""A message for this number of causes or more does not help a person to find the cause."""

WRONG = (Outcome.FAILED, Outcome.KNOWN)


@dataclass(frozen=True, kw_only=True)
class MatrixCell:
    """A scenario in a table of the page.

    Attributes:
        name: the id of the scenario.
        address: the address of the test's page in the report.
        shown: the last verdict of the app; empty if the app showed none.
        expected: the verdict that the scenario expects; empty if the app showed none.
        seconds: the seconds that the app needed for the verdict; None if no phase waited for one.
        wire: the encryption and the last login that the front door saw.
        finding: the kind of the app's failure, e.g. "wrong reason"; empty if there is none.
        why: why the scenario matters.
        is_wrong: whether the app failed the scenario, also if the failure is known.
        is_known: whether the adapter lists the failure as known.
    """

    name: str
    address: str
    shown: str
    expected: str
    seconds: float | None
    wire: str
    finding: str
    why: str
    is_wrong: bool
    is_known: bool


@dataclass(frozen=True, kw_only=True)
class AmbiguousMessage:
    """A message that the app shows for several causes.

    Attributes:
        message: the message, on one line.
        scenarios: the number of scenarios in which the app showed the message.
        by_cause: the cells of these scenarios by cause, i.e. by the expected verdict.
        is_known: whether the adapter lists all these failures as known.
    """

    message: str
    scenarios: int
    by_cause: dict[str, list[MatrixCell]]
    is_known: bool


def draw(records: Sequence[Record], target: str) -> str:
    """Return the page of findings in HTML.

    Args:
        records: the records of all attempts. Only the last attempt of each test counts.
        target: the name of the target, and its version if known.
    """
    tests = sorted(group_by_test(records), key=lambda test: test.attempts[0].began)
    last = [test.last for test in tests]
    judged = [each for each in last if each.verdicts and each.outcome in JUDGED]
    found = [each for each in judged if each.finding]
    ambiguous = _ambiguous(found)
    grouped = {record.test_id for records in ambiguous.values() for record in records}
    single = [each for each in found if each.test_id not in grouped]
    columns, matrix = _matrix(judged)
    return render(
        "findings_page.html",
        title=f"{target}: findings",
        report=REPORT,
        judged=len(judged),
        wrong=sum(record.outcome in WRONG for record in judged),
        ambiguous=[_ambiguous_message(*each) for each in ambiguous.items()],
        findings=[_cell(each) for each in sorted(single, key=lambda record: record.finding)],
        columns=columns,
        matrix=matrix,
        tables={
            group: [_cell(each) for each in judged if each.name.startswith(f"{group}/")]
            for group in TABLES
        },
        not_offered=_not_offered(last),
    )


def _ambiguous(found: Iterable[Record]) -> dict[str, list[Record]]:
    """Return the refusals with a wrong reason, by the message that the app showed.

    A message is left out if the app showed it for fewer than MANY causes.
    """
    by_message: dict[str, list[Record]] = {}
    for record in found:
        if record.finding == WRONG_REASON:
            verdict = record.verdicts[-1]
            by_message.setdefault(verdict.said or verdict.shown, []).append(record)
    return {
        message: records
        for message, records in by_message.items()
        if len({each.verdicts[-1].expected for each in records}) >= MANY
    }


def _ambiguous_message(message: str, records: Sequence[Record]) -> AmbiguousMessage:
    by_cause: dict[str, list[MatrixCell]] = {}
    for record in records:
        by_cause.setdefault(record.verdicts[-1].expected, []).append(_cell(record))
    return AmbiguousMessage(
        message=on_one_line(message),
        scenarios=len(records),
        by_cause=dict(sorted(by_cause.items())),
        is_known=all(each.outcome is Outcome.KNOWN for each in records),
    )


def _matrix(judged: Iterable[Record]) -> tuple[list[str], dict[str, dict[str, MatrixCell]]]:
    """Return the columns of the table of certificates, and its cells by certificate and column."""
    matrix: dict[str, dict[str, MatrixCell]] = {}
    for record in judged:
        group, *parts = record.name.split("/")
        if group == CERTIFICATES and len(parts) == 3:
            certificate, port, ssl = parts
            column = f"{port}, {'SSL' if ssl == 'ssl' else 'no SSL'}"
            matrix.setdefault(certificate, {})[column] = _cell(record)
    columns = sorted({column for cells in matrix.values() for column in cells})
    return columns, dict(sorted(matrix.items()))


def _not_offered(records: Iterable[Record]) -> dict[str, list[MatrixCell]]:
    """Return the tests that were not offered, by what the target or the mail server lacks."""
    lacking: dict[str, list[MatrixCell]] = {}
    for record in records:
        if record.outcome is Outcome.NOT_OFFERED:
            what = on_one_line(record.error.removeprefix(NOT_OFFERED))
            lacking.setdefault(what, []).append(_cell(record))
    return dict(sorted(lacking.items()))


def _cell(record: Record) -> MatrixCell:
    verdict = record.verdicts[-1] if record.verdicts else None
    return MatrixCell(
        name=record.name,
        address=to_test(REPORT, record.test_id),
        shown=verdict.shown if verdict else "",
        expected=verdict.expected if verdict else "",
        seconds=_seconds(record.phases),
        wire=the_wire_in_short(record),
        finding=record.finding,
        why=record.scenario.why,
        is_wrong=record.outcome in WRONG,
        is_known=record.outcome is Outcome.KNOWN,
    )


def _seconds(phases: Iterable[PhaseNote]) -> float | None:
    """Return the duration of the phase in which the app showed its last verdict, or None."""
    seconds = [each.seconds for each in phases if each.name in ("connect", "take the offer")]
    return seconds[-1] if seconds else None
