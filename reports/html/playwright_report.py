"""Convert records to the data of Playwright's report. No I/O.

The format is internal to Playwright and may change with any version.
`tests/reports/test_in_a_browser.py` opens a report, with the version in the lock file.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bluebar.reports.html.playwright_attempt import result
from bluebar.reports.record.attempts_of_test import AttemptsOfTest, group_by_test
from bluebar.reports.record.outcomes import SKIPS, Outcome, counts_in_words
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import IssueState

OUTCOME = {
    Outcome.PASSED: "expected",
    Outcome.FAILED: "unexpected",
    Outcome.ERROR: "unexpected",
    Outcome.FLAKY: "flaky",
    # Playwright shows a test that is marked as failing as "expected", too.
    Outcome.KNOWN: "expected",
    Outcome.NOT_OFFERED: "skipped",
    Outcome.NOT_LOOKED_AT: "skipped",
    Outcome.SKIPPED: "skipped",
}
HEADINGS = {
    Outcome.ERROR: "error: in bluebar or the adapter, no statement about the app",
    Outcome.FAILED: "failed: in the app",
    Outcome.FLAKY: "flaky: passed only in a rerun",
    Outcome.KNOWN: "known findings: in the app, listed as known",
    Outcome.NOT_OFFERED: "not offered: not supported by the target or the mail server",
    Outcome.NOT_LOOKED_AT: "not looked at: the target does not show what the scenario is about",
    Outcome.SKIPPED: "skipped",
}

LABELLED = (Outcome.ERROR, Outcome.KNOWN, *SKIPS)
"""Outcomes that need a label, because Playwright's report shows others with the same symbol."""


def heading(test: AttemptsOfTest) -> str:
    """Return the heading in the list of tests under which a test is listed.

    The heading is the test's outcome, or the test's file if the test passed.
    """
    return HEADINGS.get(test.outcome) or test.last.test.partition("::")[0]


def title(tests: Sequence[AttemptsOfTest], servers: Iterable[str]) -> str:
    """Return the report's title: the number of tests by outcome, and the mail servers."""
    count = Counter(test.outcome for test in tests)
    return " · ".join([f"bluebar: {counts_in_words(count)}", *servers])


def entries(records: Sequence[Record]) -> dict[str, dict[str, Any]]:
    """Return the JSON entries of a report, by name.

    The entry `report.json` lists all tests. Each heading of the list has another entry, which
    contains the attempts of the tests under the heading.
    """
    tests = group_by_test(records)
    servers = sorted({record.run["mail server"] for record in records if record.run})
    # If all tests used one mail server, its launcher is not repeated at each test.
    name_launchers = len(servers) > 1
    parts: dict[str, list[AttemptsOfTest]] = {}
    for test in tests:
        parts.setdefault(heading(test), []).append(test)
    complete: list[dict[str, Any]] = [
        {
            "fileId": f"part-{number}",
            "fileName": name,
            "tests": [_complete(test, name_launchers=name_launchers) for test in members],
            "stats": _stats(members),
        }
        for number, (name, members) in enumerate(parts.items())
    ]
    began = min((record.began for record in records), default=0.0)
    ended = max((record.began + record.seconds for record in records), default=0.0)
    report = {
        "metadata": {},
        "files": [part | {"tests": list(map(_listed, part["tests"]))} for part in complete],
        "stats": _stats(tests),
        "projectNames": sorted({test.last.launcher for test in tests}) if name_launchers else [],
        "startTime": began * 1000,
        "duration": (ended - began) * 1000,
        "machines": [],
        "errors": [],
        "options": {"title": title(tests, servers), "noCopyPrompt": True},
    }
    return {"report.json": report} | {f"{part['fileId']}.json": part for part in complete}


def _stats(tests: Sequence[AttemptsOfTest]) -> Mapping[str, Any]:
    count = Counter(OUTCOME[test.outcome] for test in tests)
    return {
        "total": len(tests),
        **{each: count[each] for each in ("expected", "unexpected", "flaky", "skipped")},
        "ok": not count["unexpected"],
    }


def _complete(test: AttemptsOfTest, *, name_launchers: bool) -> dict[str, Any]:
    last = test.last
    file, _, function = last.test.partition("::")
    results = [result(each, number) for number, each in enumerate(test.attempts)]
    return {
        "testId": last.test_id,
        "title": last.name,
        "path": [last.claim] if function else [],
        "projectName": last.launcher if name_launchers else "",
        "location": {"file": file, "line": last.line, "column": 1},
        "annotations": results[-1]["annotations"],
        "tags": _labels(test),
        "outcome": OUTCOME[test.outcome],
        "duration": sum(each.seconds for each in test.attempts) * 1000,
        "ok": OUTCOME[test.outcome] != "unexpected",
        "results": results,
    }


def _listed(test: dict[str, Any]) -> dict[str, Any]:
    """Shorten a test for the list: keep only start, worker and traces of its attempts."""
    kept = ("startTime", "workerIndex")
    results = [
        {name: each[name] for name in kept}
        | {"attachments": [file for file in each["attachments"] if file["name"] == "trace"]}
        for each in test["results"]
    ]
    return test | {"results": results}


def _labels(test: AttemptsOfTest) -> list[str]:
    """Return labels for a test's outcome, known issue, last verdict, and first wrong count.

    A click on a label in the report shows only the tests with this label.
    """
    labels = [test.outcome.value] if test.outcome in LABELLED else []
    if test.last.known_issue.state not in (None, IssueState.KNOWN):
        labels.append(f"known issue {test.last.known_issue.state}")
    if test.last.false_success:
        labels.append("false success")
    for verdict in test.last.verdicts[-1:]:
        labels.append(verdict.shown)
        if verdict.shown != verdict.expected:
            labels.append(f"not {verdict.expected}")
    wrong = [each for each in test.last.counts if each.differs]
    labels += [f"{each.shown} {each.name}, not {each.expected}" for each in wrong[:1]]
    return [f"@{label}" for label in labels]
