"""Find the adapter that `--target` names: a bundled target, or a file and a class."""

import importlib
import importlib.util
import inspect
import os
import sys
from collections.abc import Mapping
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from bluebar.e2e.protocol.checked_target import checked
from bluebar.e2e.protocol.target import Target

API = 2
"""The version of the target protocol that this bluebar uses."""

CHANGES: Mapping[int, str] = {
    2: "import from `bluebar.api`; `Target.said` is now `message`, `ToldApartBy` is "
    "`MessageIdentity`, `Typed` is `FormInput`, `Person` is `AppUser`, the attribute `findings` is "
    "`known_failures`, `Finding` is `KnownFailure`, `verdict_at` is `wait_for_verdict`, `is_seen` "
    "is `wait_visible`, `tells_facts` is `shows_facts`, and the capabilities `TellsVersion`, "
    "`TellsFieldErrors`, `TellsAges` and `TellsProgress` are `ReportsVersion`, `ShowsFieldErrors`, "
    "`ShowsAges` and `ShowsProgress`.",
}
"""For each version of the target protocol, how an adapter for the version before must change."""

BUNDLED: Mapping[str, str] = {
    "reference": "bluebar.e2e.targets.reference.adapter:Reference",
    "roundcube": "bluebar.e2e.targets.roundcube.adapter:Roundcube",
    "helpdesk": "bluebar.e2e.targets.helpdesk.adapter:Helpdesk",
    "odoo": "bluebar.e2e.targets.odoo.adapter:Odoo",
}
"""The module and class of each bundled adapter; a module is imported only when it is needed."""

MEMBERS = (
    *Target.__annotations__, "running", "sign_in", "open_connect_form", "verdict", "message",
)  # fmt: skip
"""The names of the members that every target has."""

PACKAGES_OF_API_1 = frozenset({"e2e", "fixtures", "mailserver", "reports"})
"""Top-level packages from which an adapter of API 1 imports; they are now inside `bluebar`."""


def load_target(name: str) -> Target:
    """Return the target that `--target` names: a bundled one, or `path/to/file.py:Class`.

    Raises:
        pytest.UsageError: the target does not exist, cannot be imported, lacks a member of
            `Target`, or is for another version of the protocol.
    """
    found = find_target(name)
    if missing := missing_members(found):
        raise pytest.UsageError(
            f"--target {name}: the adapter lacks {', '.join(missing)}, which every adapter must "
            "define (e2e/protocol/target.py)"
        )
    target: Target = checked(found)
    return target


def find_target(name: str) -> Any:
    """Return an instance of the adapter class that `--target` names.

    The instance may lack members of `Target`.

    Raises:
        pytest.UsageError: the class does not exist, cannot be imported, or is for another
            version of the protocol.
    """
    if name in BUNDLED:
        return bundled_class(name)()
    if ":" not in name:
        raise pytest.UsageError(
            f"--target {name}: no such target. Bundled: {', '.join(BUNDLED)}. "
            "For your own adapter use path/to/file.py:Class."
        )
    found = _from_file(*name.rsplit(":", 1))
    if (version := getattr(found, "api", API)) != API:
        raise pytest.UsageError(f"--target {name}: {_other_version(version)}")
    return found


def bundled_class(name: str) -> type[Target]:
    """Import and return the class of the bundled adapter with this name."""
    module, class_name = BUNDLED[name].split(":")
    found: type[Target] = getattr(importlib.import_module(module), class_name)
    return found


def missing_members(found: object) -> list[str]:
    """Return the names of the members of `Target` that this object does not define."""
    return [
        member
        for member in MEMBERS
        if not hasattr(found, member)
        or vars(Target).get(member, member) is getattr(type(found), member, None)
    ]


def target_name(target: Target) -> str:
    """Return the value of `--target` that leads to this target."""
    made = type(target)
    for name, path in BUNDLED.items():
        if path == f"{made.__module__}:{made.__qualname__}":
            return name
    return f"{os.path.relpath(inspect.getfile(made))}:{made.__name__}"


def _other_version(version: int) -> str:
    written = f"written for version {version} of the target protocol; this bluebar uses {API}"
    if version > API:
        return f"{written}: install a newer bluebar"
    changed = [f"\n  {number}: {CHANGES[number]}" for number in range(version + 1, API + 1)]
    return f"{written}. Changes since then, by version:{''.join(changed)}"


def _from_file(path: str, class_name: str) -> Any:
    file = Path(path)
    if not file.is_file():
        raise pytest.UsageError(f"--target {path}:{class_name}: there is no file {file}")
    module = _import(file)
    made = getattr(module, class_name, None)
    if not inspect.isclass(made):
        classes = [n for n, c in inspect.getmembers(module, inspect.isclass)]
        raise pytest.UsageError(
            f"--target {path}:{class_name}: {file} has no class {class_name}; "
            f"it has {', '.join(classes) or 'none'}"
        )
    try:
        return made()
    except Exception as error:
        raise pytest.UsageError(
            f"--target {path}:{class_name}: {class_name}() raised {type(error).__name__}: {error}"
        ) from error


class _SourceOnlyLoader(SourceFileLoader):
    """A loader that compiles a file from its source and ignores bytecode.

    Python takes bytecode for current if size and modification time (in whole seconds) of the source
    are unchanged. A person who edits an adapter and runs it again within one second would then run
    the old code.
    """

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - a loader has one file
        """Compile the source; neither read nor write bytecode."""
        return self.source_to_code(self.get_data(self.path), self.path)


def _import(file: Path) -> ModuleType:
    name = f"bluebar_target_{file.stem}"
    loader = _SourceOnlyLoader(name, str(file))
    spec = importlib.util.spec_from_file_location(name, file, loader=loader)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Dataclasses and `inspect` look up a class's module in sys.modules.
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        reason = f"the file cannot be imported: {type(error).__name__}: {error}"
        if isinstance(error, ImportError) and _is_of_api_1(error):
            reason = f"{reason}. The adapter is {_other_version(1)}"
        raise pytest.UsageError(f"--target {file}: {reason}") from error
    return module


def _is_of_api_1(error: ImportError) -> bool:
    return (error.name or "").partition(".")[0] in PACKAGES_OF_API_1
