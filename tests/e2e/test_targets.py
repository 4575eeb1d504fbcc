"""A target is found by name or file, and what is wrong with it is said before anything starts."""

from pathlib import Path

import pytest

from e2e.targets import ITS_OWN, load
from e2e.targets.reference import Reference

ADAPTER = (
    "from e2e.targets.reference import Reference\n\nclass Mine(Reference):\n    name = 'mine'\n"
)
BEGUN = "from e2e.targets.protocol import Target\n\nclass Mine(Target):\n"
WHOLE = f"    {' = '.join(ITS_OWN)} = 1\n"


def test_the_reference_app_is_bundled() -> None:
    assert isinstance(load("reference"), Reference)


def test_an_adapter_is_found_by_file_and_class(tmp_path: Path) -> None:
    file = tmp_path / "adapter.py"
    file.write_text(ADAPTER)
    assert load(f"{file}:Mine").name == "mine"


@pytest.mark.parametrize(
    ("source", "named", "said"),
    [
        (None, "odoo", "no such target. Bundled: reference"),
        (None, "{file}:Mine", "there is no file"),
        ("import nothing_of_that_name", "{file}:Mine", "does not import: ModuleNotFoundError"),
        ("class Mine(", "{file}:Mine", "does not import: SyntaxError"),
        ("class Yours: pass", "{file}:Mine", "has no class Mine; it has Yours"),
        ("class Mine: api = 1", "{file}:Mine", "lacks name, rules"),
        (f"{BEGUN}    api = 1\n", "{file}:Mine", "lacks name, rules, deadlines, running, sign_in"),
        (f"class Mine:\n{WHOLE}", "{file}:Mine", "a target is a subclass of"),
        (f"{ADAPTER}    api = 2\n", "{file}:Mine", "written for version 2 of the target protocol"),
    ],
    ids=[
        "unknown",
        "no file",
        "no import",
        "no syntax",
        "no class",
        "too little",
        "too little of its own",
        "no subclass",
        "other version",
    ],
)
def test_what_is_no_target_is_a_usage_error_that_says_why(
    tmp_path: Path, source: str | None, named: str, said: str
) -> None:
    file = tmp_path / "adapter.py"
    if source is not None:
        file.write_text(source)
    with pytest.raises(pytest.UsageError) as raised:
        load(named.format(file=file))
    assert said in str(raised.value)
