"""The Dockerfile copies what the wheel is built from; two lock files agree."""

import re
import tomllib
from pathlib import Path

from tests.test_wheel import FOLDERS

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


def locked(name: str) -> dict[str, set[str]]:
    """Return the hashes of each `package==version` in a lock file."""
    blocks = re.split(r"\n(?=[a-z])", (ROOT / name).read_text("utf-8"), flags=re.IGNORECASE)
    return {
        block.split(maxsplit=1)[0].lower(): set(re.findall(r"sha256:[0-9a-f]{64}", block))
        for block in blocks
    }


def test_a_run_is_locked_to_the_versions_that_bluebars_own_tests_use() -> None:
    run, everything = locked("requirements-run.txt"), locked("requirements.txt")
    assert {name: everything.get(name) for name in run} == run
    assert all(run.values())
    packages = {name.partition("==")[0] for name in run}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]
    assert {re.split("[<>=]", each)[0].lower() for each in wanted} <= packages
    assert "mypy" not in packages


def test_the_image_is_built_from_all_folders_of_the_wheel() -> None:
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    assert {word for each in copied for word in each.split()} == {
        "bluebar", *FOLDERS, "pyproject.toml", "setup.py", "README.md", "LICENSE",
        "requirements-run.txt",
    }  # fmt: skip


def test_one_base_image_is_the_default_everywhere() -> None:
    (base,) = re.findall(r"^ARG BASE=(.*)$", DOCKERFILE, re.MULTILINE)
    compose = (ROOT / "docs" / "compose" / "compose.yaml").read_text("utf-8")
    assert f"BASE: ${{BASE:-{base}}}\n" in compose
    assert f"${{1:-{base}}}" in (ROOT / ".ci" / "image").read_text("utf-8")
