#!/usr/bin/env bash
# A reader joins flowed quotes but leaves the quote marks in the middle of the line.
#
# Guess: the quote marks of a line are removed before flowed lines are joined (RFC 3676 section
#   4.5), so "> one " and "> two" become "> one two".
# Seen: postal-mime returns "> one > two". mailparser, by the same author, returns "> one two".
# Versions: postal-mime 4.0.0, mailparser 3.14.2
# Follows: a program that finds quotes by ">" at the start of lines takes quoted words for the
#   author's words; use the raw part if Content-Type has format=flowed.
set -euo pipefail
. "$(dirname "$0")/common.bash"
folder=$(mktemp -d)
trap leave EXIT
trap 'exit 130' INT TERM
from_npm postal-mime@4.0.0 mailparser@3.14.2

sed 's/$/\r/' >"$folder/flowed.eml" <<'END'
From: ben@mail.test
To: ada@mail.test
Subject: Re: Lunch
Date: Sun, 1 Mar 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8; format=flowed

> Shall we meet at noon, at 
> the usual place?
>> A quote of a quote is 
>> joined at its own depth.
Yes, and I bring 
the plans.
END

cat >"$folder/flowed.mjs" <<'END'
import { readFileSync } from "node:fs";
import { simpleParser } from "mailparser";
import PostalMime from "postal-mime";

const raw = readFileSync(process.argv[2]);
const readers = [["mailparser", simpleParser], ["postal-mime", (mail) => PostalMime.parse(mail)]];
for (const [name, read] of readers) {
  for (const line of (await read(raw)).text.trim().split("\n")) console.log(`${name}: ${line}`);
}
END

bounded node "$folder/flowed.mjs" "$folder/flowed.eml" >"$folder/seen"
expect <<'END'
mailparser: > Shall we meet at noon, at the usual place?
mailparser: >> A quote of a quote is joined at its own depth.
mailparser: Yes, and I bring the plans.
postal-mime: > Shall we meet at noon, at > the usual place?
postal-mime: >> A quote of a quote is >> joined at its own depth.
postal-mime: Yes, and I bring the plans.
END
