"""Run candidates in turn, and compare their values in a table."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.command_line import show_progress


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Something to measure.

    Attributes:
        name: the name in the table.
        run: a function that runs the candidate, and returns the values by the unit of each.
    """

    name: str
    run: Callable[[], Mapping[str, float]]


@dataclass(frozen=True, kw_only=True)
class Result:
    """The values of a candidate.

    Attributes:
        part: the part of the benchmark.
        candidate: the candidate's name.
        values: by unit, e.g. "s" or "CPU s", the value of each run.
    """

    part: str
    candidate: str
    values: Mapping[str, list[float]] = field(default_factory=dict)


def run_in_turn(part: str, candidates: Sequence[Candidate], times: int) -> list[Result]:
    """Run all candidates one after the other, several times; return the results in their order."""
    values: list[dict[str, list[float]]] = [{} for _ in candidates]
    for number in range(times):
        for candidate, found in zip(candidates, values, strict=True):
            show_progress(f"{part}: {candidate.name}, {number + 1} of {times}")
            for unit, value in candidate.run().items():
                found.setdefault(unit, []).append(value)
    return [
        Result(part=part, candidate=candidate.name, values=found)
        for candidate, found in zip(candidates, values, strict=True)
    ]


def table(results: Sequence[Result]) -> str:
    """Return the results as a table in Markdown, with a line for each candidate and unit.

    The ratio compares the median with that of the first candidate of the part, in the same unit.
    """
    lines = [
        "| Part | Candidate | Unit | Median | Smallest to largest | Ratio |",
        "|---|---|---|---|---|---|",
    ]
    first: dict[tuple[str, str], float] = {}
    for result in results:
        for unit, values in result.values.items():
            median = statistics.median(values)
            ratio = median / first.setdefault((result.part, unit), median)
            lines.append(
                f"| {result.part} | {result.candidate} | {unit} | {median:.1f} | "
                f"{min(values):.1f} to {max(values):.1f} | {ratio:.2f} |"
            )
    return "\n".join(lines)
