"""Start the run's mail server with the launcher that the options name, or with an available one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import DEFAULT_BRAND, EXTERNAL_BRANDS, STARTED_BRANDS
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.server import MailServer, OwnLauncher, ServerOptions

EXTERNAL_SECONDS = 30
"""Maximum seconds until an external server is ready: a container beside bluebar's may have been
started at the same moment."""

FIRST_CHOICE = {
    "docker": "Docker answers",
    "jvm": "a JVM comes with bluebar",
    "process": "its program is installed",
}
"""Why "auto" takes a launcher that it tries first."""

NAMES = {"docker": "Docker", "jvm": "a JVM", "process": "the program"}


class ExternalAddressMissing(HarnessError):
    """The options name an external mail server without its address."""


@contextmanager
def serving(options: ServerOptions, authority: Authority, run: RunScope) -> Iterator[MailServer]:
    """Run a mail server that is ready, and stop the server afterwards.

    Raises:
        HarnessError: the server did not become ready; the error says what to do.
    """
    brand = STARTED_BRANDS.get(options.brand, DEFAULT_BRAND)
    with ExitStack() as stack:

        def start(launcher: OwnLauncher, why: str) -> MailServer:
            return stack.enter_context(brand.start(launcher, options, authority, run, why=why))

        if options.launcher == "external":
            server = stack.enter_context(_external(options.external, run))
        elif options.launcher == "auto":
            server = _first_available(brand.launchers, start)
        else:
            server = start(options.launcher, "asked for")
        yield server


def _first_available(
    launchers: tuple[OwnLauncher, ...], start: Callable[[OwnLauncher, str], MailServer]
) -> MailServer:
    """Start a server by the first launcher that works.

    Raises:
        HarnessError: the last launcher does not work either.
    """
    why = f"auto: {FIRST_CHOICE[launchers[0]]}"
    *others, last = launchers
    for launcher in others:
        try:
            return start(launcher, why)
        except HarnessError as error:
            why = f"auto: {NAMES[launcher]} is not available, {error.where}: {error.happened}"
    return start(last, why)


def _external(server: MailServer | None, run: RunScope) -> AbstractContextManager[MailServer]:
    """Return a context that waits until a server that is already running is ready.

    Raises:
        ExternalAddressMissing: the options have no address.
        HarnessError: see `ExternalBrand.connected`.
    """
    if server is None:
        raise ExternalAddressMissing(
            wanted="a mail server that runs already (--mailserver external)",
            happened="its address is missing",
            where="the command line",
            next_step="add --mailserver-at HOST:PORTS and --mailserver-ca FILE",
        )
    brand = EXTERNAL_BRANDS[server.brand]
    return brand.connected(server, run, within=EXTERNAL_SECONDS)
