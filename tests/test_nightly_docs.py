"""What the CIs run and docs/nightly.md tells can be run: files hold their schema, commands exist.

For a Jenkinsfile there is no linter without a Jenkins or a JVM; it is looked at by its structure.
"""

import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from bluebar.commands.report import parser
from bluebar.reports.report_errors import ReportError

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
GITLAB = ROOT / "docs" / "ci" / "gitlab-ci.yml"
JENKINS = ROOT / "docs" / "ci" / "Jenkinsfile"
DOC = ROOT / "docs" / "nightly.md"
FILES = [*WORKFLOWS, GITLAB, JENKINS, DOC]
IDS = [file.name for file in FILES]
OURS = {"--history", "--link"}
"""Options of `make nightly` itself; every other one is pytest's."""


def run(*command: str) -> str:
    """Run a program of this environment; return what it says."""
    found = Path(sys.executable).with_name(command[0])
    ended = subprocess.run(
        [found, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def told(file: Path) -> str:
    """Return a file with folded and continued lines on one, and without comments."""
    text = re.sub(r"(- run: >|- >)\n(\s+)(.*)\n\s+", r"- \3 ", file.read_text(encoding="utf-8"))
    return re.sub(r"(?:^|\s)(?:#|//) .*$", "", text, flags=re.MULTILINE)


def commands_of_reports(file: Path) -> list[list[str]]:
    """Return the arguments of each `bluebar report`, up to where its output goes."""
    lines = re.findall(r"bluebar report ([^\n`|>]*)", told(file))
    return [shlex.split(line) for line in lines]


def test_workflows_are_what_github_takes() -> None:
    assert [file.name for file in WORKFLOWS] == ["ci.yml", "nightly.yml"]
    run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *map(str, WORKFLOWS))
    run("zizmor", "--offline", "--no-progress", *map(str, WORKFLOWS))


def test_gitlabs_file_is_what_it_takes() -> None:
    run("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", str(GITLAB))


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_every_command_of_reports_exists_with_its_options(file: Path) -> None:
    for words in commands_of_reports(file):
        try:
            parser().parse_args(words)
        except (ReportError, SystemExit) as error:
            pytest.fail(f"bluebar report {' '.join(words)}: {error}")


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_every_target_of_make_exists(file: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z0-9-]+):", makefile, re.MULTILINE)) | {".venv/.ready"}
    used = set(re.findall(r"\bmake ([a-z.][\w./-]*)", told(file)))
    assert used
    assert used <= targets


@cache
def options_of_pytest() -> frozenset[str]:
    """Return the options of a run of the suite."""
    return frozenset(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", run("pytest", "e2e", "--help")))


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_every_option_of_pytest_exists(file: Path) -> None:
    given = re.findall(r"ARGS=(['\"])(.*?)\1|SPLIT: (.*)|^\| `(--[^`]*)`", told(file), re.MULTILINE)
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
"""Of a declarative pipeline, as far as ours uses them: what may stand in what."""


def test_the_jenkinsfile_is_a_declarative_pipeline() -> None:
    text = re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "''", told(JENKINS))
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
