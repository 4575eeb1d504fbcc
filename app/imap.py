"""Open a mailbox over IMAP, and tell why not in one of the known reasons.

Nothing is ever written to the mailbox: folders are examined, and messages are peeked at.
"""

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imapclient import IMAPClient

from bluebar.app.connector import Connector
from bluebar.app.deadline import within
from bluebar.app.imap4 import Client
from bluebar.app.mailbox_login import Credentials
from bluebar.app.problems import ConnectError, ConnectProblem, quoted
from bluebar.app.settings import Settings
from bluebar.app.sign_in import LATER, sign_in

LOGOUT_SECONDS = 2.0


class Mailboxes:
    """Open mailboxes as the settings say.

    Args:
        settings: time-outs, trust, and which hosts are allowed.
    """

    def __init__(self, settings: Settings) -> None:
        self.reach = Connector(settings)
        self.login_timeout = settings.number("login_timeout")
        self.command_timeout = settings.number("command_timeout")

    @contextmanager
    def open(self, credentials: Credentials) -> Iterator[IMAPClient]:
        """Connect and sign in; sign out at the end.

        Raises:
            ConnectError: why not.
        """
        imap = self.reach.greeted(credentials)
        client = Client(imap, credentials.server)
        try:
            with _told_as(ConnectProblem.LOST), within(self.login_timeout, imap.sock):
                sign_in(imap, credentials)
            imap.sock.settimeout(self.command_timeout)
            with _told_as(ConnectProblem.LOST):
                yield client
            # All is done by now: a server that parts without a word has not failed.
            with suppress(imaplib.IMAP4.error, OSError), within(LOGOUT_SECONDS, imap.sock):
                imap.logout()
        finally:
            # After a LOGOUT that went well the connection is closed already.
            with suppress(OSError):
                imap.shutdown()


@contextmanager
def _told_as(lost: ConnectProblem) -> Iterator[None]:
    """Tell what breaks a conversation as one of the known reasons."""
    try:
        yield
    except TimeoutError as error:
        raise ConnectError(ConnectProblem.NO_ANSWER) from error
    except imaplib.IMAP4.abort as error:
        reason = ConnectProblem.LATER if LATER.search(str(error)) else lost
        raise ConnectError(reason, quoted(str(error))) from error
    except (imaplib.IMAP4.error, UnicodeError) as error:
        raise ConnectError(ConnectProblem.OTHER, quoted(str(error))) from error
    except OSError as error:
        raise ConnectError(lost) from error
