"""Benchmark the suite: against another commit, against other ways to test, and by workers.

    python -m bench.suite [PART …] [--times N] [--against FOLDER] [--json FILE]

- against: all scenarios of another commit, in its own clone and by this checkout, with two workers
- tutorial: twenty scenarios by bluebar, and twenty tests as tutorials write them
- connect: ten connecting tests by bluebar, and by a script with Playwright alone; with and without
  traces; the seconds of a test, without the start
- workers: all scenarios with 1, 2 and 4 workers
- start: from the start of pytest to the first click on Connect

The candidates of a part run in turn, N times each, so that a machine which gets slower is as slow
for all. The table has the median, the smallest and the largest value, and the ratio of the medians
to the first candidate. CPU seconds and memory are those of all processes (`process_cost`). The mail
server is GreenMail on a JVM.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from bench.command_line import show_progress
from bench.contest import Candidate, Result, run_in_turn, table
from bench.process_cost import Cost, measure
from bluebar.mailserver.errors import HarnessError

ROOT = Path(__file__).parents[1]
ID = re.compile(r"\[chromium-(.+)\]$")
"""The scenario's id in the id of a test."""

CONNECTING = tuple(
    f"account/{name}"
    for name in (
        *(f"odd-but-legal/{each}" for each in ("quote", "backslash", "umlaut", "space", "plus")),
        *(f"odd-but-legal/{each}" for each in ("dollar", "brace", "trimmed-user-name")),
        "address/plus",
        "address/hyphen",
    )
)
REFUSED = (
    "refusals/wrong-password/imaps-993",
    "refusals/wrong-password/imap-143",
    "refusals/no-such-user",
    *(f"refusals/missing/{each}" for each in ("username", "password", "server", "port")),
    *(f"refusals/invalid/{each}" for each in ("server", "port", "port-too-large")),
)
CLICK = "connect"
"""The phase that begins with the click on Connect."""


class BenchFailed(HarnessError):
    """A candidate failed, so its time is meaningless."""


def pytest_run(
    folder: Path, *options: str, tests: Sequence[str] = ("e2e",)
) -> tuple[Cost, list[dict[str, Any]]]:
    """Run pytest in a checkout; return the cost, and the records of the tests.

    The records are read as JSON, because those of another commit may have other fields.

    Args:
        folder: the checkout, with an environment in .venv.
        options: pytest's options.
        tests: the ids of the tests, or the folder with all tests.

    Raises:
        BenchFailed: a test failed, or no test ran.
    """
    with tempfile.TemporaryDirectory(prefix="bluebar-bench-") as reports:
        command = [str(folder / ".venv/bin/python"), "-m", "pytest", *tests, *options]
        command += ["-q", "--mailserver", "jvm", "--reports", reports]
        cost = measure(command, folder=folder)
        records = [
            json.loads(line)
            for file in Path(reports, "latest").glob("records.jsonl")
            for line in file.read_text().splitlines()
        ]
    if cost.status or not records:
        raise _failed(command, cost)
    return cost, records


def _failed(command: Sequence[str], cost: Cost) -> BenchFailed:
    return BenchFailed(
        wanted="tests that pass",
        happened=f"no test ran, or one failed; exit status {cost.status}",
        where=" ".join(command),
        next_step="run the command, and look at its output",
        output=cost.output,
    )


def costs(cost: Cost, tests: int) -> dict[str, float]:
    """Return what a run of several tests cost."""
    cpu = sum(cost.cpu.values())
    return {
        "s": cost.seconds,
        "CPU s": cpu,
        "CPU s each": cpu / tests,
        "MB": sum(cost.memory.values()),
        "MB of the harness": cost.memory.get("harness", 0.0),
    }


def suite_run(folder: Path, *options: str, tests: Sequence[str] = ("e2e",)) -> Mapping[str, float]:
    """Run tests of a checkout; return what they cost."""
    cost, records = pytest_run(folder, *options, tests=tests)
    return costs(cost, len(records))


def node_ids(folder: Path) -> dict[str, str]:
    """Return the ids of a checkout's tests, by the id of each scenario, in pytest's order."""
    listed = subprocess.run(
        [folder / ".venv/bin/python", "-m", "pytest", "e2e", "--collect-only", "-q"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    found = ((ID.search(line), line) for line in listed.stdout.splitlines())
    return {match[1]: line for match, line in found if match}


def against(other: Path) -> list[Candidate]:
    """Compare the scenarios of another checkout, which this checkout has, too."""
    theirs, ours = node_ids(other), node_ids(ROOT)
    both = [each for each in theirs if each in ours]
    show_progress(f"against: {len(both)} of {len(theirs)} scenarios are in both")

    def candidate(name: str, folder: Path, ids: Mapping[str, str]) -> Candidate:
        tests = [ids[each] for each in both]
        return Candidate(name=name, run=lambda: suite_run(folder, "-n", "2", tests=tests))

    return [
        candidate("the other commit", other, theirs),
        candidate("this checkout", ROOT, ours),
    ]


def tutorial() -> list[Candidate]:
    """Compare twenty tests as tutorials write them with twenty scenarios of bluebar."""
    ids = node_ids(ROOT)
    tests = [ids[each] for each in (*CONNECTING, *REFUSED)]
    return [
        Candidate(name="as in tutorials", run=lambda: costs(_other_way("tutorial")[0], len(tests))),
        Candidate(name="bluebar", run=lambda: suite_run(ROOT, tests=tests)),
        Candidate(name="bluebar, 2 workers", run=lambda: suite_run(ROOT, "-n", "2", tests=tests)),
    ]


def connect() -> list[Candidate]:
    """Compare the seconds of one connecting test, without the start."""
    ids = node_ids(ROOT)
    tests = [ids[each] for each in CONNECTING]

    def bluebar(*options: str) -> Mapping[str, float]:
        _, records = pytest_run(ROOT, *options, tests=tests)
        return {"s each": _usual([each["seconds"] for each in records])}

    def bare(*options: str) -> Mapping[str, float]:
        return {"s each": _usual(_other_way("bare", "--tests", "10", *options)[1])}

    return [
        Candidate(name="Playwright alone", run=bare),
        Candidate(name="Playwright alone, with a trace", run=lambda: bare("--trace")),
        Candidate(name="bluebar, without a trace", run=lambda: bluebar("--tracing", "off")),
        Candidate(name="bluebar", run=bluebar),
    ]


def _usual(seconds: Sequence[float]) -> float:
    """Return the median without the first test, which warms the browser and the app up."""
    return statistics.median(seconds[1:])


def workers() -> list[Candidate]:
    """Compare numbers of workers."""
    return [
        Candidate(name=f"-n {number}", run=partial(suite_run, ROOT, "-n", str(number)))
        for number in (2, 1, 4)
    ]


def start() -> list[Candidate]:
    """Measure the time from the start of pytest to the first click on Connect, by part."""
    test = node_ids(ROOT)[CONNECTING[0]]

    def first_click() -> Mapping[str, float]:
        started = time.time()
        _, (record,) = pytest_run(ROOT, tests=[test])
        phases = {each["name"]: each["at"] for each in record["phases"]}
        clicked = record["epoch"] + phases[CLICK]
        return {
            "s to the test": record["began"] - started,
            "s from the test to the click": clicked - record["began"],
            "s to the click": clicked - started,
        }

    return [Candidate(name="one test", run=first_click)]


def _other_way(*arguments: str) -> tuple[Cost, list[float]]:
    command = [sys.executable, "-m", "bench.other_ways", *arguments]
    cost = measure(command, folder=ROOT)
    if cost.status:
        raise _failed(command, cost)
    seconds: list[float] = json.loads(cost.output.strip().rpartition("\n")[2])
    return cost, seconds


PARTS: Mapping[str, Callable[[], list[Candidate]]] = {
    "tutorial": tutorial,
    "connect": connect,
    "workers": workers,
    "start": start,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the parts, print the table, and write the values as JSON if a file is named."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.suite",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument(
        "--times", type=int, default=3, metavar="N", help="runs of each (default: 3)"
    )
    parser.add_argument(
        "--against", type=Path, metavar="FOLDER", help="a clone of another commit, with its .venv"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all values")
    given = parser.parse_args(arguments)
    if unknown := [each for each in given.parts if each not in PARTS]:
        parser.error(f"no part {unknown[0]!r}: choose of {', '.join(PARTS)}")
    if given.times < 1:
        parser.error("--times must be at least 1")
    chosen = given.parts or ([] if given.against else list(PARTS))
    results: list[Result] = []
    if given.against:
        results += run_in_turn("against", against(given.against.resolve()), given.times)
    for part in chosen:
        results += run_in_turn(part, PARTS[part](), given.times)
    print(table(results))
    if given.json:
        given.json.write_text(json.dumps([asdict(each) for each in results], indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
