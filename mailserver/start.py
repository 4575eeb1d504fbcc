"""Start the run's mail server with the launcher that the options name, or with an available one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import DEFAULT_BRAND, EXTERNAL_BRANDS, STARTED_BRANDS
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.server import MailServer, OwnLauncher, ServerOptions

EXTERNAL_SECONDS = 30
"""Maximum seconds until an external server is ready: a container beside bluebar's may have been
started at the same moment."""

AVAILABLE = {"docker": "auto: Docker answers", "process": "installed on this machine"}
NOT_AVAILABLE = {"docker": "Docker is not available", "process": "not on this machine"}
"""For each launcher that is tried first: why it was chosen, or why it was not."""


class ExternalAddressMissing(HarnessError):
    """The options name an external mail server without its address."""


@contextmanager
def serving(options: ServerOptions, authority: Authority, run: RunScope) -> Iterator[MailServer]:
    """Run a mail server that is ready, and stop the server afterwards.

    Raises:
        HarnessError: the server did not become ready; the error says what to do.
    """
    brand = STARTED_BRANDS[options.brand] if options.brand else DEFAULT_BRAND
    with ExitStack() as stack:

        def start(launcher: OwnLauncher, why: str) -> MailServer:
            return stack.enter_context(brand.start(launcher, options, authority, run, why=why))

        if options.launcher == "external":
            server = stack.enter_context(_external(options.external, run))
        elif options.launcher == "auto":
            first, second = brand.launchers
            try:
                server = start(first, AVAILABLE[first])
            except HarnessError as error:
                why = f"auto: {NOT_AVAILABLE[first]}, {error.where}: {error.happened}"
                server = _second(partial(start, second, why), why)
        else:
            server = start(options.launcher, "asked for")
        yield server


def _second(start: Callable[[], MailServer], why: str) -> MailServer:
    """Start a server with the second launcher; an error says why the first was not used, too."""
    try:
        return start()
    except HarnessError as error:
        error.where = f"{error.where} ({why})"
        raise


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
