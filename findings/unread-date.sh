#!/usr/bin/env bash
# A date that a reader cannot parse becomes the time of parsing, which differs each time.
#
# Guess: a reader parses the date in the example of RFC 5322 appendix A.6.3 (as obs-time of section
#   4.3), or returns no date; no reader returns another date.
# Seen: mailparser returns the time of parsing; postal-mime returns the text of the header;
#   eml_parser returns 1970 and imap_tools 1900, both without an error.
# Versions: mailparser 3.14.2, postal-mime 4.0.0, eml_parser 4.4.0, imap-tools 1.16.0
# Follows: use mailparser's date only if the text in headerLines is a valid date. A sync that
#   identifies messages by date imports such a mail repeatedly; IMAP's INTERNALDATE is better.
set -euo pipefail
. "$(dirname "$0")/common.bash"
folder=$(mktemp -d)
trap leave EXIT
trap 'exit 130' INT TERM
from_npm mailparser@3.14.2 postal-mime@4.0.0
from_pypi eml_parser==4.4.0 imap-tools==1.16.0

sed 's/$/\r/' >"$folder/date.eml" <<'END'
From: jdoe@mail.test
To: mary@mail.test
Subject: Saying Hello
Date: Fri, 21 Nov 1997 09(comment):   55  :  06 -0600

Hello
END

cat >"$folder/date.mjs" <<'END'
import { readFileSync } from "node:fs";
import { simpleParser } from "mailparser";
import PostalMime from "postal-mime";

const raw = readFileSync(process.argv[2]);
const before = Date.now();
const { date } = await simpleParser(raw);
const now = before <= date && date <= Date.now();
console.log("mailparser:", now ? "the moment of reading" : date);
console.log("postal-mime:", (await PostalMime.parse(raw)).date);
END

cat >"$folder/date.py" <<'END'
import sys
from pathlib import Path

import eml_parser
import imap_tools

raw = Path(sys.argv[1]).read_bytes()
print("eml_parser:", eml_parser.EmlParser().decode_email_bytes(raw)["header"]["date"])
print("imap_tools:", imap_tools.MailMessage.from_bytes(raw).date)
END

{
    bounded node "$folder/date.mjs" "$folder/date.eml"
    bounded "$folder/venv/bin/python" "$folder/date.py" "$folder/date.eml"
} >"$folder/seen"
expect <<'END'
mailparser: the moment of reading
postal-mime: Fri, 21 Nov 1997 09(comment):   55  :  06 -0600
eml_parser: 1970-01-01 00:00:00+00:00
imap_tools: 1900-01-01 00:00:00
END
