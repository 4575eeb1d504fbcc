"""A target is found by name or by file; a bad one is a usage error before anything starts."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bluebar.e2e.targets import registry
from bluebar.e2e.targets.base_adapter import Adapter, NothingToStart
from bluebar.e2e.targets.reference.adapter import Reference
from bluebar.e2e.targets.registry import API, BUNDLED, CHANGES, load_target, target_name

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


def test_a_bundled_adapter_is_imported_only_when_it_is_named() -> None:
    script = (
        "import sys\n"
        "import bluebar.e2e.protocol.target\n"
        "from bluebar.e2e.targets.registry import BUNDLED, load_target\n"
        "load_target('roundcube')\n"
        "modules = {path.partition(':')[0] for path in BUNDLED.values()}\n"
        "print(*sorted(modules & set(sys.modules)))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert ended.stdout == f"{BUNDLED['roundcube'].partition(':')[0]}\n"


@pytest.mark.parametrize(
    ("source", "named", "message"),
    [
        (None, "mycrm", "no such target. Bundled: reference"),
        (None, "{file}:Mine", "there is no file"),
        ("import nothing_of_that_name", "{file}:Mine", "cannot be imported: ModuleNotFoundError"),
        ("class Mine(", "{file}:Mine", "cannot be imported: SyntaxError"),
        ("class Yours: pass", "{file}:Mine", "has no class Mine; it has Yours"),
        ("class Mine: api = 2", "{file}:Mine", "lacks name, rules"),
        ("class Mine:\n    def __init__(self): {}['KEY']", "{file}:Mine", "Mine() raised KeyError"),
        (f"{ADAPTER}    api = 3\n", "{file}:Mine", "uses 2: install a newer bluebar"),
        (NO_VERDICT, "{file}:Mine", "the adapter lacks name, open_connect_form, verdict,"),
    ],
    ids=[
        "unknown", "no file", "no import", "no syntax", "no class", "too little", "not created",
        "newer", "only inherited",
    ],
)  # fmt: skip
def test_a_bad_target_is_a_usage_error_with_the_reason(
    tmp_path: Path, source: str | None, named: str, message: str
) -> None:
    file = tmp_path / "adapter.py"
    if source is not None:
        file.write_text(source)
    with pytest.raises(pytest.UsageError) as raised:
        load_target(named.format(file=file))
    assert message in str(raised.value)


def test_an_older_adapter_gets_the_changes_since_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "API", 3)
    changes = {2: "`verdict` is given the form.", 3: "`users` is gone; declare a pool."}
    monkeypatch.setattr(registry, "CHANGES", changes)
    file = tmp_path / "adapter.py"
    file.write_text(f"{ADAPTER}    api = 2\n")
    with pytest.raises(pytest.UsageError) as raised:
        load_target(f"{file}:Mine")
    message = str(raised.value)
    assert "written for version 2 of the target protocol; this bluebar uses 3" in message
    assert message.endswith("by version:\n  3: `users` is gone; declare a pool.")
    file.write_text(f"{ADAPTER}    api = 1\n")
    with pytest.raises(pytest.UsageError, match=r"form\.\n  3: `users`"):
        load_target(f"{file}:Mine")


@pytest.mark.parametrize(
    "source",
    [
        "from e2e.targets.adapter import Adapter\n\nclass Mine(Adapter):\n    name = 'mine'\n",
        "from e2e.targets.protocol import ConnectForm\n\nclass Mine: api = 1\n",
        "from fixtures.rules import CountingRules\n\nclass Mine: api = 1\n",
        "class Mine:\n    api = 1\n    name = 'mine'\n",
    ],
    ids=["base class", "protocol", "rules", "no imports"],
)
def test_an_adapter_of_api_1_gets_the_changes(tmp_path: Path, source: str) -> None:
    file = tmp_path / "adapter.py"
    file.write_text(source)
    with pytest.raises(pytest.UsageError) as raised:
        load_target(f"{file}:Mine")
    message = str(raised.value)
    assert "written for version 1 of the target protocol; this bluebar uses 2" in message
    assert message.endswith(f"\n  2: {CHANGES[2]}")


def test_an_import_that_was_never_bluebars_is_not_taken_for_api_1(tmp_path: Path) -> None:
    file = tmp_path / "adapter.py"
    file.write_text("from e2e_helpers import Adapter\n")
    with pytest.raises(pytest.UsageError) as raised:
        load_target(f"{file}:Mine")
    assert str(raised.value).endswith("ModuleNotFoundError: No module named 'e2e_helpers'")


def test_every_version_but_the_first_has_its_changes() -> None:
    assert set(CHANGES) == set(range(2, API + 1))


@pytest.mark.parametrize("named", [*BUNDLED, "{file}:Mine"])
def test_a_loaded_target_has_the_name_that_finds_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    (tmp_path / "adapter.py").write_text(ADAPTER)
    monkeypatch.chdir(tmp_path)
    named = named.format(file="adapter.py")
    assert target_name(load_target(named)) == named


def test_an_adapter_that_was_edited_within_a_second_is_loaded_as_edited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Size and modification time in whole seconds are the same for both sources."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    file = tmp_path / "adapter.py"
    for name in ("mine", "ours"):
        file.write_text(ADAPTER.replace("'mine'", f"'{name}'"))
        os.utime(file, (1_700_000_000, 1_700_000_000))
        assert load_target(f"{file}:Mine").name == name
    assert list(tmp_path.iterdir()) == [file]


def test_an_adapter_may_define_dataclasses(tmp_path: Path) -> None:
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


def test_an_adapter_that_starts_nothing_asks_for_base_url() -> None:
    with pytest.raises(NothingToStart, match="--base-url"):
        Least().running(None)  # type: ignore[arg-type]
