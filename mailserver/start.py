"""Start the run's mail server with the launcher that the options name, or with an available one."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import DEFAULT_BRAND, EXTERNAL_BRANDS, STARTED_BRANDS
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.server import MailServer, OwnLauncher, ServerOptions

EXTERNAL_SECONDS = 30
"""Maximum seconds until an external server is ready: a container beside bluebar's may have been
started at the same moment."""


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
            try:
                server = start("docker", "auto: Docker answers")
            except HarnessError as error:
                why = f"auto: Docker is not available, {error.where}: {error.happened}"
                server = start("jvm", why)
        else:
            server = start(options.launcher, "asked for")
        yield server


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
