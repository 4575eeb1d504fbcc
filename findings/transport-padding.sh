#!/usr/bin/env bash
# Blanks that a transport adds at the end of a line break a soft line break, or hide all parts.
#
# Guess: a transport may pad lines with blanks (transport-padding in the grammars of RFC 2045
#   section 6.7 and RFC 2046 section 5.1.1), so a reader ignores blanks after a boundary, and
#   blanks after the "=" at the end of a quoted-printable line.
# Seen: postal-mime, Angus Mail and imap_tools keep the "=" and the end of the line, so a word or a
#   link is broken in two. emailjs-mime-parser finds no part, and raises no error.
# Versions: postal-mime 4.0.0, emailjs-mime-parser 2.0.7, mailparser 3.14.2,
#   org.eclipse.angus:angus-mail 2.0.5, imap-tools 1.16.0
# Follows: remove blanks at the end of quoted-printable lines before decoding, and treat a multipart
#   without parts as unreadable mail, not as empty mail.
set -euo pipefail
. "$(dirname "$0")/common.bash"
folder=$(mktemp -d)
trap leave EXIT
trap 'exit 130' INT TERM
need javac
from_maven org.eclipse.angus:angus-mail:2.0.5
from_npm postal-mime@4.0.0 emailjs-mime-parser@2.0.7 mailparser@3.14.2
from_pypi imap-tools==1.16.0

headers='From: ben@mail.test
To: ada@mail.test
Subject: Link
Date: Sun, 1 Mar 2026 10:00:00 +0000
MIME-Version: 1.0'
printf '%s\n' "$headers" 'Content-Type: text/plain; charset=utf-8' \
    'Content-Transfer-Encoding: quoted-printable' '' 'https://mail.test/over=  ' 'view' |
    sed 's/$/\r/' >"$folder/soft.eml"
printf '%s\n' "$headers" 'Content-Type: multipart/mixed; boundary=q' '' \
    '--q  ' 'Content-Type: text/plain' '' 'Hello' '--q--  ' |
    sed 's/$/\r/' >"$folder/parts.eml"

cat >"$folder/padding.mjs" <<'END'
import { readFileSync } from "node:fs";
import parse from "emailjs-mime-parser";
import { simpleParser } from "mailparser";
import PostalMime from "postal-mime";

const [soft, parts] = process.argv.slice(2).map((file) => readFileSync(file));
const told = async (read, mail) => JSON.stringify((await read(mail)).text.trim());
console.log("mailparser: soft break", await told(simpleParser, soft));
console.log("postal-mime: soft break", await told((mail) => PostalMime.parse(mail), soft));
console.log("mailparser: part", await told(simpleParser, parts));
console.log("emailjs-mime-parser: parts", (parse.default ?? parse)(parts).childNodes.length);
END

cat >"$folder/Padding.java" <<'END'
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.FileInputStream;
import java.util.Properties;

public class Padding {
    public static void main(String[] files) throws Exception {
        var session = Session.getInstance(new Properties());
        var message = new MimeMessage(session, new FileInputStream(files[0]));
        var text = message.getContent().toString().strip().replace("\r\n", "\\n");
        System.out.println("Angus Mail: soft break \"" + text + "\"");
    }
}
END

cat >"$folder/padding.py" <<'END'
import json
import sys
from pathlib import Path

from imap_tools import MailMessage

text = MailMessage.from_bytes(Path(sys.argv[1]).read_bytes()).text
print("imap_tools: soft break", json.dumps(text.strip().replace("\r\n", "\n")))
END

{
    bounded node "$folder/padding.mjs" "$folder/soft.eml" "$folder/parts.eml"
    bounded java -cp "$folder/jars/*" "$folder/Padding.java" "$folder/soft.eml"
    bounded "$folder/venv/bin/python" "$folder/padding.py" "$folder/soft.eml"
} >"$folder/seen"
expect <<'END'
mailparser: soft break "https://mail.test/overview"
postal-mime: soft break "https://mail.test/over=  \nview"
mailparser: part "Hello"
emailjs-mime-parser: parts 0
Angus Mail: soft break "https://mail.test/over=\nview"
imap_tools: soft break "https://mail.test/over=  \nview"
END
