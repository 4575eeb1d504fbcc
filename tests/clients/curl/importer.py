"""Import INBOX with curl, as its manual shows: one run lists, one run reads the headers."""

import json
import re
import subprocess
import sys
import tempfile
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from pathlib import Path


class Refused(Exception):
    """curl ended with an error."""


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def curl(form, *options):
    # The password is in a configuration on standard input, not on the command line.
    lines = ["silent", "show-error", f"user = {quoted(form['user'] + ':' + form['password'])}"]
    if form["timeout"]:
        lines += [f"connect-timeout = {form['timeout']}", f"speed-time = {round(form['timeout'])}"]
    done = subprocess.run(
        ["curl", "-q", "--config", "-"],
        input="\n".join([*lines, *options, ""]).encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise Refused(done.stderr.decode(errors="replace"))
    return done.stdout.decode(errors="replace")


def main(form):
    inbox = f"{'imaps' if form['ssl'] else 'imap'}://{form['host']}:{form['port']}/INBOX"
    found = curl(form, f'url = "{inbox}"', 'request = "SEARCH ALL"')
    count = len(re.findall(r"\d+", found))
    contacts = []
    with tempfile.TemporaryDirectory() as folder:
        if count:
            url = f"{inbox};MAILINDEX=[1-{count}];SECTION=HEADER.FIELDS%20(FROM%20TO%20CC)"
            curl(form, f'url = "{url}"', f'output = "{folder}/#1"')
        for file in Path(folder).iterdir():
            parsed = BytesHeaderParser().parsebytes(file.read_bytes())
            values = [
                str(each) for name in ("From", "To", "Cc") for each in parsed.get_all(name, [])
            ]
            contacts += [address for _, address in getaddresses(values) if "@" in address]
    return {"messages": count, "contacts": contacts}


try:
    told = main(json.load(sys.stdin))
except Refused as error:
    told = {"error": str(error)}
json.dump(told, sys.stdout)
