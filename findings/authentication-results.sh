#!/usr/bin/env bash
# Parsers reject an Authentication-Results header with a comment, and cut a reason at a blank.
#
# Guess: comments may be around the version of a method, and a reason may be a quoted string (RFC 8601
#   section 2.2; appendix B.7 has such an example), so a parser returns method, result and reason.
# Seen: authres accepts blanks around a version, and rejects a header with a comment after it;
#   go-msgauth rejects both, and returns "key for reason="key is new", with the quote and no error.
# Versions: authres 1.2.0, github.com/emersion/go-msgauth 0.7.0
# Follows: for mail from a server that adds comments, an app gets an error, which it may understand as
#   "no result is known", and a quoted reason is incomplete.
set -euo pipefail
. "$(dirname "$0")/common.bash"
folder=$(mktemp -d)
trap leave EXIT
trap 'exit 130' INT TERM
from_pypi authres==1.2.0
from_go github.com/emersion/go-msgauth@v0.7.0

cat >"$folder/headers" <<'END'
mail.test; dkim=pass header.d=ben.test
mail.test; dkim / 1 = pass header.d=ben.test
mail.test; dkim / 1 (of 2009) = pass header.d=ben.test
mail.test; dkim=pass reason="key is new" header.d=ben.test
END

cat >"$folder/results.py" <<'END'
import sys
from pathlib import Path

from authres import AuthResError, AuthenticationResultsHeader

for line in Path(sys.argv[1]).read_text().splitlines():
    try:
        (result,) = AuthenticationResultsHeader.parse(f"Authentication-Results: {line}").results
        print(f"authres: {result.method} {result.result} [{result.reason or ''}]")
    except AuthResError:
        print("authres: refused")
END

cat >"$folder/results.go" <<'END'
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/emersion/go-msgauth/authres"
)

func main() {
	headers, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(headers)), "\n") {
		_, results, err := authres.Parse(line)
		if err != nil {
			fmt.Println("go-msgauth: refused")
			continue
		}
		dkim := results[0].(*authres.DKIMResult)
		fmt.Printf("go-msgauth: dkim %s [%s]\n", dkim.Value, dkim.Reason)
	}
}
END

cd "$folder"
{
    bounded venv/bin/python results.py headers
    bounded go run -mod=mod results.go headers
} >seen
expect <<'END'
authres: dkim pass []
authres: dkim pass []
authres: refused
authres: dkim pass [key is new]
go-msgauth: dkim pass []
go-msgauth: refused
go-msgauth: refused
go-msgauth: dkim pass ["key]
END
