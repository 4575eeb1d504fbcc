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
    """How the servers of a brand behave.

    The class has only facts that code reads or that a page of the documentation states.

    Attributes:
        delimiter: the character between the levels of a mailbox name (RFC 3501 section 5.1.1).
        starttls: whether the plain IMAP port offers STARTTLS (RFC 3501 section 6.2.1).
        multiappend: whether one APPEND takes several messages (RFC 3502).
        largest_mailbox: the number of messages in one mailbox up to which FETCH stays fast.
        deviations: the brand's deviations from the RFCs, which front doors correct.
    """

    delimiter: str
    starttls: bool
    multiappend: bool
    largest_mailbox: int
    deviations: Deviations


class Brand(Protocol):
    """A brand of mail server.

    Attributes:
        name: the name that header and report print.
        launchers: the places where bluebar can start the brand; "auto" tries them in this order.
        facts: how the brand behaves.
    """

    name: str
    launchers: tuple[OwnLauncher, ...]
    facts: BrandFacts

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
            launcher: where the server runs, one of `launchers`.
            options: the options, e.g. image, pull time-out and java.
            authority: the authority that signs the server's certificate.
            run: the run to which the server's process, container and files belong.
            why: the reason for this launcher, for header and report.

        Raises:
            HarnessError: the server did not become ready; the error says what to do.
        """

    def accounts(self, server: MailServer) -> Accounts:
        """Return the object that creates, deletes and lists accounts on a server of this brand."""


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

    def wait_until_ready(self, server: MailServer, *, within: float) -> MailServer:
        """Wait for a server that is already running; return the server with its version.

        Ready means: the server answers, a right login works, and a wrong password is rejected.

        Args:
            server: the server that `external` returned.
            within: the maximum seconds to wait.

        Raises:
            HarnessError: the server is not ready in time, or accepts a wrong password.
        """
