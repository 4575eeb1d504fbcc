"""The CI files and docs/nightly.md are valid: schemas hold, commands and options exist.

A linter for a Jenkinsfile needs a Jenkins or a JVM, so its structure is checked here.
"""

import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import click
import pytest

from bluebar.commands.init import init
from bluebar.commands.night import night
from bluebar.commands.report import report

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
GITLAB = ROOT / "docs" / "ci" / "gitlab-ci.yml"
JENKINS = ROOT / "docs" / "ci" / "Jenkinsfile"
DOC = ROOT / "docs" / "nightly.md"
FILES = [*WORKFLOWS, GITLAB, JENKINS, DOC]
IDS = [file.name for file in FILES]
OURS = {name for command in (init, night) for each in command.params for name in each.opts}
"""Options of `bluebar init` and `bluebar night`; every other option belongs to pytest."""


def run(*command: str) -> str:
    """Run a program of this environment; return its output."""
    found = Path(sys.executable).with_name(command[0])
    ended = subprocess.run(
        [found, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def without_comments(file: Path) -> str:
    """Return the text with folded and continued lines joined, and without comments."""
    text = re.sub(r"(- run: >|- >)\n(\s+)(.*)\n\s+", r"- \3 ", file.read_text(encoding="utf-8"))
    return re.sub(r"(?:^|\s)(?:#|//) .*$", "", text, flags=re.MULTILINE)


def commands_of_reports(file: Path) -> list[list[str]]:
    """Return the arguments of each `bluebar report`, up to a redirection."""
    lines = re.findall(r"bluebar report ([^\n`|>]*)", without_comments(file))
    return [shlex.split(line) for line in lines]


def test_the_workflows_hold_githubs_schema() -> None:
    assert [file.name for file in WORKFLOWS] == ["ci.yml", "nightly.yml"]
    run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *map(str, WORKFLOWS))
    run("zizmor", "--offline", "--no-progress", *map(str, WORKFLOWS))


def test_the_gitlab_file_holds_its_schema() -> None:
    run("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", str(GITLAB))


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_every_report_command_exists_with_its_options(file: Path) -> None:
    for words in commands_of_reports(file):
        command = report.commands[words[0]]
        try:
            command.make_context(words[0], words[1:])
        except click.ClickException as error:
            pytest.fail(f"bluebar report {' '.join(words)}: {error}")


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_every_target_of_make_exists(file: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z0-9-]+):", makefile, re.MULTILINE)) | {".venv/.ready"}
    used = set(re.findall(r"\bmake ([a-z.][\w./-]*)", without_comments(file)))
    assert used
    assert used <= targets


@cache
def options_of_pytest() -> frozenset[str]:
    """Return the options of a run of the suite."""
    return frozenset(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", run("pytest", "e2e", "--help")))


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_every_option_of_pytest_exists(file: Path) -> None:
    given = re.findall(
        r"ARGS=(['\"])(.*?)\1|SPLIT: (.*)|^\| `(--[^`]*)`", without_comments(file), re.MULTILINE
    )
    options = re.findall(
        r"(?<![\w-])--?[a-zA-Z][\w-]*", " ".join(" ".join(each[1:]) for each in given)
    )
    assert options
    assert set(options) <= options_of_pytest() | OURS


SECTIONS = {
    "": {"pipeline"},
    "pipeline": {"agent", "triggers", "options", "environment", "stages", "post"},
    "stages": {"stage"},
    "stage": {"steps"},
    "post": {"always"},
}
"""By section of a declarative pipeline, the sections that it may contain (those used here)."""


def test_the_jenkinsfile_is_a_declarative_pipeline() -> None:
    text = re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "''", without_comments(JENKINS))
    inside = [""]
    seen = []
    for name, brace in re.findall(r"(\w+)(?:\([^()]*\))? *(?=\{)|([{}])", text):
        if name:
            assert inside[-1] not in SECTIONS or name in SECTIONS[inside[-1]], (inside, name)
            seen.append(name)
        elif brace == "{":
            inside.append(seen[-1])
        else:
            inside.pop()
    assert inside == [""]
    assert {"agent", "stages", "steps", "post"} <= set(seen)
    assert text.count("(") == text.count(")")


def test_the_workflows_and_gitlab_run_every_group_of_their_shards() -> None:
    for file, splits in ((WORKFLOWS[0], 2), (WORKFLOWS[1], 4)):
        groups = ", ".join(map(str, range(1, splits + 1)))
        assert f"group: [{groups}]" in file.read_text(encoding="utf-8")
        assert f"--splits {splits} --group" in file.read_text(encoding="utf-8")
    assert "--splits $CI_NODE_TOTAL --group $CI_NODE_INDEX" in GITLAB.read_text(encoding="utf-8")


def test_the_doc_names_every_file() -> None:
    linked = re.findall(r"\]\(([^)]*)\)", DOC.read_text(encoding="utf-8"))
    assert {(DOC.parent / each).resolve() for each in linked} >= {*WORKFLOWS, GITLAB, JENKINS}
