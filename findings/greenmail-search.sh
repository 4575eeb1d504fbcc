#!/usr/bin/env bash
# GreenMail's SEARCH by day or by address finds only mail with exactly this time or address.
#
# Guess: ON finds mail received within the day, SENTON mail dated within it, and FROM and TO mail with
#   the text in the field (RFC 3501 section 6.4.4).
# Seen: of three mails of a day, ON and SENTON find the mail of midnight. FROM and TO find a whole
#   address only; a name, a domain or a part of an address finds no mail. All answers are OK.
# Versions: com.icegreen:greenmail-standalone 2.1.8
# Follows: if an app finds no mail by such a search on GreenMail, the app is correct; use SINCE with
#   BEFORE, whole addresses, or HEADER FROM, which finds parts.
set -euo pipefail
. "$(dirname "$0")/common.bash"
folder=$(mktemp -d)
trap leave EXIT
trap 'exit 130' INT TERM
need python3
start_greenmail

cat >"$folder/search.py" <<'END'
import imaplib
import sys

session = imaplib.IMAP4("127.0.0.1", int(sys.argv[1]), timeout=30)
session.login("ada", "secret")
for time in ("00:00:00", "09:30:00", "18:15:00"):
    mail = f"""From: Ben Ball <ben@mail.test>
To: Ada <ada@mail.test>
Subject: Lunch
Date: Sun, 1 Mar 2026 {time} +0000

Where?
"""
    moment = f'"01-Mar-2026 {time} +0000"'
    session.append("INBOX", "", moment, mail.replace("\n", "\r\n").encode())
session.select("INBOX", readonly=True)
for key in (
    "SINCE 1-Mar-2026 BEFORE 2-Mar-2026",
    "ON 1-Mar-2026",
    "SENTON 1-Mar-2026",
    "FROM ben@mail.test",
    "FROM ben",
    "FROM Ball",
    "TO mail.test",
    "HEADER FROM ben",
):
    answer, (found,) = session.search(None, key)
    print(f"{key}: {answer}, found {len(found.split())} of 3")
session.logout()
END

bounded python3 "$folder/search.py" "$port" >"$folder/seen"
expect <<'END'
SINCE 1-Mar-2026 BEFORE 2-Mar-2026: OK, found 3 of 3
ON 1-Mar-2026: OK, found 1 of 3
SENTON 1-Mar-2026: OK, found 1 of 3
FROM ben@mail.test: OK, found 3 of 3
FROM ben: OK, found 0 of 3
FROM Ball: OK, found 0 of 3
TO mail.test: OK, found 0 of 3
HEADER FROM ben: OK, found 3 of 3
END
