"""The steps of the workflow that `bluebar init` writes work, one after the other, without network.

An app that lies stands for the app, and one of its failures is known: the night must be green.
"""

import os
import re
import site
import subprocess
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bluebar.commands.init_files import CI_FILES
from bluebar.commands.main import main

ROOT = Path(__file__).parents[2]
APP = ROOT / "tests" / "liar"
ROW = "refusals/wrong-password/imaps-993"
KNOWN = f"""
[[issue]]
scenarios = ["{ROW}"]
failure = "false success"
shown = "Connected"
why = "The app says connected before it has tried."
ticket = "FABLE-1"
owner = "the authors"
until = 2999-12-31
"""
SECONDS = 300


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository with an adapter and a known issue, in which `bluebar init` was called."""
    folder = tmp_path / "repository"
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    monkeypatch.chdir(folder)
    (folder / "bluebar-tests").mkdir()
    adapter = (APP / "adapter.py").read_text("utf-8")
    by_file = adapter.replace('"-m", "tests.liar.app"', repr(str(APP / "app.py")))
    assert by_file != adapter
    (folder / "bluebar-tests" / "adapter.py").write_text(by_file)
    for ci in CI_FILES:
        assert main(["init", "--ci", ci, "--from", str(ROOT)]) == 0
    with (folder / "bluebar-tests" / "known_issues.toml").open("a") as file:
        file.write(KNOWN)
    settings = (folder / "bluebar.toml").read_text().replace("workers = 2", "workers = 0")
    (folder / "bluebar.toml").write_text(f'{settings}\nmailserver = "jvm"\nkeyword = "{ROW}"\n')
    return folder


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """The environment of a runner: a Python without bluebar, and no package index.

    The packages of this environment are the ones that pip would download.
    """
    python = tmp_path / "python"
    venv.create(python, symlinks=True, with_pip=False)
    packages = next(python.glob("lib/python*/site-packages"))
    (packages / "downloaded.pth").write_text(site.getsitepackages()[0])
    kept = {name: each for name, each in os.environ.items() if not name.startswith(OF_TESTS)}
    return kept | {
        "PATH": f"{python / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # As pip reads its environment, this means --no-build-….
        "GITHUB_SHA": "0123abc",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }


OF_TESTS = ("PYTHON", "PYTEST", "VIRTUAL_ENV", "PIP_")
"""How the names of variables begin that belong to the Python of these tests."""

VALUES = {
    "github.server_url": "https://git.example",
    "github.repository": "team/crm",
    "github.run_id": "7",
    "secrets.APP_PASSWORD": "none",
}
"""The values of the workflow's expressions."""


def evaluated(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a job with the values of its expressions."""
    return {
        name: re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda found: VALUES[found[1]], text)
        for name, text in environment.items()
    }


def run_step(script: str, folder: Path, environment: Mapping[str, str]) -> str:
    """Run the script of a step as a runner of GitHub does; return its output."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS,
        check=False,
    )  # fmt: skip
    assert ended.returncode == 0, f"{script}\n{ended.stdout}{ended.stderr}"
    return ended.stdout


def read_yaml(file: Path) -> Any:
    """Return the content of a YAML file."""
    return YAML(typ="safe").load(file.read_text("utf-8"))


def test_each_step_works_after_the_steps_before(
    repository: Path, machine: dict[str, str], tmp_path: Path
) -> None:
    (job,) = read_yaml(repository / CI_FILES["github"])["jobs"].values()
    environment = machine | evaluated(job["env"])
    steps = {each["name"]: each["run"] for each in job["steps"] if "run" in each}
    shown = {name: run_step(each, repository, environment) for name, each in steps.items()}
    assert "Successfully installed bluebar-" in shown["Install bluebar"]
    tested = shown["Test the app"]
    assert "settings: bluebar.toml (target, workers, reports, mailserver, keyword)" in tested
    assert "bluebar-tests/known_issues.toml: 1 known\n" in tested
    assert "1 xfailed" in tested
    summary = (tmp_path / "summary.md").read_text()
    assert summary.startswith("## bluebar: 1 known finding\n")
    (report,) = (each["with"]["path"] for each in job["steps"] if "upload" in each.get("uses", ""))
    (folder,) = repository.glob(report)
    kept = {each.name for each in folder.iterdir()}
    assert {"index.html", "junit.xml", "records.jsonl", "history.html"} <= kept
    assert '"commit":"0123abc"' in (repository / "history" / "history.jsonl").read_text()

    gitlab = read_yaml(repository / CI_FILES["gitlab"])["bluebar"]
    same = [each for each in gitlab["script"] if not each.startswith("bluebar run")]
    assert set(same) <= set(steps.values())
    variables = {"CI_COMMIT_SHORT_SHA": "0123abc", "LINK": "https://git.example/report"}
    for each in gitlab["after_script"]:
        run_step(each, repository, environment | variables)
    artifacts = gitlab["artifacts"]
    assert (repository / artifacts["reports"]["junit"]).is_file()
    assert (repository / artifacts["paths"][0] / "index.html").is_file()
