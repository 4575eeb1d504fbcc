"""The suite benchmark's table, turns and costs; no test runs the measurement."""

import sys
from functools import partial
from pathlib import Path

import psutil
import pytest

from bench import suite
from bench.contest import Candidate, Result, run_in_turn, table
from bench.process_cost import Cost, measure, program_of
from bench.suite import costs, main, node_ids

WORK = "x = [0] * 10_000_000\nfor i in range(30_000_000): pass"


def test_candidates_run_in_turn() -> None:
    ran: list[str] = []

    def run(name: str) -> dict[str, float]:
        ran.append(name)
        return {"s": float(len(ran))}

    candidates = [Candidate(name=each, run=partial(run, each)) for each in "ab"]
    first, second = run_in_turn("part", candidates, times=2)
    assert ran == ["a", "b", "a", "b"]
    assert (first.values, second.values) == ({"s": [1.0, 3.0]}, {"s": [2.0, 4.0]})


def test_the_table_compares_medians_with_the_first_candidate_of_the_part() -> None:
    _, _, theirs, ours, other = table(
        [
            Result(part="connect", candidate="theirs", values={"s": [4.0, 2.0, 9.0]}),
            Result(part="connect", candidate="ours", values={"s": [1.0, 2.0, 3.0]}),
            Result(part="start", candidate="ours", values={"s": [5.0]}),
        ]
    ).splitlines()
    assert theirs == "| connect | theirs | s | 4.0 | 2.0 to 9.0 | 1.00 |"
    assert ours == "| connect | ours | s | 2.0 | 1.0 to 3.0 | 0.50 |"
    assert other.endswith("| 1.00 |")


def test_the_cost_of_a_command_includes_the_processes_that_it_starts() -> None:
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WORK!r}])"
    cost = measure([sys.executable, "-c", child], folder=Path())
    assert cost.status == 0
    assert 0 < cost.cpu["harness"] <= cost.seconds * (psutil.cpu_count() or 1)
    assert cost.memory["harness"] > 1


def test_the_output_and_the_status_of_a_failed_command_are_kept() -> None:
    cost = measure([sys.executable, "-c", "print('why'); raise SystemExit(3)"], folder=Path())
    assert (cost.status, cost.output) == (3, "why\n")


def test_a_process_is_named_by_its_program() -> None:
    assert program_of(psutil.Process()) == "harness"


def test_costs_are_given_for_each_test() -> None:
    cost = Cost(seconds=8.0, cpu={"app": 2.0, "harness": 4.0}, memory={}, status=0, output="")
    assert costs(cost, 3)["CPU s each"] == 2.0


def test_the_scenarios_of_the_benchmark_are_in_the_suite() -> None:
    ids = node_ids(suite.ROOT)
    assert {*suite.CONNECTING, *suite.REFUSED} <= ids.keys()
    assert len(suite.CONNECTING) == len(suite.REFUSED) == 10


@pytest.mark.parametrize("arguments", [["no-such-part"], ["start", "--times", "0"]])
def test_wrong_arguments_are_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    assert "error:" in capsys.readouterr().err
