"""Start the servers of a run: certificate authority, mail server and app."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bluebar.e2e.protocol.target import Instance, Target
from bluebar.e2e.run.browser import Browser
from bluebar.e2e.run.context import RunContext, make_surroundings
from bluebar.e2e.run.deadline_options import DEADLINE
from bluebar.e2e.run.running_app import started_app
from bluebar.e2e.targets.browser_sessions import STORAGE_STATE
from bluebar.fixtures.plugin import now_of, seed_of
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.frontdoor.proxy_config import USUAL_PORTS
from bluebar.mailserver.lifecycle import run_scope
from bluebar.mailserver.proxy_options import DoorOptions
from bluebar.mailserver.server import MailServer, ServerOptions
from bluebar.mailserver.start import serving


@dataclass(frozen=True, kw_only=True)
class ServerSettings:
    """The options for mail server and proxy, checked before anything starts."""

    server: ServerOptions
    doors: DoorOptions


@contextmanager
def started_servers(
    config: pytest.Config,
    target: Target,
    attached: Instance | None,
    browser: Browser,
    settings: ServerSettings,
) -> Iterator[RunContext]:
    """Start what a run needs, and yield the values of the run; then stop everything.

    A run needs a temporary folder, a watchdog (a process that ends what a killed run leaves), a
    certificate authority, a mail server and an app. All are stopped in reverse order.

    Args:
        config: pytest's configuration, which contains the options of the run.
        target: the app's adapter.
        attached: the app, if it runs already; None to start the app.
        browser: the browser of the run.
        settings: the options for mail server and proxy.

    Raises:
        HarnessError: a server did not start.
    """
    with ExitStack() as stack:
        run = stack.enter_context(run_scope.run())
        doors = settings.doors
        authority = Authority.at(doors.authority or run.folder / "authority")
        server = stack.enter_context(serving(settings.server, authority, run))
        server = replace(server, ca_file=str(write_trusted(server, authority, run.folder)))
        no_real_ports = doors.bind.why_not_real_ports(USUAL_PORTS)
        allowed = doors.bind.networks(real_ports=not no_real_ports)
        surroundings = make_surroundings(server, run.folder / "app", allowed)
        instance = attached or stack.enter_context(started_app(target, surroundings))
        yield RunContext(
            folder=str(run.folder),
            server=server,
            instance=instance,
            browser=browser,
            seed=seed_of(config),
            now=now_of(config).isoformat(),
            no_real_ports=no_real_ports,
            bind=replace(doors.bind, lock_file=str(run.folder / "proxy-ports.lock")),
            authority=str(authority.folder),
            pair=doors.pair and (str(doors.pair[0]), str(doors.pair[1])),
            no_front_door=doors.is_disabled,
            password=config.getoption("--mailbox-password"),
            inbox=config.getoption("--inbox"),
            inbox_address=config.getoption("--inbox-address"),
            deadlines=tuple(config.getoption(DEADLINE)),
            storage_state=_absolute(config.getoption(STORAGE_STATE)),
        )


def _absolute(file: str) -> str:
    return str(Path(file).absolute()) if file else ""


def write_trusted(server: MailServer, authority: Authority, folder: Path) -> Path:
    """Write a PEM file with the certificates of all authorities that the app must trust.

    The certificate of a mail server that bluebar did not start may be from another authority than
    the front doors' certificates.

    Args:
        server: the mail server.
        authority: the authority of the front doors.
        folder: the folder to write into.

    Returns:
        The path of the file.
    """
    file = folder / "trusted.pem"
    files = dict.fromkeys((authority.ca_file, Path(server.ca_file)))
    file.write_text("\n".join(each.read_text() for each in files))
    return file
