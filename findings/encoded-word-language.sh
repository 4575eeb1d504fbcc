#!/usr/bin/env bash
# A subject that states its language loses characters, or the sender is lost.
#
# Guess: an encoded word may state its language after its charset (RFC 2231 section 5), so a reader
#   decodes such a word as it decodes others, or leaves it as it is.
# Seen: imap_tools drops the characters outside ASCII, in Subject and in From, without an error;
#   mail-parser does so in Subject only. go-message returns an error and no sender. mailparser decodes.
# Versions: imap-tools 1.16.0, mail-parser 4.8.0, github.com/emersion/go-message 0.18.2,
#   mailparser 3.14.2
# Follows: before you compare subjects or collect senders, remove the language: in an encoded word of
#   the raw header, "*" and the text up to the next "?" do not belong to the charset's name.
set -euo pipefail
. "$(dirname "$0")/common.bash"
folder=$(mktemp -d)
trap leave EXIT
trap 'exit 130' INT TERM
from_pypi imap-tools==1.16.0 mail-parser==4.8.0
from_npm mailparser@3.14.2
from_go github.com/emersion/go-message@v0.18.2

sed 's/$/\r/' >"$folder/language.eml" <<'END'
From: =?iso-8859-1*de?q?J=F6rg?= <joerg@mail.test>
To: ada@mail.test
Subject: =?iso-8859-1*de?q?Gr=FC=DFe?=
Date: Sun, 1 Mar 2026 10:00:00 +0000

Hello
END

cat >"$folder/language.py" <<'END'
import sys
from pathlib import Path

import imap_tools
import mailparser

raw = Path(sys.argv[1]).read_bytes()
message = imap_tools.MailMessage.from_bytes(raw)
print("imap_tools: Subject", message.subject)
print("imap_tools: From", message.from_values.name)
parsed = mailparser.parse_from_bytes(raw)
print("mail-parser: Subject", parsed.subject)
print("mail-parser: From", parsed.from_[0][0])
END

cat >"$folder/language.mjs" <<'END'
import { readFileSync } from "node:fs";
import { simpleParser } from "mailparser";

const { subject, from } = await simpleParser(readFileSync(process.argv[2]));
console.log("mailparser: Subject", subject);
console.log("mailparser: From", from.value[0].name);
END

cat >"$folder/language.go" <<'END'
package main

import (
	"fmt"
	"os"

	"github.com/emersion/go-message/mail"
)

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	reader, err := mail.CreateReader(file)
	if err != nil {
		panic(err)
	}
	subject, _ := reader.Header.Subject()
	senders, err := reader.Header.AddressList("From")
	fmt.Println("go-message: Subject", subject)
	fmt.Printf("go-message: From %d addresses, error %t\n", len(senders), err != nil)
}
END

cd "$folder"
{
    PYTHONUTF8=1 bounded venv/bin/python language.py language.eml
    bounded go run -mod=mod language.go language.eml
    bounded node language.mjs language.eml
} >seen
expect <<'END'
imap_tools: Subject Gre
imap_tools: From Jrg
mail-parser: Subject Gre
mail-parser: From Jörg
go-message: Subject =?iso-8859-1*de?q?Gr=FC=DFe?=
go-message: From 0 addresses, error true
mailparser: Subject Grüße
mailparser: From Jörg
END
