#!/usr/bin/env bash
# The base64 of a forwarded mail stays undecoded, or appears in the text.
#
# Guess: message/global may be encoded in base64 (RFC 6532 section 3.7, unlike message/rfc822), so a
#   reader decodes the part as any attachment, or returns the message inside.
# Seen: Angus Mail's stream of the content is the base64. imap_tools appends the base64 to the text
#   of the outer mail and returns no attachment. mailparser returns the message as an attachment.
# Versions: org.eclipse.angus:angus-mail 2.0.5, imap-tools 1.16.0, mailparser 3.14.2
# Follows: mail systems that forward mail to addresses in UTF-8 send this type; decode the part by its
#   Content-Transfer-Encoding, even if the library says that it returns the content.
set -euo pipefail
. "$(dirname "$0")/common.bash"
folder=$(mktemp -d)
trap leave EXIT
trap 'exit 130' INT TERM
need javac
from_maven org.eclipse.angus:angus-mail:2.0.5
from_npm mailparser@3.14.2
from_pypi imap-tools==1.16.0

sed 's/$/\r/' >"$folder/global.eml" <<'END'
From: ben@mail.test
To: ada@mail.test
Subject: Fwd
Date: Sun, 1 Mar 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=q

--q
Content-Type: text/plain

See below.
--q
Content-Type: message/global
Content-Transfer-Encoding: base64

RnJvbTogasO2cmdAbWFpbC50ZXN0DQpTdWJqZWN0OiBIaQ0KDQpIaQ0K
--q--
END

cat >"$folder/Global.java" <<'END'
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.FileInputStream;
import java.util.Properties;

public class Global {
    public static void main(String[] files) throws Exception {
        var session = Session.getInstance(new Properties());
        var message = new MimeMessage(session, new FileInputStream(files[0]));
        var part = ((MimeMultipart) message.getContent()).getBodyPart(1);
        var content = new String(part.getInputStream().readAllBytes(), "UTF-8");
        System.out.println("Angus Mail: content " + content.split("\r\n")[0]);
    }
}
END

cat >"$folder/global.py" <<'END'
import json
import sys
from pathlib import Path

from imap_tools import MailMessage

message = MailMessage.from_bytes(Path(sys.argv[1]).read_bytes())
print("imap_tools: text", json.dumps(message.text))
print("imap_tools: attachments", len(message.attachments))
END

cat >"$folder/global.mjs" <<'END'
import { readFileSync } from "node:fs";
import { simpleParser } from "mailparser";

const { text, attachments } = await simpleParser(readFileSync(process.argv[2]));
console.log("mailparser: text", JSON.stringify(text));
console.log("mailparser: attachment", attachments[0].content.toString().split("\r\n")[0]);
END

{
    bounded java -cp "$folder/jars/*" "$folder/Global.java" "$folder/global.eml"
    PYTHONUTF8=1 bounded "$folder/venv/bin/python" "$folder/global.py" "$folder/global.eml"
    bounded node "$folder/global.mjs" "$folder/global.eml"
} >"$folder/seen"
expect <<'END'
Angus Mail: content RnJvbTogasO2cmdAbWFpbC50ZXN0DQpTdWJqZWN0OiBIaQ0KDQpIaQ0K
imap_tools: text "See below.RnJvbTogasO2cmdAbWFpbC50ZXN0DQpTdWJqZWN0OiBIaQ0KDQpIaQ0K"
imap_tools: attachments 0
mailparser: text "See below."
mailparser: attachment From: jörg@mail.test
END
