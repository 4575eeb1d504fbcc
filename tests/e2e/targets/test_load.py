"""A target is found by name or file, and what is wrong with it is said before anything starts."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from bluebar.e2e.targets import registry
from bluebar.e2e.targets.base_adapter import Adapter, NothingToStart
from bluebar.e2e.targets.reference.adapter import Reference
from bluebar.e2e.targets.registry import load_target, target_name

ADAPTER = """
from bluebar.e2e.targets.reference.adapter import Reference

class Mine(Reference):
    name = 'mine'
"""
NO_VERDICT = "from bluebar.e2e.targets.base_adapter import Adapter\n\nclass Mine(Adapter): pass\n"


def test_the_reference_app_is_bundled() -> None:
    assert isinstance(load_target("reference"), Reference)


def test_an_adapter_is_found_by_file_and_class(tmp_path: Path) -> None:
    file = tmp_path / "adapter.py"
    file.write_text(ADAPTER)
    assert load_target(f"{file}:Mine").name == "mine"


@pytest.mark.parametrize(
    ("source", "named", "said"),
    [
        (None, "mycrm", "no such target. Bundled: reference"),
        (None, "{file}:Mine", "there is no file"),
        ("import nothing_of_that_name", "{file}:Mine", "does not import: ModuleNotFoundError"),
        ("class Mine(", "{file}:Mine", "does not import: SyntaxError"),
        ("class Yours: pass", "{file}:Mine", "has no class Mine; it has Yours"),
        ("class Mine: api = 1", "{file}:Mine", "lacks name, rules"),
        ("class Mine:\n    def __init__(self): {}['KEY']", "{file}:Mine", "made: KeyError: 'KEY'"),
        (f"{ADAPTER}    api = 3\n", "{file}:Mine", "speaks 2: it needs a newer bluebar"),
        (NO_VERDICT, "{file}:Mine", "Mine lacks name, open_connect_form, verdict,"),
    ],
    ids=[
        "unknown", "no file", "no import", "no syntax", "no class", "too little", "not made",
        "newer", "only inherited",
    ],
)  # fmt: skip
def test_what_is_no_target_is_a_usage_error_that_says_why(
    tmp_path: Path, source: str | None, named: str, said: str
) -> None:
    file = tmp_path / "adapter.py"
    if source is not None:
        file.write_text(source)
    with pytest.raises(pytest.UsageError) as raised:
        load_target(named.format(file=file))
    assert said in str(raised.value)


def test_an_older_adapter_is_told_what_has_changed_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "API", 3)
    changes = {2: "`verdict` is given the form.", 3: "`users` is gone; declare a pool."}
    monkeypatch.setattr(registry, "CHANGES", changes)
    file = tmp_path / "adapter.py"
    file.write_text(f"{ADAPTER}    api = 2\n")
    with pytest.raises(pytest.UsageError) as raised:
        load_target(f"{file}:Mine")
    told = str(raised.value)
    assert "written for version 2 of the target protocol; this bluebar speaks 3" in told
    assert told.endswith("by version:\n  3: `users` is gone; declare a pool.")
    file.write_text(f"{ADAPTER}    api = 1\n")
    with pytest.raises(pytest.UsageError, match=r"form\.\n  3: `users`"):
        load_target(f"{file}:Mine")


def test_what_has_changed_is_told_of_every_version_but_the_first() -> None:
    assert set(registry.CHANGES) == set(range(2, registry.API + 1))


@pytest.mark.parametrize("named", ["reference", "{file}:Mine"])
def test_a_target_can_be_named_again_as_it_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    (tmp_path / "adapter.py").write_text(ADAPTER)
    monkeypatch.chdir(tmp_path)
    named = named.format(file="adapter.py")
    assert target_name(load_target(named)) == named


def test_an_adapter_is_loaded_as_it_stands_however_quickly_it_was_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither its size nor its time in whole seconds tells the two texts apart."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    file = tmp_path / "adapter.py"
    for name in ("mine", "ours"):
        file.write_text(ADAPTER.replace("'mine'", f"'{name}'"))
        os.utime(file, (1_700_000_000, 1_700_000_000))
        assert load_target(f"{file}:Mine").name == name
    assert list(tmp_path.iterdir()) == [file]


def test_an_adapter_may_have_dataclasses_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "adapter.py"
    file.write_text(
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        f"{ADAPTER}\n@dataclass\nclass Row:\n    name: str\n"
    )
    assert load_target(f"{file}:Mine").name == "mine"


class Least(Adapter):
    name = "least"

    def open_connect_form(self, page: Any) -> Any: ...

    def verdict(self, page: Any, typed: Any, within: float) -> Any: ...


def test_an_adapter_that_starts_nothing_asks_for_an_address() -> None:
    with pytest.raises(NothingToStart, match="--base-url"):
        Least().running(None)  # type: ignore[arg-type]
