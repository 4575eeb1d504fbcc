"""`bluebar init` writes what a repository needs, and changes no file that exists."""

import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from bluebar.commands import init as command
from bluebar.commands.adapter_template import LACKING
from bluebar.commands.init import NotInitialized, adapter_class
from bluebar.commands.init_files import CI_FILES, address_lines, ci_of
from bluebar.commands.main import main
from bluebar.commands.new_adapter import new
from bluebar.e2e.outcome.known_issues import parse_known_issues, read_known_issues
from bluebar.e2e.targets.registry import load_target

ROOT = Path(__file__).parents[2]
SPEC = "bluebar @ git+https://git.example/bluebar@v0.2.0"
FILES = {
    "bluebar.toml",
    ".gitignore",
    "bluebar-tests/adapter.py",
    "bluebar-tests/known_issues.toml",
    "bluebar-tests/requirements.txt",
}
Init = Callable[..., int]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty git repository, which is the current folder."""
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def init(*arguments: str) -> int:
    """Call the command with an address of bluebar."""
    return main(["init", "--from", SPEC, *arguments])


def files_in(folder: Path) -> set[str]:
    """Return the paths of all files outside of .git."""
    listed = (each.relative_to(folder) for each in folder.rglob("*") if each.is_file())
    return {each.as_posix() for each in listed if each.parts[0] != ".git"}


def run(*words: str) -> str:
    """Run a program of this environment; return its output."""
    found = Path(sys.executable).with_name(words[0])
    ended = subprocess.run([found, *words[1:]], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_an_empty_repository_gets_every_file(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init("--ours") == 0
    assert files_in(repository) == FILES | {CI_FILES["github"]}
    shown = capsys.readouterr().out
    assert f"written  bluebar-tests/requirements.txt: {SPEC}\n" in shown
    assert "written  bluebar-tests/adapter.py: a template with 12 TODOs\n" in shown


def test_the_template_is_an_adapter_that_the_settings_name(repository: Path) -> None:
    init("--ours", "--class", "Crm")
    settings = tomllib.loads((repository / "bluebar.toml").read_text())
    assert settings["target"] == "bluebar-tests/adapter.py:Crm"
    target = load_target(settings["target"])
    assert (target.name, vars(type(target).__base__)["is_ours"]) == ("crm", True)
    text = (repository / "bluebar-tests" / "adapter.py").read_text()
    assert "Written by `bluebar init`." in text
    assert all(f'{field}=page.get_by_label("TODO")' in text for field in LACKING)


def test_the_list_of_known_issues_is_empty_and_its_example_is_right(repository: Path) -> None:
    init()
    file = repository / "bluebar-tests" / "known_issues.toml"
    assert read_known_issues(file) == ()
    example = "\n".join(
        line.removeprefix("# ")
        for line in file.read_text().splitlines()
        if line.startswith("# ") and ("=" in line or "[[" in line)
    )
    assert len(parse_known_issues(example, file)) == 1


def test_the_requirements_are_bluebar_and_exact_versions(repository: Path) -> None:
    init()
    comment, _, first, *rest = (
        (repository / "bluebar-tests" / "requirements.txt").read_text().splitlines()
    )
    assert comment.startswith("# ")
    assert first == SPEC
    assert len(rest) > 30
    assert all("==" in line for line in rest)


def test_a_folder_as_the_source_is_an_absolute_path(repository: Path) -> None:
    (repository / "dist").mkdir()
    assert main(["init", "--from", "dist"]) == 0
    text = (repository / "bluebar-tests" / "requirements.txt").read_text()
    assert f"\n{repository / 'dist'}\n" in text


def test_without_a_known_source_pip_refuses_the_requirements(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "source_of_bluebar", lambda: "")
    assert main(["init"]) == 0
    assert "requirements.txt: TODO: write the address of bluebar" in capsys.readouterr().out
    file = repository / "bluebar-tests" / "requirements.txt"
    pip = [sys.executable, "-m", "pip", "install", "--no-index", "--dry-run", "-r", str(file)]
    ended = subprocess.run(pip, capture_output=True, text=True, check=False)
    assert ended.returncode
    assert "Invalid requirement: 'TODO: write the address of bluebar" in ended.stderr


def test_no_file_that_exists_is_changed(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "bluebar-tests").mkdir()
    (repository / ".github" / "workflows").mkdir(parents=True)
    mine = {
        "bluebar.toml": "workers = 1\n",
        ".gitignore": "/.bluebar\n*.pyc\n",
        "bluebar-tests/adapter.py": "class Other: ...\nclass Mine(api.Adapter): ...\n",
        "bluebar-tests/known_issues.toml": "# mine\n",
        "bluebar-tests/requirements.txt": "bluebar\n",
        CI_FILES["github"]: "name: mine\n",
    }
    for name, text in mine.items():
        (repository / name).write_text(text)
    assert init() == 0
    assert {name: (repository / name).read_text() for name in files_in(repository)} == mine
    shown = capsys.readouterr().out
    assert shown.count("kept     ") == len(mine)
    assert "kept     .gitignore: add the lines bluebar-reports/\n" in shown
    assert 'bluebar.toml: add target = "bluebar-tests/adapter.py:Mine", if it is' in shown


def test_a_second_call_changes_nothing(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    init()
    before = {name: (repository / name).read_bytes() for name in files_in(repository)}
    capsys.readouterr()
    assert init() == 0
    assert {name: (repository / name).read_bytes() for name in files_in(repository)} == before
    shown = capsys.readouterr().out
    assert shown.count("kept     ") == len(before)
    assert "written" not in shown
    assert "add the lines" not in shown


@pytest.mark.parametrize(
    ("name", "text", "remote", "ci"),
    [
        ("", "", "", "github"),
        ("", "", "https://github.com/team/crm", "github"),
        ("", "", "git@gitlab.team.example:crm", "gitlab"),
        (".gitlab-ci.yml", "x: 1\n", "", "gitlab"),
        (".github/CODEOWNERS", "* @me\n", "git@gitlab.team.example:crm", "github"),
    ],
)
def test_the_ci_is_the_one_that_the_repository_uses(
    repository: Path, name: str, text: str, remote: str, ci: str
) -> None:
    if name:
        (repository / name).parent.mkdir(exist_ok=True)
        (repository / name).write_text(text)
    if remote:
        git = ["git", "-C", str(repository), "remote", "add", "origin", remote]
        subprocess.run(git, check=True)
    assert ci_of(repository) == ci


def test_a_folder_without_git_gets_the_files_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert init("--ci", "none", "--folder", "e2e/imap") == 0
    expected = {name.replace("bluebar-tests", "e2e/imap") for name in FILES}
    assert files_in(tmp_path) == expected
    assert 'target = "e2e/imap/adapter.py:MyApp"' in (tmp_path / "bluebar.toml").read_text()


def test_the_workflow_holds_githubs_schema_and_zizmors_rules(repository: Path) -> None:
    init("--ci", "github")
    file = str(repository / CI_FILES["github"])
    run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", file)
    run("zizmor", "--offline", "--no-progress", "--config", f"{ROOT}/.github/zizmor.yml", file)


def test_the_job_holds_gitlabs_schema(repository: Path) -> None:
    init("--ci", "gitlab")
    file = str(repository / CI_FILES["gitlab"])
    run("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", file)


def test_a_gitlab_with_jobs_gets_a_file_to_include(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / ".gitlab-ci.yml").write_text("lint:\n  script: make lint\n")
    assert init() == 0
    assert (repository / "bluebar-tests" / "gitlab-ci.yml").exists()
    assert (
        "written  bluebar-tests/gitlab-ci.yml: add to .gitlab-ci.yml:  "
        "include: [{ local: bluebar-tests/gitlab-ci.yml }]"
    ) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("url", "lines"),
    [
        ("http://localhost:3000/settings", ['base-url = "http://localhost:3000"']),
        ("http://127.0.0.1:3000/settings", ['base-url = "http://127.0.0.1:3000"']),
        (
            "https://me:pass@crm.example/settings?a=b",
            ['base-url = "https://crm.example"', 'allow-writes = "crm.example"'],
        ),
    ],
)
def test_the_settings_have_the_address_of_the_app(url: str, lines: list[str]) -> None:
    assert address_lines(url).splitlines() == lines


def test_an_address_lets_new_write_the_adapter(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://crm.example/settings"
    given: dict[str, object] = {}

    def write(**values: object) -> int:
        given.update(values)
        (repository / "bluebar-tests").mkdir()
        (repository / "bluebar-tests" / "adapter.py").write_text("class Crm(Adapter): ...\n")
        return 0

    # The same parameters, so that a parameter of `new` that `init` does not pass is an error.
    monkeypatch.setattr(command, "new", click.Command("new", callback=write, params=new.params))
    assert init(url, "--ours") == 0
    assert given.keys() == {each.name for each in new.params}
    assert (given["url"], given["ours"], given["headed"]) == (url, True, False)
    settings = tomllib.loads((repository / "bluebar.toml").read_text())
    assert settings["target"] == "bluebar-tests/adapter.py:Crm"
    assert settings["allow-writes"] == "crm.example"


@pytest.mark.parametrize(
    ("text", "happened"),
    [
        ("def f(:", "invalid syntax"),
        ("class Crm: ...", "no class in the file inherits from Adapter"),
        ("\0", "null bytes"),
    ],
)
def test_an_adapter_that_cannot_be_used_is_an_error(
    tmp_path: Path, text: str, happened: str
) -> None:
    (tmp_path / "adapter.py").write_text(text)
    with pytest.raises(NotInitialized, match=happened):
        adapter_class(tmp_path / "adapter.py")


def test_a_folder_inside_of_a_repository_is_refused(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "below").mkdir()
    monkeypatch.chdir(repository / "below")
    assert init() == 2
    assert "call `bluebar init` in the repository's root" in capsys.readouterr().err
    assert files_in(repository) == set()
    assert init("--ci", "none") == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("--folder", "/x"),
        ("--folder", "../x"),
        ("--folder", "my tests"),
        ("--class", "class"),
        ("--ci", "jenkins"),
    ],
)
def test_a_wrong_option_is_a_usage_error(repository: Path, arguments: tuple[str, str]) -> None:
    assert init(*arguments) == 2
    assert files_in(repository) == set()


def test_a_path_that_cannot_be_written_is_an_error(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / ".github").write_text("")
    assert init("--ci", "github") == 2
    assert "where: .github/workflows/bluebar.yml" in capsys.readouterr().err
