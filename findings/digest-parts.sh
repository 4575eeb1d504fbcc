#!/usr/bin/env bash
# Readers return a message inside multipart/digest as plain text, with its encoding undecoded.
#
# Guess: a part of a multipart/digest without a Content-Type is a message (RFC 2046 section 5.1.5),
#   so a reader returns the message inside: its subject, and its decoded text.
# Seen: Angus Mail and mailparser read the part as text/plain: header lines of the message inside
#   become text, and its base64 stays base64. postal-mime parses the message.
# Versions: org.eclipse.angus:angus-mail 2.0.5, mailparser 3.14.2, postal-mime 4.0.0
# Follows: an importer of digests of mailing lists must check the type of the parent: inside
#   multipart/digest, parse the bytes of a part without Content-Type as a message.
set -euo pipefail
. "$(dirname "$0")/common.bash"
folder=$(mktemp -d)
trap leave EXIT
trap 'exit 130' INT TERM
need javac
from_maven org.eclipse.angus:angus-mail:2.0.5
from_npm mailparser@3.14.2 postal-mime@4.0.0

sed 's/$/\r/' >"$folder/digest.eml" <<'END'
From: list@lists.example
To: ada@mail.test
Subject: Digest 1
Date: Sun, 1 Mar 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/digest; boundary=q

--q

From: ben@mail.test
Subject: Lunch
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

V2hlcmU/Cg==
--q--
END

cat >"$folder/Digest.java" <<'END'
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.FileInputStream;
import java.util.Properties;

public class Digest {
    public static void main(String[] files) throws Exception {
        var session = Session.getInstance(new Properties());
        var message = new MimeMessage(session, new FileInputStream(files[0]));
        var part = ((MimeMultipart) message.getContent()).getBodyPart(0);
        var lines = part.getContent().toString().strip().split("\r\n");
        System.out.println("Angus Mail: type " + part.getContentType());
        System.out.println("Angus Mail: first line " + lines[0]);
        System.out.println("Angus Mail: last line " + lines[lines.length - 1]);
    }
}
END

cat >"$folder/digest.mjs" <<'END'
import { readFileSync } from "node:fs";
import { simpleParser } from "mailparser";
import PostalMime from "postal-mime";

const raw = readFileSync(process.argv[2]);
const readers = [["mailparser", simpleParser], ["postal-mime", (mail) => PostalMime.parse(mail)]];
for (const [name, read] of readers) {
  const lines = (await read(raw)).text.trim().split("\n");
  console.log(`${name}: last line ${lines.at(-1)}`);
}
END

{
    bounded java -cp "$folder/jars/*" "$folder/Digest.java" "$folder/digest.eml"
    bounded node "$folder/digest.mjs" "$folder/digest.eml"
} >"$folder/seen"
expect <<'END'
Angus Mail: type text/plain
Angus Mail: first line From: ben@mail.test
Angus Mail: last line V2hlcmU/Cg==
mailparser: last line V2hlcmU/Cg==
postal-mime: last line Where?
END
