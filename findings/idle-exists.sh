#!/usr/bin/env bash
# IMAPClient and imap_tools fail to enter IDLE if a message arrives between IDLE and its continuation.
#
# Guess: a client keeps an untagged EXISTS that comes before the "+" of IDLE and then idles: the server
#   may send EXISTS at any time during a command (RFC 3501 section 7, RFC 2177 section 3).
# Seen: idle() and idle.start() raise an error, and the session stays in IDLE at the server.
# Versions: IMAPClient 4.1.0, imap-tools 1.16.0
# Follows: a program that waits for mail fails now and then, for the very mail that it waits for;
#   catch the error of idle(), and read the mailbox before waiting again.
set -euo pipefail
. "$(dirname "$0")/common.bash"
folder=$(mktemp -d)
trap leave EXIT
trap 'exit 130' INT TERM
from_pypi IMAPClient==4.1.0 imap-tools==1.16.0

cat >"$folder/idle.py" <<'END'
"""Enter IDLE at a server that says EXISTS before its continuation."""

import imaplib
import socketserver
import threading

import imap_tools
import imapclient


class Server(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"* OK [CAPABILITY IMAP4rev1 IDLE] ready\r\n")
        for line in self.rfile:
            tag, _, command = line.strip().partition(b" ")
            if command == b"CAPABILITY":
                self.wfile.write(b"* CAPABILITY IMAP4rev1 IDLE\r\n")
            if command.startswith((b"SELECT", b"EXAMINE")):
                self.wfile.write(b"* 4 EXISTS\r\n* OK [UIDVALIDITY 1] valid\r\n")
            if command == b"IDLE":
                self.wfile.write(b"* 5 EXISTS\r\n+ idling\r\n")
                self.rfile.readline()
            self.wfile.write(tag + b" OK done\r\n")


def with_imapclient(port):
    client = imapclient.IMAPClient("127.0.0.1", port, ssl=False, timeout=10)
    client.login("ada", "p")
    client.select_folder("INBOX")
    client.idle()
    return client.idle_check(timeout=1)


def with_imap_tools(port):
    mailbox = imap_tools.MailBoxUnencrypted("127.0.0.1", port, timeout=10).login("ada", "p")
    mailbox.idle.start()
    return mailbox.idle.poll(timeout=1)


with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Server) as server:
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name, idle in (("IMAPClient", with_imapclient), ("imap_tools", with_imap_tools)):
        try:
            seen = f"idles, {idle(server.server_address[1])}"
        except (imaplib.IMAP4.error, imap_tools.ImapToolsError) as error:
            seen = f"{type(error).__name__}: {error}"
        print(f"{name}: {seen}")
    server.shutdown()
END

bounded "$folder/venv/bin/python" "$folder/idle.py" >"$folder/seen"
expect <<'END'
IMAPClient: error: Unexpected IDLE response: b'* 5 EXISTS'
imap_tools: MailboxTaggedResponseError: Response status "None" expected, but "b'* 5 EXISTS'" received. Data: IDLE start
END
