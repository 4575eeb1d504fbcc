"""How much of the suite a target will be judged by, as far as its source tells before a run.

A test ends as `not offered` where it asks for a part that the target does not declare. What it asks
for stands in the functions that it calls: they are read, not run. What only a run shows, such as a
row that another certificate is needed for, is not told.
"""

import ast
import importlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import bluebar.e2e
from bluebar.e2e.protocol import capabilities as parts
from bluebar.e2e.protocol import declarations
from bluebar.e2e.protocol.capabilities import ShipsDeadlines, TakesSettings
from bluebar.e2e.protocol.capability_checks import has_capability
from bluebar.e2e.protocol.declarations import IsOurs
from bluebar.e2e.protocol.target import Target
from bluebar.e2e.scenarios.model import Scenario

SUITE = Path(bluebar.e2e.__file__).parent

PARTS: Mapping[str, type] = {
    name: part
    for module in (parts, declarations)
    for name, part in vars(module).items()
    if getattr(part, "_is_runtime_protocol", False)
}
"""The optional parts of a target, by name."""

NOT_STARTED_ANEW = "an app that is started anew, with other settings or deadlines"


@dataclass(frozen=True, kw_only=True)
class Offers:
    """What will come of the suite's rows.

    Attributes:
        judged: so many rows.
        lacking: by part, so many rows that lack it; a row counts for each.
        not_offered: so many rows.
    """

    judged: int
    not_offered: int
    lacking: Mapping[str, int]


def declared_by(target: object) -> list[str]:
    """Return the names of the optional parts that a target has."""
    return [name for name, part in PARTS.items() if has_capability(target, part)]


def offers_of(target: Target, *, is_started: bool) -> Offers:
    """Tell what will come of each row.

    Args:
        target: the app's adapter.
        is_started: whether bluebar starts it, and so can start another.
    """
    has = {*declared_by(target)}
    judged, lacking = 0, Counter[str]()
    rows = list(_rows())
    for row, asked in rows:
        wanted = asked | _wanted_by(row)
        lacks = wanted - has - ({NOT_STARTED_ANEW} if is_started else set())
        answered = has & {part.__name__ for part in row.unless}
        lacks |= {f"an app without {name}" for name in answered}
        judged += not lacks
        lacking.update(lacks)
    return Offers(
        judged=judged, not_offered=len(rows) - judged, lacking=dict(lacking.most_common())
    )


def _wanted_by(row: Scenario) -> set[str]:
    wanted = {part.__name__ for part in row.needs}
    wanted |= {IsOurs.__name__} if row.probes_protection else set()
    wanted |= {NOT_STARTED_ANEW} if row.needs_an_app_of_its_own else set()
    wanted |= {TakesSettings.__name__} if row.settings else set()
    return wanted | ({ShipsDeadlines.__name__} if row.shipped_deadlines else set())


def _rows() -> Iterator[tuple[Scenario, set[str]]]:
    """Yield every row with the parts that its test asks for."""
    asks = _asks()
    for file in sorted(SUITE.glob("test_*.py")):
        module = importlib.import_module(f"bluebar.e2e.{file.stem}")
        for name, function in vars(module).items():
            for mark in getattr(function, "pytestmark", ()):
                if mark.name == "parametrize" and mark.args[0] == "scenario":
                    for parameters in mark.args[1]:
                        yield parameters.values[0], _all_asked(name, asks)


def _asks() -> dict[str, tuple[set[str], set[str]]]:
    """Return for each function of the suite the parts that it asks for, and what it calls."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for file in SUITE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                parts, called = found.setdefault(node.name, (set(), set()))
                for call in (each for each in ast.walk(node) if isinstance(each, ast.Call)):
                    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
                    called.add(name)
                    if name == "offered":
                        parts.add(getattr(call.args[1], "id", ""))
    return found


def _all_asked(name: str, asks: Mapping[str, tuple[set[str], set[str]]]) -> set[str]:
    seen: set[str] = set()
    ahead, wanted = {name}, set[str]()
    while ahead:
        seen |= ahead
        wanted |= {part for each in ahead for part in asks[each][0]}
        ahead = {called for each in ahead for called in asks[each][1]} & asks.keys() - seen
    return wanted & PARTS.keys()
