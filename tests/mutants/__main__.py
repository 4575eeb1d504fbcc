"""Mutate the reference app and run the browser suite; a mutant that no row notices shows a gap.

    python -m tests.mutants [--minutes N] [--seed N] [--again FILE]      # or: make mutants

cosmic-ray finds and makes the mutants. The command tests them in a random order until the time is
over, each in a copy of bluebar, prints a line for each, and writes all results to a JSON file. With
`--again FILE` the command tests the mutants of an earlier file on the present app and suite, so
that both scores are about the same mutants. A mutant whose code the app no longer has is left out.
"""

import argparse
import itertools
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tests.breaks.__main__ import copy_bluebar
from tests.mutants.mutant import Mutant, MutantResult, changed_block, score

ROOT = Path(__file__).parents[2]
COSMIC_RAY = ROOT / ".targets" / "mutants" / "bin" / "cosmic-ray"
OUT = ROOT / "reports" / "out" / "mutants.json"
NOT_MUTATED = frozenset({"__init__.py", "__main__.py", "settings.py", "web.py"})
"""Modules of the app that are not mutated."""

RUN_SECONDS = 900
"""The maximum time of one run of the suite. A mutant that needs more is noticed: the app hangs."""


def find_mutants(folder: Path) -> list[tuple[str, str, int]]:
    """Return the module, operator and occurrence of every mutant of the app in a folder."""
    config, session = folder / "cosmic-ray.toml", folder / "session.sqlite"
    names = sorted(file.name for file in (folder / "app").glob("*.py"))
    modules = [f"app/{name}" for name in names if name not in NOT_MUTATED]
    config.write_text(
        f"[cosmic-ray]\nmodule-path = {modules}\ntimeout = 1.0\nexcluded-modules = []\n"
        'test-command = "false"\n[cosmic-ray.distributor]\nname = "local"\n',
        encoding="utf-8",
    )
    _cosmic_ray(folder, "init", str(config), str(session))
    found = []
    for line in _cosmic_ray(folder, "dump", str(session)).splitlines():
        (mutation,) = msgspec.json.decode(line)[0]["mutations"]
        # The app uses `|` only in type annotations, which Python does not check.
        if "BinaryOperator_BitOr" in mutation["operator_name"]:
            continue
        found.append((mutation["module_path"], mutation["operator_name"], mutation["occurrence"]))
    return found


def make_mutant(folder: Path, module: str, operator: str, occurrence: int) -> Mutant:
    """Return one mutant as a replacement of text; the file in the folder stays unchanged."""
    file = folder / module
    original = file.read_text(encoding="utf-8")
    try:
        _cosmic_ray(folder, "apply", module, operator, str(occurrence))
        mutated = file.read_text(encoding="utf-8")
    finally:
        file.write_text(original, encoding="utf-8")
    line, old, new = changed_block(original, mutated)
    return Mutant(file=module, operator=operator, line=line, old=old, new=new)


def _cosmic_ray(folder: Path, *arguments: str) -> str:
    ended = subprocess.run(
        [COSMIC_RAY, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        sys.exit(f"cosmic-ray {arguments[0]} failed:\n{ended.stdout}{ended.stderr}")
    return ended.stdout


def run_suite(mutant: Mutant | None, pytest_arguments: list[str]) -> list[str] | None:
    """Run the suite against a mutant until the first red row.

    Args:
        mutant: the mutant; None to run the suite against the unchanged app.
        pytest_arguments: further arguments for pytest.

    Returns:
        The red rows, or the end of pytest's output, or nothing if the suite is green; None if the
        app does not have the mutant's code exactly once.
    """
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder)
        copy_bluebar(copy)
        if mutant is not None:
            file = copy / mutant.file
            source = file.read_text(encoding="utf-8") if file.exists() else ""
            if source.count(mutant.old) != 1:
                return None
            file.write_text(source.replace(mutant.old, mutant.new), encoding="utf-8")
        command = [
            sys.executable, "-m", "pytest", "e2e", "-n", "2", "-m", "not slow", "-q", "--maxfail=1",
            "--tracing=off", "--screenshot=off", "--reports", str(copy / "out"), *pytest_arguments,
        ]  # fmt: skip
        environment = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy)}
        try:
            ended = subprocess.run(
                command, cwd=copy, capture_output=True, text=True, check=False,
                timeout=RUN_SECONDS, env=os.environ | environment,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return [f"the run took more than {RUN_SECONDS} s"]
        if ended.returncode == 0:
            return []
        return _red_rows(copy) or [ended.stdout[-400:].strip()]


def _red_rows(copy: Path) -> list[str]:
    lines = copy / "out" / "latest" / "records.jsonl"
    records = lines.read_text(encoding="utf-8").splitlines() if lines.exists() else []
    red = [
        each for each in map(msgspec.json.decode, records) if each["outcome"] in ("failed", "error")
    ]
    return [f"{each['outcome']} {each['test'].rpartition('::')[2]}" for each in red]


def _new_mutants(seed: int) -> Iterator[Mutant]:
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder)
        copy_bluebar(copy)
        found = find_mutants(copy)
        print(f"{len(found)} mutants; random order of seed {seed}", flush=True)
        random.Random(seed).shuffle(found)
        for each in found:
            yield make_mutant(copy, *each)


def main() -> None:
    """Test mutants until the time is over; exit with an error if rows fail without a mutant."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--minutes", type=float, default=60, help="time budget (default: 60)")
    parser.add_argument(
        "--most", type=int, default=400, help="maximum number of mutants (default: 400)"
    )
    parser.add_argument("--seed", type=int, default=7, help="seed of the order (default: 7)")
    parser.add_argument(
        "--again",
        type=Path,
        metavar="FILE",
        help="test the mutants in the results of an earlier run",
    )
    parser.add_argument(
        "--out", type=Path, default=OUT, help=f"file for the results (default: {OUT})"
    )
    parser.add_argument("--mailserver", default="jvm", help="as for pytest (default: jvm)")
    arguments = parser.parse_args()
    if not COSMIC_RAY.exists() and not arguments.again:
        parser.error(f"{COSMIC_RAY} is missing: run `make mutants`, which installs the tool")
    options = ["--mailserver", arguments.mailserver]
    earlier: list[MutantResult] = []
    if arguments.again:
        earlier = msgspec.json.decode(arguments.again.read_bytes(), type=list[MutantResult])
        mutants = iter([each.mutant for each in earlier])
    else:
        mutants = _new_mutants(arguments.seed)
    ends = time.monotonic() + arguments.minutes * 60
    unchanged = run_suite(None, options)
    if unchanged:
        sys.exit(f"rows fail without a mutant, so nothing can be measured: {unchanged}")
    tested: list[MutantResult] = []
    for mutant in itertools.islice(mutants, arguments.most):
        if time.monotonic() > ends:
            print("the time is over")
            break
        noticed_by = run_suite(mutant, options)
        if noticed_by is None:
            print(f"left out  {mutant}")
            continue
        tested.append(MutantResult(mutant=mutant, noticed_by=noticed_by))
        print(f"{'noticed ' if noticed_by else 'SURVIVED'}  {mutant}", flush=True)
        for each in noticed_by[:2]:
            print(f"            {each}", flush=True)
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        arguments.out.write_bytes(msgspec.json.format(msgspec.json.encode(tested)))
    print(f"score: {score(tested)}")
    if earlier:
        again = {each.mutant for each in tested}
        print(f"score before: {score([each for each in earlier if each.mutant in again])}")


if __name__ == "__main__":
    main()
