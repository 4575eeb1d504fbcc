"""The apps that bluebar knows, by name, and how an adapter of somebody else's is found."""

import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Mapping
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from bluebar.e2e.protocol.target import Target
from bluebar.e2e.targets.helpdesk.adapter import Helpdesk
from bluebar.e2e.targets.odoo.adapter import Odoo
from bluebar.e2e.targets.reference.adapter import Reference
from bluebar.e2e.targets.roundcube.adapter import Roundcube

API = 2
"""The version of the target protocol that this bluebar speaks."""

CHANGES: Mapping[int, str] = {
    2: "`said` is called `message`, `tells_facts` is called `shows_facts`."
}
"""By version, the changes that an adapter for the version before needs."""

BUNDLED: dict[str, Callable[[], Target]] = {
    "reference": Reference,
    "roundcube": Roundcube,
    "helpdesk": Helpdesk,
    "odoo": Odoo,
}

MEMBERS = (
    *Target.__annotations__, "running", "sign_in", "open_connect_form", "verdict", "message",
)  # fmt: skip
"""What every target has."""


def load_target(name: str) -> Target:
    """Return the target called by that name, or by `path/to/file.py:Class`.

    Raises:
        pytest.UsageError: there is none, or it does not import, or it is for another protocol.
    """
    found = find_target(name)
    if missing := missing_members(found):
        raise pytest.UsageError(
            f"--target {name} lacks {', '.join(missing)}, "
            "which every target has (e2e/protocol/target.py)"
        )
    target: Target = found
    if target.api != API:
        raise pytest.UsageError(f"--target {name}: {_other_version(target.api)}")
    return target


def find_target(name: str) -> Any:
    """Return what is called so, whether or not it has all that a target must have.

    Raises:
        pytest.UsageError: there is nothing, or it does not import.
    """
    if name in BUNDLED:
        return BUNDLED[name]()
    if ":" in name:
        return _from_file(*name.rsplit(":", 1))
    raise pytest.UsageError(
        f"--target {name}: no such target. Bundled: {', '.join(BUNDLED)}. "
        "An adapter of your own is named as path/to/file.py:Class."
    )


def missing_members(found: object) -> list[str]:
    """Return which members of a target this lacks; one that only `Target` itself has is none."""
    return [
        member
        for member in MEMBERS
        if not hasattr(found, member)
        or vars(Target).get(member, member) is getattr(type(found), member, None)
    ]


def target_name(target: Target) -> str:
    """Return what `load_target` finds it by, as a command to type has it."""
    for name, made in BUNDLED.items():
        if type(target) is made:
            return name
    return f"{os.path.relpath(inspect.getfile(type(target)))}:{type(target).__name__}"


def _other_version(version: int) -> str:
    written = f"written for version {version} of the target protocol; this bluebar speaks {API}"
    if version > API:
        return f"{written}: it needs a newer bluebar"
    changed = [f"\n  {number}: {CHANGES[number]}" for number in range(version + 1, API + 1)]
    return f"{written}. What has changed since, by version:{''.join(changed)}"


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
            f"--target {path}:{class_name}: none can be made: {type(error).__name__}: {error}"
        ) from error


class _AsItStands(SourceFileLoader):
    """Loads a file from its text alone.

    Python tells by a file's size and by its time in whole seconds whether what it compiled before
    is still right: somebody who edits an adapter and starts again at once would run the older text.
    """

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - a loader has one file
        """Compile the text as it stands; bytecode is neither read nor written."""
        return self.source_to_code(self.get_data(self.path), self.path)


def _import(file: Path) -> ModuleType:
    name = f"bluebar_target_{file.stem}"
    loader = _AsItStands(name, str(file))
    spec = importlib.util.spec_from_file_location(name, file, loader=loader)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Dataclasses and `inspect` look a class's module up there.
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise pytest.UsageError(
            f"--target {file}: it does not import: {type(error).__name__}: {error}"
        ) from error
    return module
