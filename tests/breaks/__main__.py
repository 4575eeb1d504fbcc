"""Break the app on purpose: each break must make exactly the expected scenarios fail.

    python -m tests.breaks [--red-only] [NAME …]      # or: make breaks

The command copies bluebar, replaces one text of the app in the copy, and runs the suite there: the
test files of the flow, or the rows of a marker. A break whose text is not found is an error,
because it would prove nothing.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.checkout_copy import FOLDERS, link_package

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent
RUN_SECONDS = 600
FLOW = ("article", "ssl_port", "counts", "summary", "account", "refusals")
"""The test files that run for a break without `only`."""


@dataclass(frozen=True, kw_only=True)
class Break:
    """A break: in `file` the text `old` becomes `new`.

    Attributes:
        red: patterns of the scenarios that must fail; all other scenarios must pass.
        says: part of the message of at least one failure.
        may: patterns of further scenarios that may fail.
        only: pytest's -m expression for the rows to run; empty for the test files of the flow.
        rows: pytest's -k expression for the rows to run, instead of `only`.
        errors: whether the break is in an adapter, so that the rows must be errors, not failures.
        files: the test files that run.
    """

    name: str
    file: str
    old: str
    new: str
    red: list[str]
    says: str
    may: list[str] = field(default_factory=list)
    only: str = ""
    rows: str = ""
    errors: bool = False
    files: tuple[str, ...] = ("e2e",)


def load() -> list[Break]:
    """Return the breaks of every TOML file here, with names of sets replaced by their patterns.

    Raises:
        ValueError: two files have a break of the same name.
    """
    files = [tomllib.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.toml"))]
    sets: dict[str, list[str]] = {}
    breaks: dict[str, Break] = {}
    for listed in files:
        for name, patterns in listed.pop("sets", {}).items():
            sets[f"@{name}"] = _expand_sets(patterns, sets)
    for listed in files:
        if twice := breaks.keys() & listed.keys():
            raise ValueError(f"breaks of the same name: {', '.join(sorted(twice))}")
        for name, values in listed.items():
            red = _expand_sets(values["red"], sets)
            is_whole = values.keys() & {"only", "rows"}
            where = ("e2e",) if is_whole else tuple(f"e2e/test_{each}.py" for each in FLOW)
            breaks[name] = Break(name=name, files=where, **values | {"red": red})
    return list(breaks.values())


def _expand_sets(patterns: list[str], sets: dict[str, list[str]]) -> list[str]:
    return [each for pattern in patterns for each in sets.get(pattern, [pattern])]


def apply_break(broken: Break, source: str) -> str:
    """Return the source with the break.

    Raises:
        ValueError: the source does not contain the text exactly once.
    """
    if source.count(broken.old) != 1:
        raise ValueError(
            f"{broken.name} no longer applies: {broken.file} contains its `old` text "
            f"{source.count(broken.old)} times, not once"
        )
    return source.replace(broken.old, broken.new)


def matching_ids(patterns: list[str], scenarios: Iterable[str]) -> set[str]:
    """Return the scenarios that match the patterns; flow.toml describes patterns.

    Raises:
        ValueError: a pattern adds or removes nothing.
    """
    all_ids, chosen = set(scenarios), set[str]()
    for pattern in patterns:
        name = pattern.removeprefix("!")
        is_removal = name != pattern
        matching = {
            each
            for each in (chosen if is_removal else all_ids)
            if each == name or (name.endswith("*") and each.startswith(name[:-1]))
        }
        if not matching:
            raise ValueError(f"{pattern} matches no scenario")
        chosen = chosen - matching if is_removal else chosen | matching
    return chosen


def judge(broken: Break, records: list[dict[str, object]]) -> list[str]:
    """Return a line for each problem; none if the suite caught the break as expected."""
    outcomes = {str(r["scenario"]["id"]): r for r in records if r["scenario"]}  # type: ignore[index]
    red = {name for name, record in outcomes.items() if record["outcome"] != "passed"}
    errors = [name for name in red if outcomes[name]["outcome"] == "error"]
    failures = sorted(red - set(errors))
    must = matching_ids(broken.red, outcomes)
    may = must | matching_ids(broken.may, outcomes)
    problems = (
        [
            f"reported as a failure of the app, not as an error of the adapter: {name}"
            for name in failures
        ]
        if broken.errors
        else [
            f"reported as an error of bluebar, not as a failure of the app: {name}"
            for name in sorted(errors)
        ]
    )
    problems += [
        f"failed by a time-out, not by a verdict: {name}"
        for name in sorted(red)
        if "NoVerdict(" in str(outcomes[name]["error"])
    ]
    problems += [
        f"failed, although the break must not make it fail: {name}" for name in sorted(red - may)
    ]
    problems += [
        f"passed, although the break must make it fail: {name}" for name in sorted(must - red)
    ]
    if not any(broken.says in str(outcomes[name]["error"]) for name in red):
        problems.append(f"no failure message contains {broken.says!r}; they say:")
        problems += [f"    {name}: {_first_line(outcomes[name])}" for name in sorted(red)[:5]]
    return problems


def _first_line(record: dict[str, object]) -> str:
    lines = str(record["error"]).splitlines()
    told = [line[1:].strip() for line in lines if line.startswith("E  ")]
    return (told or lines or ["no error"])[0][:300]


def only_red(broken: Break) -> Break:
    """Return the break with only the rows that must fail: quicker, but other rows do not run."""
    rows = [each.rstrip("*") for each in broken.red if not each.startswith("!")]
    return replace(broken, rows=" or ".join(rows), may=["*"])


def run(broken: Break, pytest_arguments: list[str]) -> tuple[list[str], str]:
    """Run the suite against the broken app; return the problems, and a line about the failures."""
    with tempfile.TemporaryDirectory(prefix="breaks-") as folder:
        copy = Path(folder)
        copy_bluebar(copy)
        file = copy / broken.file
        file.write_text(apply_break(broken, file.read_text(encoding="utf-8")), encoding="utf-8")
        reports = copy / "out"
        rows = f"not slow and ({broken.only})" if broken.only else "not slow"
        command = [
            sys.executable, "-m", "pytest", *broken.files, "-n", "2", "-q",
            "-m", rows, "-k", broken.rows, "--tracing=off", "--screenshot=off",
            "--reports", str(reports), *pytest_arguments,
        ]  # fmt: skip
        try:
            ended = subprocess.run(
                command, cwd=copy, capture_output=True, text=True, timeout=RUN_SECONDS, check=False,
                env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy)},
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return [f"the suite did not end within {RUN_SECONDS} s"], ""
        lines = reports / "latest" / "records.jsonl"
        if not lines.exists() or not lines.read_text(encoding="utf-8"):
            return [f"the suite did not run:\n{ended.stdout[-1500:]}{ended.stderr[-1500:]}"], ""
        records = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    return judge(broken, records), _summary(broken, records)


def copy_bluebar(copy: Path) -> None:
    """Copy what a run needs; processes that start in the copy import `bluebar` from the copy."""
    for name in ("bluebar", *FOLDERS):
        ignored = shutil.ignore_patterns("out", "__pycache__")
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    link_package(copy)
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, copy / name)


def _summary(broken: Break, records: list[dict[str, object]]) -> str:
    red = sum(record["outcome"] != "passed" for record in records)
    return f"{red} of {len(records)} rows failed: {_message(broken, records)}"


def _message(broken: Break, records: list[dict[str, object]]) -> str:
    for record in records:
        for line in str(record["error"]).splitlines():
            if broken.says in line and line.startswith("E  "):
                return line[1:].strip()[:200]
    return ""


def main() -> None:
    """Run the named breaks, or all."""
    breaks = load()
    parser = argparse.ArgumentParser(prog="python -m tests.breaks", description=__doc__)
    parser.add_argument("names", nargs="*", help="names of breaks (default: all)")
    parser.add_argument("--red-only", action="store_true", help="run only the rows that must fail")
    parser.add_argument("--mailserver", default="jvm", help="as for pytest (default: jvm)")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - {each.name for each in breaks}
    if unknown:
        parser.error(f"no such break: {', '.join(sorted(unknown))}")
    bad = 0
    for broken in breaks:
        if arguments.names and broken.name not in arguments.names:
            continue
        print(f"{broken.name}: running", end="\r", flush=True)
        chosen = only_red(broken) if arguments.red_only else broken
        problems, summary = run(chosen, ["--mailserver", arguments.mailserver])
        bad += bool(problems)
        print(f"{broken.name}: {'caught' if not problems else 'NOT AS EXPECTED'}: {summary}")
        for problem in problems:
            print(f"    {problem}")
    sys.exit(f"{bad} breaks had another result than expected: see the lines above" if bad else 0)


if __name__ == "__main__":
    main()
