"""Start the run's mail server with the launcher that the options name, or with an available one."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Literal

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brand import Brand
from bluebar.mailserver.brands import BRANDS, DEFAULT_BRAND
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.server import MailServer, ServerOptions

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
    brand = BRANDS[options.brand] if options.brand else DEFAULT_BRAND
    with ExitStack() as stack:

        def start(launcher: Literal["docker", "jvm"], why: str) -> MailServer:
            return stack.enter_context(brand.start(launcher, options, authority, run, why=why))

        if options.launcher == "external":
            server = _external(brand, options.external)
        elif options.launcher == "auto":
            try:
                server = start("docker", "auto: Docker answers")
            except HarnessError as error:
                why = f"auto: Docker is not available, {error.where}: {error.happened}"
                server = start("jvm", why)
        else:
            server = start(options.launcher, "asked for")
        yield server


def _external(brand: Brand, server: MailServer | None) -> MailServer:
    """Wait until a server that is already running is ready, and return the server.

    Raises:
        ExternalAddressMissing: the options have no address.
        HarnessError: see `Brand.wait_until_ready`.
    """
    if server is None:
        raise ExternalAddressMissing(
            wanted="a mail server that runs already (--mailserver external)",
            happened="its address is missing",
            where="the command line",
            next_step=f"add --mailserver-at {brand.external_format} and --mailserver-ca FILE",
        )
    return brand.wait_until_ready(server, within=EXTERNAL_SECONDS)
