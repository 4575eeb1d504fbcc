"""`bluebar.api` has every name that docs and new adapters import, and no other module is named."""

import ast
import inspect
import re
from pathlib import Path

import pytest

from bluebar import api
from bluebar.commands.adapter_template import ADAPTER
from bluebar.e2e.protocol.capability_checks import CAPABILITIES
from bluebar.mailserver.frontdoor import faults

DOCS = Path(__file__).parents[2] / "docs"
INDEX = [
    name
    for node in ast.parse(Path(api.__file__).read_text("utf-8")).body
    if isinstance(node, ast.ImportFrom)
    for name in node.names
]
NAMES = {name.name for name in INDEX}
PAGES = [
    DOCS / f"{name}.md"
    for name in (
        "write-an-adapter",
        "own-scenarios",
        "attached-apps",
        "front-door",
        "adapter-reference",
    )
]


def imports_in(code: str) -> list[tuple[str, str]]:
    return [
        (node.module or "", name.name)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_docs_import_from_the_api_alone(page: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    ours = [each for code in blocks for each in imports_in(code) if each[0].startswith("bluebar")]
    assert ours
    assert [f"{module}.{name}" for module, name in ours if module != "bluebar.api"] == []
    assert {name for _, name in ours} <= NAMES


def test_a_new_adapter_imports_from_the_api_alone() -> None:
    lines = re.search(r"^from bluebar.*?^\)", ADAPTER, re.MULTILINE | re.DOTALL)
    assert lines
    ours = imports_in(lines[0])
    assert ADAPTER.count("from bluebar") == 1
    assert {module for module, _ in ours} == {"bluebar.api"}
    assert {name for _, name in ours} <= NAMES


def test_every_name_of_the_index_is_there_once() -> None:
    assert [name for name in NAMES if not hasattr(api, name)] == []
    assert len(INDEX) == len(NAMES)
    # `import A as A` is how type checkers know that the name is meant for others (PEP 484).
    assert [name.name for name in INDEX if name.asname != name.name] == []


def test_the_index_has_every_fault_of_the_front_door() -> None:
    # `DelayFault` and the like are names of stages, not classes.
    ours = {
        name
        for name, each in vars(faults).items()
        if inspect.isclass(each)
        and each.__qualname__ == name
        and each.__module__ == faults.__name__
    }
    assert ours - {"CountedFault"} <= NAMES


def test_the_index_has_every_capability() -> None:
    assert CAPABILITIES.keys() <= NAMES
