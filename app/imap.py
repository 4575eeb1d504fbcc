"""Open a mailbox over IMAP, or raise a `ConnectError` with one of the known problems.

Kith never changes a mailbox: it opens folders with EXAMINE and fetches messages with BODY.PEEK.
"""

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imapclient import IMAPClient

from bluebar.app.connector import Connector
from bluebar.app.deadline import within
from bluebar.app.imap4 import Imap4Client
from bluebar.app.mailbox_login import MailboxLogin
from bluebar.app.problems import ConnectError, ConnectProblem, quote_server
from bluebar.app.settings import Settings
from bluebar.app.sign_in import TRY_LATER, sign_in

LOGOUT_SECONDS = 2.0


class MailboxOpener:
    """Open mailboxes.

    Args:
        settings: Kith's settings, with time-outs, trusted certificates and allowed hosts.
    """

    def __init__(self, settings: Settings) -> None:
        self.connector = Connector(settings)
        self.login_timeout = settings.login_timeout
        self.command_timeout = settings.command_timeout

    @contextmanager
    def open(self, login: MailboxLogin) -> Iterator[IMAPClient]:
        """Connect to a mailbox and sign in; sign out after the block.

        Raises:
            ConnectError: the mailbox cannot be opened, the connection was lost, or an IMAP command
                in the block failed.
        """
        imap = self.connector.connect(login)
        client = Imap4Client(imap, login.server)
        try:
            with _as_connect_error(), within(self.login_timeout, imap.sock):
                sign_in(imap, login)
            imap.sock.settimeout(self.command_timeout)
            with _as_connect_error():
                yield client
            # All work is done: a server that hangs up during LOGOUT is not a failure.
            with suppress(imaplib.IMAP4.error, OSError), within(LOGOUT_SECONDS, imap.sock):
                imap.logout()
        finally:
            # A successful LOGOUT has closed the connection already.
            with suppress(OSError):
                imap.shutdown()


@contextmanager
def _as_connect_error() -> Iterator[None]:
    """Replace an error of the IMAP session in this block by a `ConnectError`."""
    try:
        yield
    except TimeoutError as error:
        raise ConnectError(ConnectProblem.NO_ANSWER) from error
    except imaplib.IMAP4.abort as error:
        is_later = TRY_LATER.search(str(error))
        problem = ConnectProblem.LATER if is_later else ConnectProblem.LOST
        raise ConnectError(problem, quote_server(str(error))) from error
    except (imaplib.IMAP4.error, UnicodeError) as error:
        raise ConnectError(ConnectProblem.OTHER, quote_server(str(error))) from error
    except OSError as error:
        raise ConnectError(ConnectProblem.LOST) from error
