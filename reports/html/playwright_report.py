"""The data of Playwright's own report, made from records. Pure: nothing is read or written here.

The format is internal to Playwright and may change with any version: what is made of it is opened
with the locked one by `tests/reports/test_in_a_browser.py`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bluebar.reports.html.playwright_attempt import result
from bluebar.reports.record.attempts_of_test import AttemptsOfTest, tried
from bluebar.reports.record.outcomes import Outcome, in_words
from bluebar.reports.record.record import Record

OUTCOME = {
    Outcome.PASSED: "expected",
    Outcome.FAILED: "unexpected",
    Outcome.ERROR: "unexpected",
    Outcome.FLAKY: "flaky",
    # As Playwright does for a test that is marked as failing.
    Outcome.KNOWN: "expected",
    Outcome.NOT_OFFERED: "skipped",
    Outcome.SKIPPED: "skipped",
}
HEADINGS = {
    Outcome.ERROR: "error: bluebar's own trouble, nothing is said of the app",
    Outcome.FAILED: "failed: the app",
    Outcome.FLAKY: "flaky: passed only when run again",
    Outcome.KNOWN: "known findings: the app, as its adapter says",
    Outcome.NOT_OFFERED: "not offered by the target or the mail server",
    Outcome.SKIPPED: "skipped",
}

LABELLED = (Outcome.ERROR, Outcome.KNOWN, Outcome.NOT_OFFERED, Outcome.SKIPPED)
"""Outcomes that share their sign with another one in Playwright's report."""


def heading(test: AttemptsOfTest) -> str:
    """Return what a test stands under in the list: the file, if it needs no look."""
    return HEADINGS.get(test.outcome) or test.last.test.partition("::")[0]


def title(tests: Sequence[AttemptsOfTest], servers: Iterable[str]) -> str:
    """Return what the report is called: what came out, and against which mail server."""
    count = Counter(test.outcome for test in tests)
    return " · ".join([f"bluebar: {in_words(count)}", *servers])


def entries(records: Sequence[Record]) -> dict[str, dict[str, Any]]:
    """Return the JSON entries of a report, by name.

    `report.json` lists all tests; one more entry for each heading of the list holds their attempts.
    """
    tests = tried(records)
    servers = sorted({record.run["mail server"] for record in records if record.run})
    # A name that all tests share would tell nothing.
    name_ways = len(servers) > 1
    parts: dict[str, list[AttemptsOfTest]] = {}
    for test in tests:
        parts.setdefault(heading(test), []).append(test)
    whole: list[dict[str, Any]] = [
        {
            "fileId": f"part-{number}",
            "fileName": name,
            "tests": [_whole(test, name_ways=name_ways) for test in members],
            "stats": _stats(members),
        }
        for number, (name, members) in enumerate(parts.items())
    ]
    began = min((record.began for record in records), default=0.0)
    ended = max((record.began + record.seconds for record in records), default=0.0)
    report = {
        "metadata": {},
        "files": [part | {"tests": list(map(_listed, part["tests"]))} for part in whole],
        "stats": _stats(tests),
        "projectNames": sorted({test.last.way for test in tests}) if name_ways else [],
        "startTime": began * 1000,
        "duration": (ended - began) * 1000,
        "machines": [],
        "errors": [],
        "options": {"title": title(tests, servers), "noCopyPrompt": True},
    }
    return {"report.json": report} | {f"{part['fileId']}.json": part for part in whole}


def _stats(tests: Sequence[AttemptsOfTest]) -> Mapping[str, Any]:
    count = Counter(OUTCOME[test.outcome] for test in tests)
    return {
        "total": len(tests),
        **{each: count[each] for each in ("expected", "unexpected", "flaky", "skipped")},
        "ok": not count["unexpected"],
    }


def _whole(test: AttemptsOfTest, *, name_ways: bool) -> dict[str, Any]:
    last = test.last
    file, _, function = last.test.partition("::")
    results = [result(each, number) for number, each in enumerate(test.attempts)]
    return {
        "testId": last.test_id,
        "title": last.name,
        "path": [last.claim] if function else [],
        "projectName": last.way if name_ways else "",
        "location": {"file": file, "line": last.line, "column": 1},
        "annotations": results[-1]["annotations"],
        "tags": _labels(test),
        "outcome": OUTCOME[test.outcome],
        "duration": sum(each.seconds for each in test.attempts) * 1000,
        "ok": OUTCOME[test.outcome] != "unexpected",
        "results": results,
    }


def _listed(test: dict[str, Any]) -> dict[str, Any]:
    """Return a test as the list has it: links to its traces, and nothing else of its attempts."""
    kept = ("startTime", "workerIndex")
    results = [
        {name: each[name] for name in kept}
        | {"attachments": [file for file in each["attachments"] if file["name"] == "trace"]}
        for each in test["results"]
    ]
    return test | {"results": results}


def _labels(test: AttemptsOfTest) -> list[str]:
    """Return what tells outcomes and verdicts apart at a glance; a click shows all of a kind."""
    labels = [test.outcome.value] if test.outcome in LABELLED else []
    if test.last.false_success:
        labels.append("false success")
    for verdict in test.last.verdicts[-1:]:
        labels.append(verdict["shown"])
        if verdict["shown"] != verdict["expected"]:
            labels.append(f"not {verdict['expected']}")
    wrong = [each for each in test.last.counts if each["shown"] != each["expected"]]
    labels += [f"{each['shown']} {each['name']}, not {each['expected']}" for each in wrong[:1]]
    return [f"@{label}" for label in labels]
