#!/usr/bin/env bash
# Comments and missing blanks in References give ids that no message has.
#
# Guess: ids in References may have no blank between them, and may have comments between them (RFC
#   5322 section 3.6.4: 1*msg-id, each with optional CFWS), so a reader that returns references as a
#   list returns three ids here, and one for In-Reply-To.
# Seen: mailparser joins two ids to one, returns an id for each word of a comment, and returns the
#   comment of In-Reply-To as a part of the id. go-message returns the three ids.
# Versions: mailparser 3.14.2, github.com/emersion/go-message 0.18.2
# Follows: threads are incomplete if these lists are compared with stored ids; find the ids in the raw
#   header by "<" and ">" outside of comments.
set -euo pipefail
. "$(dirname "$0")/common.bash"
folder=$(mktemp -d)
trap leave EXIT
trap 'exit 130' INT TERM
from_npm mailparser@3.14.2
from_go github.com/emersion/go-message@v0.18.2

sed 's/$/\r/' >"$folder/thread.eml" <<'END'
From: ben@mail.test
To: ada@mail.test
Subject: Re: Lunch
Date: Sun, 1 Mar 2026 10:00:00 +0000
References: <one@mail.test><two@mail.test> (on Monday) <three@mail.test>
In-Reply-To: (your mail of Monday) <three@mail.test>

Yes
END

cat >"$folder/thread.mjs" <<'END'
import { readFileSync } from "node:fs";
import { simpleParser } from "mailparser";

const { references, inReplyTo } = await simpleParser(readFileSync(process.argv[2]));
for (const id of references) console.log("mailparser: References", id);
console.log("mailparser: In-Reply-To", inReplyTo);
END

cat >"$folder/thread.go" <<'END'
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
	for _, field := range []string{"References", "In-Reply-To"} {
		ids, err := reader.Header.MsgIDList(field)
		if err != nil {
			panic(err)
		}
		for _, id := range ids {
			fmt.Printf("go-message: %s <%s>\n", field, id)
		}
	}
}
END

cd "$folder"
{
    bounded node thread.mjs thread.eml
    bounded go run -mod=mod thread.go thread.eml
} >seen
expect <<'END'
mailparser: References <one@mail.test><two@mail.test>
mailparser: References <(on>
mailparser: References <Monday)>
mailparser: References <three@mail.test>
mailparser: In-Reply-To <(your mail of Monday) <three@mail.test>
go-message: References <one@mail.test>
go-message: References <two@mail.test>
go-message: References <three@mail.test>
go-message: In-Reply-To <three@mail.test>
END
