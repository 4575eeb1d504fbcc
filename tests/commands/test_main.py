"""The command line: help, version, exit statuses, errors."""

import platform
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import version

import click
import pytest
from click.testing import CliRunner

from bluebar.commands import main as command_line
from bluebar.commands.main import COMMANDS, bluebar, main
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.greenmail.release import GREENMAIL_VERSION
from bluebar.reports.report_errors import ReportError

HARNESS = HarnessError("a mail server", "no Java", "this machine", "install one")
REPORT = ReportError(wanted="a report", happened="none", where="here", next_step="run first")


def subcommands(command: click.Command, name: str) -> Mapping[str, click.Command]:
    if not isinstance(command, click.Group):
        return {name: command}
    below = {each: command.get_command(click.Context(command), each) for each in command.commands}
    return {f"{name} {each}": it for each, it in below.items() if it} | {name: command}


CONTEXT = click.Context(bluebar)
EVERY = {
    name: command
    for each in COMMANDS
    if (found := bluebar.get_command(CONTEXT, each))
    for name, command in subcommands(found, each).items()
}


def test_help_lists_every_command_with_the_first_line_of_its_own_help() -> None:
    listed = CliRunner().invoke(bluebar, ["--help"]).output
    for name, (_, line) in COMMANDS.items():
        assert f"  {name} " in listed
        assert (EVERY[name].help or "").splitlines()[0] == line


@pytest.mark.parametrize("name", EVERY)
def test_every_command_has_help_and_explains_its_options(name: str) -> None:
    shown = CliRunner().invoke(bluebar, [*name.split(), "--help"])
    assert shown.exit_code == 0
    assert all(each.help for each in EVERY[name].params if isinstance(each, click.Option)), (
        shown.output
    )


def test_help_and_version_import_neither_playwright_nor_pytest() -> None:
    program = (
        "import sys; from bluebar.commands.main import main; main(['--help']); "
        "print([each for each in ('playwright', 'pytest', 'docker') if each in sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ended.stdout.endswith("\n[]\n")


def test_the_module_runs_as_the_command() -> None:
    command = [sys.executable, "-m", "bluebar", "--version"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    first, second = ended.stdout.splitlines()
    assert first == f"bluebar {version('bluebar')}"
    assert second == (
        f"Python {platform.python_version()}, Playwright {version('playwright')}, "
        f"GreenMail {GREENMAIL_VERSION}"
    )


@pytest.mark.parametrize(
    "wrong", [["nonsense"], ["check"], ["report", "merge", "x"], ["demo", "-x"]]
)
def test_a_usage_error_exits_with_2(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(wrong) == 2
    assert "Usage: bluebar" in capsys.readouterr().err


@pytest.fixture
def command_that(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Replace the command `list` by a function of the test."""

    def put(body: Callable[[], object]) -> None:
        monkeypatch.setattr(
            command_line.LazyGroup, "get_command", lambda *_: click.Command("list", callback=body)
        )

    return put


@pytest.mark.parametrize("error", [HARNESS, REPORT])
def test_an_error_is_printed_without_a_traceback_and_exits_with_2(
    command_that: Callable[..., None], capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fail() -> None:
        raise error

    command_that(fail)
    assert main(["list"]) == 2
    assert capsys.readouterr().err == f"{error}\n"


def test_ctrl_c_exits_with_130_after_the_clean_up(
    command_that: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    def wait() -> None:
        # A shell lets its background jobs ignore SIGINT, such as these tests.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            signal.signal(signal.SIGINT, before)
            click.echo("cleaned up")

    command_that(wait)
    assert main(["list"]) == 130
    assert capsys.readouterr().out == "cleaned up\n"


@pytest.mark.parametrize("status", [0, 1, None])
def test_the_exit_status_is_what_the_command_returns(
    command_that: Callable[..., None], status: int | None
) -> None:
    command_that(lambda: status)
    assert main(["list"]) == (status or 0)
