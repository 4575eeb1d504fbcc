"""The options of a run: three families, each help with its default, and errors for old names."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from bluebar.e2e.run.options import REPLAYED
from bluebar.e2e.run.playwright_options import HELP
from bluebar.e2e.run.renamed_options import RENAMED
from tests.child_pytest import QUICK

ROOT = Path(__file__).parents[2]
FAMILIES = {
    "bluebar: mail server": "--mailserver",
    "bluebar: proxy": "--proxy-",
    "bluebar: target": "--",
}
"""The beginning of each family's title, and of its options."""


@cache
def helps() -> dict[str, dict[str, str]]:
    """Return pytest's help: for each group, the help of each option in one line."""
    shown = subprocess.run(
        [sys.executable, "-m", "pytest", "e2e", *QUICK, "--help"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    groups: dict[str, dict[str, str]] = {}
    for title, body in re.findall(r"^(\S.*):\n((?:  .*\n|\n)+)", shown, re.MULTILINE):
        options = re.findall(r"^  (?:-\w, )?(--[\w-]+)(.*(?:\n {20,}.*)*)", body, re.MULTILINE)
        groups[title] = {name: " ".join(text.split()) for name, text in options}
    return groups


def test_each_family_has_names_of_its_own() -> None:
    for title, prefix in FAMILIES.items():
        (options,) = (group for name, group in helps().items() if name.startswith(title))
        names = options.keys() - {"--no-front-door"}
        assert names
        assert all(name.startswith(prefix) for name in names)


def test_the_help_of_every_option_states_the_default() -> None:
    groups = {name: group for name, group in helps().items() if name.startswith("bluebar")}
    assert len(groups) >= 5
    shown = {option: text for group in groups.values() for option, text in group.items()}
    without = [
        option
        for option, text in shown.items()
        if not re.search(r"\((no )?default|default(\)|:| in)|Without this option", text)
    ]
    assert without == []


def test_pytest_playwrights_options_are_explained_for_a_run() -> None:
    (options,) = (group for name, group in helps().items() if name.lower() == "playwright")
    for name, text in HELP.items():
        assert text.replace("%", "") in options[name].replace("%", "")
    assert options.keys() - HELP.keys() == {"--playwright-debug"}


def test_help_shows_no_old_name() -> None:
    shown = {option for group in helps().values() for option in group}
    assert not shown & RENAMED.keys()
    assert set(RENAMED.values()) <= shown
    assert set(REPLAYED) <= shown


@pytest.mark.parametrize("old", RENAMED)
@pytest.mark.parametrize("given", [("x",), ()])
def test_an_old_name_is_a_usage_error_that_names_the_new_one(
    pytester: pytest.Pytester, old: str, given: tuple[str, ...]
) -> None:
    with pytest.raises(pytest.UsageError, match=f"{old} is now called {RENAMED[old]}: give "):
        pytester.parseconfig("-p", "bluebar.e2e.plugin", old, *given)


def test_a_contradiction_of_options_is_a_usage_error_of_the_run() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "e2e", *QUICK, "--proxy-bind", "127.0.0.1"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == pytest.ExitCode.USAGE_ERROR, ended.stdout
    assert ended.stderr.startswith("ERROR: --proxy-bind 127.0.0.1 is where front doors listen")
