"""The picture in ARCHITECTURE.md holds: who may import whom, and no package of ours is hidden."""

import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = {"mailserver", "fixtures", "e2e", "reports", "app", "tests", "bench"}
MAY_IMPORT = {
    "mailserver": set(),
    "reports": set(),
    "app": set(),
    "fixtures": {"mailserver"},
    "e2e": {"fixtures", "mailserver", "reports"},
    "bench": {"fixtures", "mailserver", "reports"},
}


def imported_by(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found & OURS


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_a_folder_imports_only_what_it_may(folder: str) -> None:
    for file in (ROOT / folder).rglob("*.py"):
        beyond = imported_by(file) - MAY_IMPORT[folder] - {folder}
        assert not beyond, f"{file.relative_to(ROOT)} imports {', '.join(sorted(beyond))}"


def test_nobody_but_its_own_tests_imports_the_app() -> None:
    for file in (ROOT / "tests").rglob("*.py"):
        if "app" not in file.relative_to(ROOT / "tests").parts:
            assert "app" not in imported_by(file), file


@pytest.mark.parametrize("name", sorted(OURS))
def test_no_other_package_hides_ours(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__file__ is not None
    assert Path(module.__file__).parent == ROOT / name, f"{module.__file__} hides our {name}/"
