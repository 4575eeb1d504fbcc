#!/usr/bin/env bash
# smtp-server rejects mail that nodemailer, of the same project, sends to a quoted address.
#
# Guess: a local part may be a quoted string with a blank in it (Quoted-string in RFC 5321 section
#   4.1.2), so the server of a project accepts the RCPT of the client of the same project.
# Seen: smtp-server answers 501 to "ada lovelace"@mail.test, and the mail is not sent. It accepts
#   the quoted "ada.l."@mail.test; aiosmtpd accepts both, with their quotes.
# Versions: nodemailer 10.6.1, smtp-server 3.21.6, aiosmtpd 1.4.6
# Follows: tests of odd recipients with smtp-server (and with servers built on it) show the limit of
#   the server, not of the app; use aiosmtpd for such tests.
set -euo pipefail
. "$(dirname "$0")/common.bash"
folder=$(mktemp -d)
trap leave EXIT
trap 'exit 130' INT TERM
from_npm nodemailer@10.6.1 smtp-server@3.21.6
from_pypi aiosmtpd==1.4.6

cat >"$folder/send.mjs" <<'END'
import nodemailer from "nodemailer";

const [name, port] = process.argv.slice(2);
export const send = async (server, at) => {
  const transport = nodemailer.createTransport({ host: "127.0.0.1", port: at, ignoreTLS: true });
  for (const to of ['"ada lovelace"@mail.test', '"ada.l."@mail.test']) {
    const mail = { from: "ben@mail.test", to, subject: "Lunch", text: "Where?" };
    const answer = await transport.sendMail(mail).then(
      () => "taken",
      (error) => `refused with ${error.responseCode}`,
    );
    console.log(`${server}: ${to} ${answer}`);
  }
};
if (port) await send(name, Number(port));
END

cat >"$folder/serve.mjs" <<'END'
import { SMTPServer } from "smtp-server";
import { send } from "./send.mjs";

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onData(stream, session, done) {
    stream.resume();
    stream.on("end", done);
  },
});
server.listen(0, "127.0.0.1", async () => {
  await send("smtp-server", server.server.address().port);
  server.close();
});
END

cat >"$folder/serve.py" <<'END'
import subprocess
import sys
from socket import create_server

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

with create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
controller = Controller(Sink(), hostname="127.0.0.1", port=port)
controller.start()
try:
    command = ["node", sys.argv[1], "aiosmtpd", str(port)]
    sys.exit(subprocess.run(command, check=False).returncode)
finally:
    controller.stop()
END

{
    bounded node "$folder/serve.mjs"
    bounded "$folder/venv/bin/python" "$folder/serve.py" "$folder/send.mjs"
} >"$folder/seen"
expect <<'END'
smtp-server: "ada lovelace"@mail.test refused with 501
smtp-server: "ada.l."@mail.test taken
aiosmtpd: "ada lovelace"@mail.test taken
aiosmtpd: "ada.l."@mail.test taken
END
