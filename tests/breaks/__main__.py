"""Break the app on purpose, one way at a time: each break must turn the right scenarios red.

    python -m tests.breaks [NAME …]      # or: make breaks

The app is copied, one text in it is replaced, and the suite runs against the copy: the files of the
flow, or the rows of a marker for what goes wrong in the field. A break whose text is not there any
more is an error: it would prove nothing.
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
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).with_name("breaks.toml")
COPIED = ("app", "e2e", "fixtures", "mailserver", "reports", "conftest.py", "pyproject.toml")
RUN_SECONDS = 600
FLOW = ("article", "ssl_port", "counts", "summary", "account", "refusals")
"""The files of tests among which a break is looked for, unless it says among which rows."""


@dataclass(frozen=True, kw_only=True)
class Break:
    """One break: in `file` the text `old` becomes `new`.

    Attributes:
        red: patterns of the scenarios that must fail, and no others must.
        says: part of the message by which at least one of them must fail.
        may: patterns of further ones that may fail.
        only: pytest's -m expression for the rows among which it is looked for; those of the files
            of the flow when empty.
    """

    name: str
    file: str
    old: str
    new: str
    red: list[str]
    says: str
    may: list[str] = field(default_factory=list)
    only: str = ""


def load() -> list[Break]:
    """Return every break, the names of sets replaced by their patterns."""
    listed = tomllib.loads(DATA.read_text(encoding="utf-8"))
    sets: dict[str, list[str]] = {}
    for name, patterns in listed.pop("sets").items():
        sets[f"@{name}"] = _spelled_out(patterns, sets)
    return [
        Break(name=name, **values | {"red": _spelled_out(values["red"], sets)})
        for name, values in listed.items()
    ]


def _spelled_out(patterns: list[str], sets: dict[str, list[str]]) -> list[str]:
    return [each for pattern in patterns for each in sets.get(pattern, [pattern])]


def applied(broken: Break, source: str) -> str:
    """Return the source with the break in it.

    Raises:
        ValueError: its text is not there exactly once.
    """
    if source.count(broken.old) != 1:
        raise ValueError(
            f"{broken.name} no longer applies: its text stands {source.count(broken.old)} times "
            f"in {broken.file}"
        )
    return source.replace(broken.old, broken.new)


def meant(patterns: list[str], scenarios: Iterable[str]) -> set[str]:
    """Return the scenarios that patterns stand for, as breaks.toml tells.

    Raises:
        ValueError: a pattern stands for none, or takes none away.
    """
    there, chosen = set(scenarios), set[str]()
    for pattern in patterns:
        name = pattern.removeprefix("!")
        takes_away = name != pattern
        matching = {
            each
            for each in (chosen if takes_away else there)
            if each == name or (name.endswith("*") and each.startswith(name[:-1]))
        }
        if not matching:
            raise ValueError(f"{pattern} stands for no scenario")
        chosen = chosen - matching if takes_away else chosen | matching
    return chosen


def judge(broken: Break, records: list[dict[str, object]]) -> list[str]:
    """Return what is not as it should be, a line each; nothing when the break was caught well."""
    outcomes = {str(r["scenario"]["id"]): r for r in records if r["scenario"]}  # type: ignore[index]
    red = {name for name, record in outcomes.items() if record["outcome"] != "passed"}
    errors = [name for name in red if outcomes[name]["outcome"] == "error"]
    must = meant(broken.red, outcomes)
    may = must | meant(broken.may, outcomes)
    problems = [f"a harness error, not a failure: {name}" for name in sorted(errors)]
    problems += [
        f"red by a time-out, not by what it shows: {name}"
        for name in sorted(red)
        if "NoVerdict(" in str(outcomes[name]["error"])
    ]
    problems += [f"red, but not affected: {name}" for name in sorted(red - may)]
    problems += [f"affected, but not red: {name}" for name in sorted(must - red)]
    if not any(broken.says in str(outcomes[name]["error"]) for name in red):
        problems.append(f"no failure says {broken.says!r}")
    return problems


def run(broken: Break, pytest_arguments: list[str]) -> tuple[list[str], str]:
    """Run the suite against the broken app; return the problems, and what was red and said."""
    with tempfile.TemporaryDirectory(prefix="breaks-") as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            ignored = shutil.ignore_patterns("out", "__pycache__")
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=ignored)
            else:
                shutil.copy(source, copy / name)
        file = copy / broken.file
        file.write_text(applied(broken, file.read_text(encoding="utf-8")), encoding="utf-8")
        reports = copy / "out"
        rows = f"not slow and ({broken.only})" if broken.only else "not slow"
        where = ["e2e"] if broken.only else [f"e2e/test_{name}.py" for name in FLOW]
        command = [
            sys.executable, "-m", "pytest", *where, "-n", "2", "-m", rows, "-q",
            "--tracing=off", "--screenshot=off", "--reports", str(reports), *pytest_arguments,
        ]  # fmt: skip
        ended = subprocess.run(
            command, cwd=copy, capture_output=True, text=True, timeout=RUN_SECONDS, check=False,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        lines = reports / "latest" / "records.jsonl"
        if not lines.exists():
            return [f"the suite did not run:\n{ended.stdout[-1500:]}{ended.stderr[-1500:]}"], ""
        records = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    return judge(broken, records), _telling(broken, records)


def _telling(broken: Break, records: list[dict[str, object]]) -> str:
    red = sum(record["outcome"] != "passed" for record in records)
    return f"{red} of {len(records)} red: {_message(broken, records)}"


def _message(broken: Break, records: list[dict[str, object]]) -> str:
    for record in records:
        for line in str(record["error"]).splitlines():
            if broken.says in line and line.startswith("E  "):
                return line[1:].strip()[:200]
    return ""


def main() -> None:
    """Run the breaks that were named, or all of them."""
    breaks = load()
    parser = argparse.ArgumentParser(prog="python -m tests.breaks", description=__doc__)
    parser.add_argument("names", nargs="*", help="which breaks (default: all)")
    parser.add_argument("--mailserver", default="jvm", help="as for pytest (default: jvm)")
    asked = parser.parse_args()
    unknown = set(asked.names) - {each.name for each in breaks}
    if unknown:
        parser.error(f"no such break: {', '.join(sorted(unknown))}")
    bad = 0
    for broken in breaks:
        if asked.names and broken.name not in asked.names:
            continue
        print(f"{broken.name}: running", end="\r", flush=True)
        problems, telling = run(broken, ["--mailserver", asked.mailserver])
        bad += bool(problems)
        print(f"{broken.name}: {'caught' if not problems else 'NOT AS IT SHOULD BE'}: {telling}")
        for problem in problems:
            print(f"    {problem}")
    sys.exit(f"{bad} breaks are not caught as they should be" if bad else 0)


if __name__ == "__main__":
    main()
