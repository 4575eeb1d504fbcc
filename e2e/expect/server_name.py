"""Expect the app to name the server in the TLS handshake (SNI)."""

from bluebar.e2e.expect.wire import Wire, witness
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.subjects.connection import Connection


def expect_server_name_sent(connection: Connection) -> None:
    """Expect the typed host name in the handshake of each TLS connection (RFC 6066, 3).

    A connection without a TLS handshake is not checked.

    Raises:
        NotOffered: the app sends no name, and the typed name has no dot. Some clients, e.g. Java's
            TLS, send only names with a dot.
    """
    host = connection.mailbox.endpoint.host
    conversations = witness(connection.mailbox).conversations
    asked = [each.tls.sni for each in conversations if each.tls is not None]
    if "." not in host and asked and not any(asked):
        raise NotOffered(
            f"the app sends no server name (SNI) for {host!r}, which has no dot; give a name with "
            "a dot (--proxy-host), or let localhost.localdomain resolve to 127.0.0.1"
        )
    wrong = [each for each in asked if each != host]
    if wrong:
        sent = ", ".join(each or "no name" for each in dict.fromkeys(wrong))
        raise AppFailure(
            f"the app should send the server name {host!r} in the TLS handshake (SNI); it sent "
            f"{sent}; {Wire.of(connection).summary}"
        )
