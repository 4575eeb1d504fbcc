#!/usr/bin/env bash
# Clients say that a mailbox exists because the name of another matches it as a pattern.
#
# Guess: exists("50%") of a client library is true only for a mailbox with this name.
# Seen: imapclient and imap_tools pass the name to LIST, where "%" and "*" are wildcards (RFC 3501
#   section 6.3.8), so both say that "50%" exists where only "50x" does.
# Versions: IMAPClient 4.1.0, imap-tools 1.16.0, com.icegreen:greenmail-standalone 2.1.8
# Follows: an app that creates a folder unless it exists does not create it; compare the listed names
#   with the name, or send CREATE and use the answer.
set -euo pipefail
. "$(dirname "$0")/common.bash"
folder=$(mktemp -d)
trap leave EXIT
trap 'exit 130' INT TERM
from_pypi IMAPClient==4.1.0 imap-tools==1.16.0
start_greenmail

cat >"$folder/exists.py" <<'END'
import sys

from imap_tools import MailBoxUnencrypted
from imapclient import IMAPClient

port = int(sys.argv[1])
with IMAPClient("127.0.0.1", port, ssl=False, timeout=30) as client:
    client.login("ada", "secret")
    client.create_folder("50x")
    print("folders:", *sorted(name for _, _, name in client.list_folders()))
    with MailBoxUnencrypted("127.0.0.1", port, timeout=30).login("ada", "secret") as mailbox:
        for name in ("50x", "50%", "60%"):
            print(f"imapclient: {name}", client.folder_exists(name))
            print(f"imap_tools: {name}", mailbox.folder.exists(name))
END

bounded "$folder/venv/bin/python" "$folder/exists.py" "$port" >"$folder/seen"
expect <<'END'
folders: 50x INBOX
imapclient: 50x True
imap_tools: 50x True
imapclient: 50% True
imap_tools: 50% True
imapclient: 60% False
imap_tools: 60% False
END
