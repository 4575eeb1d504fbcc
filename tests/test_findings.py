"""Every finding has the form that findings/README.md states; no package is installed here."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMON = ROOT / "findings" / "common.bash"
SCRIPTS = sorted((ROOT / "findings").glob("*.sh"))
TABLE = re.findall(
    r"^\| \[([\w-]+)\]\(([\w.-]+)\) \|.*\| ([^|]+) \|$",
    (ROOT / "findings" / "README.md").read_text("utf-8"),
    re.MULTILINE,
)
PINNED = {
    "from_npm": re.compile(r"([\w-]+)@(\d+\.\d+\.\d+)"),
    "from_pypi": re.compile(r"([\w-]+)==(\d+(?:\.\d+)+)"),
    "from_maven": re.compile(r"[\w.]+:([\w-]+):(\d+(?:\.\d+)+)"),
    "from_go": re.compile(r"[\w./-]+/([\w-]+)@v(\d+\.\d+\.\d+)"),
}

each_script = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)


def header(script: Path) -> str:
    """Return the comment at the top of a script, on one line."""
    top = script.read_text("utf-8").partition("\nset -")[0]
    return " ".join(line.removeprefix("#").strip() for line in top.splitlines()[1:])


def packages(script: Path) -> list[tuple[str, str]]:
    """Return (name, version) of each package of a script; fail for a package without version."""
    text = script.read_text("utf-8")
    if re.search(r"^start_greenmail$", text, re.MULTILINE):
        text += COMMON.read_text("utf-8")
    found = []
    for client, arguments in re.findall(r"^ *(from_\w+) (.+)$", text, re.MULTILINE):
        for argument in arguments.split():
            pinned = PINNED[client].fullmatch(argument)
            assert pinned, f"{script.name} installs {argument} without a version"
            found.append((pinned[1], pinned[2]))
    return found


def run(*command: str | Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({"PATH": str(path)} if path else {})
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, env=environment
    )


def test_the_table_lists_the_scripts() -> None:
    assert len(SCRIPTS) >= 6
    assert [(name, file) for name, file, _ in TABLE] == [
        (script.stem, script.name) for script in SCRIPTS
    ]


@each_script
def test_the_finding_is_a_bash_script_that_cleans_up(script: Path) -> None:
    text = script.read_text("utf-8")
    assert script.stat().st_mode & 0o111 == 0o111, "the script is not executable"
    assert text.startswith("#!/usr/bin/env bash\n")
    for line in (
        "set -euo pipefail",
        "folder=$(mktemp -d)",
        "trap leave EXIT",
        "trap 'exit 130' INT TERM",
    ):
        assert f"\n{line}\n" in text
    assert re.search(r"\nexpect <<'END'\n(?:.+\n)+END\n\Z", text), (
        "the script does not end with expect"
    )
    done = run("bash", "-n", script)
    assert done.returncode == 0, done.stderr


@each_script
def test_the_header_has_all_parts_and_names_an_rfc(script: Path) -> None:
    parts = re.fullmatch(
        r"(.+\.) +Guess: (.+) Seen: (.+) Versions: (.+) Follows: (.+\.)", header(script)
    )
    assert parts, "a part of the header is missing"
    assert re.search(r"RFC \d+ (section|appendix)", header(script)), (
        "the header names no section of an RFC"
    )


@each_script
def test_the_packages_are_pinned_and_listed(script: Path) -> None:
    row = {name: versions for name, _, versions in TABLE}[script.stem]
    pinned = packages(script)
    assert pinned
    for name, version in pinned:
        assert f"{name} {version}" in header(script)
        assert f"{name} {version}" in row


@pytest.mark.parametrize("file", [*SCRIPTS, COMMON], ids=lambda file: file.name)
def test_the_file_names_no_registry_and_no_external_server(file: Path) -> None:
    text = file.read_text("utf-8")
    assert not re.search(r"--(index-url|extra-index-url|registry|find-links)", text)
    for host in re.findall(r"\w+://([\w.-]+)", text):
        assert host.endswith(".test"), f"the file names {host}"


@each_script
def test_the_script_names_a_missing_program(script: Path, tmp_path: Path) -> None:
    for program in ("bash", "basename", "dirname", "mktemp", "rm"):
        found = shutil.which(program)
        assert found
        (tmp_path / program).symlink_to(found)
    done = run(tmp_path / "bash", script, path=tmp_path)
    assert done.returncode == 2
    assert re.search(r"NOT RUN: the program [\w]+ is missing", done.stderr)


@pytest.mark.parametrize(("seen", "code", "word"), [("one", 0, "ok"), ("two", 1, "CHANGED")])
def test_the_output_is_compared_with_the_expected_lines(
    tmp_path: Path, seen: str, code: int, word: str
) -> None:
    script = f"""
        . "{COMMON}"
        folder="{tmp_path}"
        echo {seen} >"$folder/seen"
        expect <<<one
        echo "it goes on"
    """
    done = run("bash", "-euc", script)
    assert done.returncode == code
    assert f": {word}: " in done.stdout
    assert ("it goes on" in done.stdout) == (code == 0)
