"""The command line `bluebar`: runs, adapters, reports and servers.

A command's module is imported when the command is called or the command's help is shown. Importing
all modules (with Playwright, pytest and Docker's client) takes two seconds, and `bluebar --help`
needs none of them.
"""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.metadata import version
from platform import python_version
from typing import IO, Any, NoReturn

import click

from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.greenmail.release import BRAND, GREENMAIL_VERSION
from bluebar.reports.report_errors import ReportError

COMMANDS: Mapping[str, tuple[str, str]] = {
    "run": ("run_suite:run", "Run the tests against an app."),
    "demo": ("demo:demo", "Start a mail server, a filled mailbox and the reference app."),
    "list": ("list_targets:list_targets", "List the included apps."),
    "init": ("init:init", "Write the files that test your app every night."),
    "new": ("new_adapter:new", "Write an adapter from an app's open connect form."),
    "check": ("check_target:check", "Try an adapter, with or without a mailbox."),
    "login": ("login:login", "Sign in once, and keep the browser session for the tests."),
    "install": ("install_app:install", "Install an included app."),
    "browser": ("install_browser:browser", "Find or install the browser of the tests."),
    "known": ("known:known", "List the known issues of your app, or add new ones."),
    "report": ("report:report", "Open, merge, check or summarize reports."),
    "night": (
        "night:night",
        "Run the tests on each mail server of this machine, and keep a history.",
    ),
    "ca": ("create_ca:ca", "Create the CA of the proxy, so that an app can trust it."),
    "mailserver": ("start_mailserver:mailserver", "Start a mail server and a front door."),
}
"""The commands by name: module and attribute of the command, and its line in `bluebar --help`."""

INTERRUPTED = 130
"""Exit status after Ctrl-C (128 + SIGINT)."""


class Failed(click.ClickException):
    """bluebar could not do its work.

    The message says what was wanted, what happened, where, and what to do next.
    """

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message without Click's prefix `Error:`."""
        click.echo(self.message, file or sys.stderr)


class LazyGroup(click.Group):
    """A group of commands, which imports a command's module only when it needs the command."""

    def invoke(self, ctx: click.Context) -> NoReturn:
        """Run a command, and exit with the status that it returns.

        Raises:
            Failed: bluebar could not do its work.
        """
        try:
            status: int | None = super().invoke(ctx)
        except (HarnessError, ReportError) as error:
            raise Failed(str(error)) from error
        except KeyboardInterrupt:
            status = INTERRUPTED
        ctx.exit(status or 0)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, and let the command take defaults from bluebar.toml.

        A help text needs no defaults, and is shown although the file may be wrong.
        """
        if not {"-h", "--help"} & set(args):
            # Imported here, for the reason in the module's docstring.
            from bluebar.commands.settings_defaults import FileDefaults  # noqa: PLC0415

            ctx.default_map = {name: FileDefaults(name) for name in args[:1]}
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """Return the names of the commands, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return the command of this name; None if there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"bluebar.commands.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands in the help text, without importing a command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


def _print_versions(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print bluebar's version, and on a second line the versions that decide how a run behaves."""
    if asked:
        click.echo(f"bluebar {version('bluebar')}")
        click.echo(
            f"Python {python_version()}, Playwright {version('playwright')}, "
            f"{BRAND} {GREENMAIL_VERSION}"
        )
        context.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_versions,
    help="Show the versions of bluebar, Python, Playwright and GreenMail, and exit.",
)
def bluebar() -> None:
    """Test the "Connect your email over IMAP" form of an app.

    A real browser fills in the form, a real mail server holds the mailbox, and a proxy between app
    and server records what the app does.

    \b
    Examples:
      bluebar browser                         install a browser, once
      bluebar run -m article                  test the included reference app: a minute
      bluebar new https://crm.example --ours  write an adapter for your app
      bluebar run --target adapter.py:Crm     test your app
      bluebar report open                     look at the last report

    `bluebar COMMAND --help` explains a command.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name.

    Args:
        arguments: the words after `bluebar`; None to take the words of the command line.

    Returns:
        The exit status. It is 2 for a usage error, and if bluebar could not do its work.
    """
    try:
        status: int = bluebar.main(arguments, "bluebar", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    return status
