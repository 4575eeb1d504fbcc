"""The apps that bluebar knows, by name, and how an adapter of somebody else's is found."""

import importlib.util
import inspect
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest

from e2e.targets.protocol import Target
from e2e.targets.reference import Reference
from e2e.targets.roundcube.adapter import Roundcube

API = 1
"""The version of the target protocol that this bluebar speaks."""

ITS_OWN = (
    "api", "name", "rules", "deadlines", "running", "sign_in", "open_connect_form", "verdict",
)  # fmt: skip
"""What an adapter cannot inherit."""

BUNDLED: dict[str, Callable[[], Target]] = {"reference": Reference, "roundcube": Roundcube}


def load(name: str) -> Target:
    """Return the target called by that name, or by `path/to/file.py:Class`.

    Raises:
        pytest.UsageError: there is none, or it does not import, or it is for another protocol.
    """
    if name in BUNDLED:
        target: Target = BUNDLED[name]()
    elif ":" in name:
        target = _from_file(*name.rsplit(":", 1))
    else:
        raise pytest.UsageError(
            f"--target {name}: no such target. Bundled: {', '.join(BUNDLED)}. "
            "An adapter of your own is named as path/to/file.py:Class."
        )
    if target.api != API:
        raise pytest.UsageError(
            f"--target {name}: written for version {target.api} of the target protocol; "
            f"this bluebar speaks {API}"
        )
    return target


def _from_file(path: str, class_name: str) -> Target:
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
    inherited = {name: getattr(Target, name, None) for name in ITS_OWN}
    missing = [name for name, usual in inherited.items() if getattr(made, name, None) is usual]
    if missing or Target not in made.__mro__:
        lacks = f" lacks {', '.join(missing)}" if missing else ""
        raise pytest.UsageError(
            f"--target {path}:{class_name}{lacks}; a target is a subclass of "
            f"e2e.targets.protocol.Target with {', '.join(ITS_OWN)} of its own"
        )
    return cast("Target", made())


def _import(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"bluebar_target_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise pytest.UsageError(
            f"--target {file}: it does not import: {type(error).__name__}: {error}"
        ) from error
    return module
