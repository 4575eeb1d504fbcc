"""The source of an installed bluebar is what pip noted; its dependencies have exact versions."""

import json
from importlib.metadata import distribution, version
from typing import Any

import pytest

from bluebar.commands import installed_versions
from bluebar.commands.installed_versions import dependencies_of_bluebar, source_of_bluebar

GIT = "https://git.example/bluebar.git"
COMMIT = "2e50d5ac0c1b7b4d2e50d5ac0c1b7b4d2e50d5ac"


def vcs(asked: str) -> dict[str, Any]:
    info = {"vcs": "git", "commit_id": COMMIT}
    return {"url": GIT, "vcs_info": info | ({"requested_revision": asked} if asked else {})}


@pytest.mark.parametrize(
    ("noted", "source"),
    [
        (None, "bluebar==0.2.0"),
        (vcs("v0.2.0"), f"bluebar @ git+{GIT}@v0.2.0"),
        (vcs("0.2.0"), f"bluebar @ git+{GIT}@0.2.0"),
        (vcs("main"), f"bluebar @ git+{GIT}@{COMMIT}"),
        (vcs(""), f"bluebar @ git+{GIT}@{COMMIT}"),
        (
            vcs("v0.2.0") | {"subdirectory": "tools"},
            f"bluebar @ git+{GIT}@v0.2.0#subdirectory=tools",
        ),
        (
            {"url": "https://files.example/bluebar-0.2.0-py3-none-any.whl", "archive_info": {}},
            "bluebar @ https://files.example/bluebar-0.2.0-py3-none-any.whl",
        ),
        ({"url": "file:///home/me/bluebar", "dir_info": {"editable": True}}, ""),
        ({"url": "file:///home/me/bluebar.whl", "archive_info": {}}, ""),
    ],
)
def test_the_source_is_one_that_another_machine_can_reach(
    monkeypatch: pytest.MonkeyPatch, noted: dict[str, Any] | None, source: str
) -> None:
    class Installed:
        version = "0.2.0"

        def read_text(self, name: str) -> str | None:
            assert name == "direct_url.json"
            return json.dumps(noted) if noted else None

    monkeypatch.setattr(installed_versions, "distribution", lambda _: Installed())
    assert source_of_bluebar() == source


def test_the_dependencies_are_complete_and_exact() -> None:
    lines = dependencies_of_bluebar()
    assert lines == sorted(set(lines))
    assert f"playwright=={version('playwright')}" in lines
    assert f"greenlet=={version('greenlet')}" in lines  # a dependency of playwright
    assert f"pydantic-core=={version('pydantic-core')}" in lines  # of a dependency's dependency
    names = {line.partition("==")[0] for line in lines}
    assert not names & {"bluebar", "mypy", "hypothesis", "colorama"}
    assert distribution("bluebar").requires
