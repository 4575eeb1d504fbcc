"""A mail server that runs as long as a command: the command's option, the start, and the end."""

import signal
import socket
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import click

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import CHOICES
from bluebar.mailserver.lifecycle import run_scope
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.server import MailServer, ServerOptions
from bluebar.mailserver.start import serving

STOP = (signal.SIGINT, signal.SIGTERM)

launcher_option = click.option(
    "--mailserver",
    type=click.Choice(tuple(name for name in CHOICES if name != "external")),
    default="auto",
    show_default=True,
    help="docker: GreenMail in a container; jvm: GreenMail on a JVM of this machine; auto: docker "
    "if available, else jvm; dovecot: Dovecot of this machine, else in a container; "
    "dovecot-docker: in a container.",
)
"""Add the option --mailserver to a command."""


def options_for(choice: str, *, image: str = "", java: Path | None = None) -> ServerOptions:
    """Return the options for a value of `launcher_option`."""
    brand, launcher = CHOICES[choice]
    return ServerOptions(brand=brand, launcher=launcher, image=image, java=java)


class OwnMailServer(NamedTuple):
    """A mail server, with the run that the server belongs to and the authority of the run."""

    run: RunScope
    authority: Authority
    server: MailServer


def start_own_mailserver(stack: ExitStack, options: ServerOptions) -> OwnMailServer:
    """Start a mail server in a run of its own; the stack stops the server.

    Raises:
        HarnessError: the mail server did not start.
    """
    run = stack.enter_context(run_scope.run())
    authority = Authority.create(run.folder / "authority")
    server = stack.enter_context(serving(options, authority, run))
    return OwnMailServer(run, authority, server)


def print_until_stopped(text: str) -> None:
    """Print a text, and wait for Ctrl-C or SIGTERM."""
    # The system may give a signal to any thread. A blocked signal in this thread would end the
    # process by another thread; Python's wake-up file hears of the signal in every thread.
    here, signalled = socket.socketpair()
    with here, signalled:
        signalled.setblocking(False)
        before = {number: signal.signal(number, lambda *_: None) for number in STOP}
        signal.set_wakeup_fd(signalled.fileno())
        try:
            click.echo(text)
            here.recv(1)
        finally:
            signal.set_wakeup_fd(-1)
            for number, handler in before.items():
                signal.signal(number, handler)
    click.echo("stopping…")
