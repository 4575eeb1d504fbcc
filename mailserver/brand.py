"""The interface of a mail server brand, e.g. GreenMail.

A new brand is a folder beside `greenmail/` with a class that has the members of `Brand`, an entry
in `brands.BRANDS`, a value of `--mailserver` (`plugin.CHOICES`), and its folder in the contract
"Floors of mailserver" in pyproject.toml.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from bluebar.mailserver.accounts import Accounts
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.frontdoor.deviations import Deviations
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.server import MailServer, OwnLauncher, ServerOptions


@dataclass(frozen=True, kw_only=True)
class BrandFacts:
    """How all servers of a brand behave; `server.ServerFacts` has what may differ between them.

    Attributes:
        largest_mailbox: the number of messages in one mailbox up to which FETCH stays fast.
        deviations: the brand's deviations from the RFCs, which front doors correct.
    """

    largest_mailbox: int
    deviations: Deviations


class Brand(Protocol):
    """A brand of mail server.

    Attributes:
        name: the name that header and report print.
        facts: how the brand behaves.
    """

    name: str
    facts: BrandFacts

    def accounts(self, server: MailServer) -> Accounts:
        """Return the object that creates, deletes and lists accounts on a server of this brand."""


class StartedBrand(Brand, Protocol):
    """A brand whose servers bluebar starts.

    Attributes:
        launchers: the launchers; the first one that is available is used by default.
    """

    launchers: tuple[OwnLauncher, ...]

    def start(
        self,
        launcher: OwnLauncher,
        options: ServerOptions,
        authority: Authority,
        run: RunScope,
        *,
        why: str,
    ) -> AbstractContextManager[MailServer]:
        """Return a context that runs a server, yields it when ready, and stops it.

        Args:
            launcher: where the server runs.
            options: the options, e.g. image, pull time-out and java.
            authority: the authority that signs the server's certificate.
            run: the run to which the server's process, container and files belong.
            why: the reason for this launcher, for header and report.

        Raises:
            HarnessError: the server did not become ready; the error says what to do.
        """


class ExternalBrand(Brand, Protocol):
    """A brand of which bluebar can use a server that is already running.

    Attributes:
        external_format: what --mailserver-at expects for this brand, e.g. "HOST:IMAP,IMAPS".
        external_example: an example in this format.
    """

    external_format: str
    external_example: str

    def external(self, address: str, ca_file: str) -> MailServer:
        """Describe a server that is already running, without contacting it.

        Args:
            address: the server's address in `external_format`.
            ca_file: the path of the certificate (PEM) of the authority that signed the server's
                certificate.

        Raises:
            ValueError: the address is not in `external_format`.
        """

    def connected(
        self, server: MailServer, run: RunScope, *, within: float
    ) -> AbstractContextManager[MailServer]:
        """Return a context that waits for a running server, and yields it with version and facts.

        Ready means: the server answers, a right login works, and a wrong password is rejected.

        Args:
            server: the server that `external` returned.
            run: the run to which files and helpers belong.
            within: the maximum seconds to wait.

        Raises:
            HarnessError: the server is not ready in time, accepts a wrong password, or cannot be
                used.
        """
