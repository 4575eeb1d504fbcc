"""bluebar.toml sets options of a run; the options decide which keys and values there are."""

import os
import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from _pytest.config import get_config
from hypothesis import given
from hypothesis import strategies as st

from bluebar.commands.run_suite import pytest_arguments
from bluebar.e2e.protocol.target import Deadlines
from bluebar.e2e.run.deadline_options import set_deadlines
from bluebar.e2e.run.options import replay_options
from bluebar.e2e.run.settings_file import (
    FILE_NAME,
    NIGHT,
    BadSettings,
    Settings,
    find_settings,
    read_settings,
)
from bluebar.e2e.run.settings_options import (
    ALIASES,
    DEADLINES,
    LOADED,
    NOT_IN_FILE,
    TESTS,
    _arguments,
    keys_in_words,
)
from bluebar.e2e.suite import SUITE
from bluebar.reports.plugin import keep_everything

DOC = Path(__file__).parents[2] / "docs" / "configuration.md"


def configured(pytester: pytest.Pytester, text: str, *arguments: str) -> pytest.Config:
    """Return pytest's configuration for a run that reads a file with this text."""
    file = pytester.path / FILE_NAME
    file.write_text(text)
    return pytester.parseconfig("-p", "bluebar", f"--settings={file}", str(SUITE), *arguments)


def test_the_nearest_file_above_is_found(tmp_path: Path) -> None:
    below = tmp_path / "crm" / "tests"
    below.mkdir(parents=True)
    (tmp_path / FILE_NAME).touch()
    assert find_settings(below) == tmp_path / FILE_NAME
    (tmp_path / "crm" / FILE_NAME).touch()
    assert find_settings(below) == tmp_path / "crm" / FILE_NAME
    (below / FILE_NAME).mkdir()  # A folder is no file of settings.
    assert find_settings(below) == tmp_path / "crm" / FILE_NAME


def test_a_folder_that_cannot_be_entered_has_no_file(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    # A name that is too long is an error of the system for every user, also for root.
    assert find_settings(tmp_path / ("a" * 300)) == tmp_path / FILE_NAME


def test_a_run_reads_the_nearest_file_unless_one_is_named(tmp_path: Path) -> None:
    def settings(*given: str) -> list[str]:
        made = pytest_arguments(given, only=False, folder=tmp_path / "below")
        return [each for each in made if "--settings" in each]

    (tmp_path / "below").mkdir()
    (tmp_path / FILE_NAME).touch()
    assert settings() == [f"--settings={tmp_path / FILE_NAME}"]
    assert settings("--settings=other.toml") == ["--settings=other.toml"]
    assert settings("--settings", "other.toml") == ["--settings"]


EVERY_KIND = """
target = "crm/adapter.py:Crm"
base-url = "http://localhost:8000"
mailserver-pull-timeout = 7
security = true
all-offered = false
workers = 2
markers = "not slow"
keyword = "article"
scan-for-secrets = ["logs", "more"]
browser = "firefox"
proxy-ca = "certificates"
junit-xml = "junit.xml"
tests = "own"
[deadlines]
verdict = 90
sync = 2.5
[night]
history = "history.jsonl"
"""


def test_each_kind_of_value_becomes_an_option(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = pytester.mkdir("below")
    monkeypatch.chdir(below)
    config = configured(pytester, EVERY_KIND)
    options = {
        "--target": "../crm/adapter.py:Crm",
        "--base-url": "http://localhost:8000",
        "--mailserver-pull-timeout": 7.0,
        "--security": True,
        "--all-offered": False,
        "--numprocesses": 2,
        "-m": "not slow",
        "-k": "article",
        "--scan-for-secrets": ["../logs", "../more"],
        "--browser": ["firefox"],
        "--proxy-ca": Path("../certificates"),
        "--junit-xml": "../junit.xml",
        "--deadline": ["verdict=90", "sync=2.5"],
    }
    assert {name: config.getoption(name) for name in options} == options
    assert config.getoption("file_or_dir") == [str(SUITE), "../own"]
    assert keys_in_words(config.stash[LOADED]).startswith("../bluebar.toml (target, base-url, ")


def test_the_command_line_wins(pytester: pytest.Pytester) -> None:
    text = 'mailserver = "docker"\nworkers = 4\nmarkers = "slow"\ntests = ["own"]'
    given = ("--mailserver", "jvm", "-n0", "-m", "article", "other")
    config = configured(pytester, text, *given)
    assert config.getoption("--mailserver") == "jvm"
    assert config.getoption("--numprocesses") == 0
    assert config.getoption("-m") == "article"
    assert config.getoption("file_or_dir") == [str(SUITE), "other"]


def test_the_environments_address_wins_over_the_file(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_BASE_URL", "http://localhost:1")
    config = configured(pytester, 'base-url = "http://localhost:2"')
    assert config.getoption("--base-url") == "http://localhost:1"


def test_a_run_without_bluebars_own_tests_ignores_the_keys_that_choose_tests(
    pytester: pytest.Pytester,
) -> None:
    file = pytester.path / FILE_NAME
    file.write_text('markers = "slow"\nkeyword = "x"\ntests = "own"\nworkers = 1')
    test = f"{SUITE / 'test_article.py'}::test_it"
    config = pytester.parseconfig("-p", "bluebar", f"--settings={file}", test)
    assert config.getoption("-m") == config.getoption("-k") == ""
    assert config.getoption("file_or_dir") == [test]
    assert config.getoption("--numprocesses") == 1


def test_an_empty_name_reads_no_file(pytester: pytest.Pytester) -> None:
    config = pytester.parseconfig("-p", "bluebar", "--settings=")
    assert LOADED not in config.stash


@pytest.mark.parametrize(
    ("text", "happened", "next_step"),
    [
        ("[", "not TOML", "correct this line"),
        ('base-ulr = "x"', "the key `base-ulr` is unknown", "write `base-url`"),
        ("deadline = 3", "the key `deadline` is unknown", "write `deadlines`"),
        ('settings = "x"', "the key `settings` is unknown", ""),
        ("zzzz = 3", "the key `zzzz` is unknown", "`bluebar run --help-all` lists"),
        ("security = 1", "`security` is 1", "write true or false"),
        ("workers = true", "`workers` is True", "write a text or a number"),
        ("workers = [2]", "`workers` is [2]", "write a text or a number"),
        ("browser = [[]]", "`browser` is [[]]", "a text, a number, or a list of them"),
        ('workers = "many"', "`workers`: invalid value 'many'", "correct the value"),
        ('mailserver = "dcker"', "`mailserver`: invalid choice: 'dcker' (choose", "correct"),
        ('mailserver-pull-timeout = "x"', "timeout`: invalid value 'x'", "correct the value"),
        ('mailbox-password = "x"', "the password has 1 characters", "correct the value"),
        ('java = "x"', "--java is now called --mailserver-java", "correct the value"),
        ("deadlines = 3", "`deadlines` is 3", "a table, which begins with a line [deadlines]"),
        ("[deadlines]\nverdct = 3", "'verdct=3' is no deadline: write a name (verdict,", "correct"),
        ("[deadlines]\nsync = 0", "'sync=0' is no deadline", "correct"),
        ("[deadlines]\nsync = nan", "'sync=nan' is no deadline", "correct"),
        ("night = 3", "`night` is 3", "a table, which begins with a line [night]"),
        ("tests = 3", "`tests` is 3", "write a text or a list of texts"),
    ],
)
def test_a_wrong_key_or_value_is_an_error_that_says_what_to_do(
    pytester: pytest.Pytester, text: str, happened: str, next_step: str
) -> None:
    with pytest.raises(pytest.UsageError) as raised:
        configured(pytester, text)
    shown = str(raised.value)
    assert f"happened: {happened}" in shown or happened in shown
    assert f"where: {FILE_NAME}\nnext: " in shown
    assert next_step in shown.partition("next: ")[2]


def test_a_file_that_is_missing_or_no_text_is_an_error(pytester: pytest.Pytester) -> None:
    with pytest.raises(pytest.UsageError, match="No such file"):
        pytester.parseconfig("-p", "bluebar", "--settings=nowhere.toml")
    (pytester.path / FILE_NAME).write_bytes(b"\xff")
    with pytest.raises(BadSettings, match="can't decode"):
        read_settings(pytester.path / FILE_NAME)


@cache
def parser() -> pytest.Parser:
    """Return pytest's parser with the options of a run."""
    config = get_config()
    for name in ("bluebar", "pytest_playwright.pytest_playwright", "xdist.plugin"):
        config.pluginmanager.import_plugin(name)
    config._parser.addoption("--base-url")
    return config._parser


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SIMPLE = st.booleans() | st.integers() | st.floats() | TEXTS | st.dates()
VALUES = SIMPLE | st.lists(SIMPLE, max_size=2) | st.dictionaries(TEXTS, SIMPLE, max_size=2)
KEYS = TEXTS | st.sampled_from(
    ["target", "reports", "seed", "now", "security", "browser", "tests", "deadlines", "night", "m"]
)


@given(st.dictionaries(KEYS, VALUES, max_size=2))
def test_any_file_is_options_or_an_error_of_bluebar(values: dict[str, Any]) -> None:
    settings = Settings(file=Path(FILE_NAME), values=values)
    try:
        made = list(_arguments(settings, parser(), set()))
    except BadSettings as error:
        assert error.next_step  # noqa: PT017 - both outcomes are right
    else:
        parser().parse_known_args(made)


def test_the_file_can_turn_tracing_off(pytester: pytest.Pytester) -> None:
    for text, expected in (('tracing = "off"', "off"), ("", "on")):
        config = configured(pytester, text)
        keep_everything(config)
        assert config.option.tracing == expected


@pytest.mark.parametrize("in_file", ["", 'mailserver = "docker"'])
def test_a_replay_repeats_a_default_that_has_to_win_over_the_file(
    pytester: pytest.Pytester, in_file: str
) -> None:
    config = configured(pytester, f"{in_file}\n[deadlines]\nsync = 9", "--mailserver", "auto")
    words = replay_options(config, seed=1, now="then")
    assert ("--mailserver auto" in words) is bool(in_file)
    assert "--deadline=sync=9" in words


def test_a_deadline_replaces_the_one_of_the_adapter() -> None:
    target: Any = SimpleNamespace(deadlines=Deadlines(verdict=5, sync=6, summary=7))
    set_deadlines(target, ["verdict=90", "sync=2.5"])
    assert target.deadlines == Deadlines(verdict=90, sync=2.5, summary=7)


def test_a_deadline_that_the_adapter_computes_cannot_be_replaced() -> None:
    class Computes:
        @property
        def deadlines(self) -> Deadlines:
            return Deadlines(verdict=5, sync=6)

    target: Any = Computes()
    set_deadlines(target, [])
    with pytest.raises(pytest.UsageError, match="state them as a class attribute"):
        set_deadlines(target, ["verdict=90"])


def test_the_example_of_the_page_is_a_right_file(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", DOC.read_text("utf-8"), re.DOTALL)
    (tmp_path / FILE_NAME).write_text(example)
    settings = read_settings(tmp_path / FILE_NAME)
    made = list(_arguments(settings, parser(), set()))
    assert "--deadline=verdict=90" in made
    assert f"--target={os.path.relpath(tmp_path)}/bluebar-tests/adapter.py:Crm" in made


def test_the_page_names_every_key_with_a_name_of_its_own() -> None:
    table = re.findall(r"^\| `([\w-]+)` \|", DOC.read_text("utf-8"), re.MULTILINE)
    own = {*ALIASES, DEADLINES, NIGHT, TESTS}
    assert own <= set(table)
    assert not NOT_IN_FILE & set(table)
    assert len(table) == len(set(table)) > 30
