"""Import INBOX with IMAPClient, as its documentation shows."""

import json
import sys

from imapclient import IMAPClient


def addresses(people):
    return [
        f"{each.mailbox.decode()}@{each.host.decode()}"
        for each in people or ()
        if each.mailbox and each.host
    ]


def main(form):
    with IMAPClient(
        form["host"], port=form["port"], ssl=form["ssl"], timeout=form["timeout"]
    ) as server:
        server.login(form["user"], form["password"])
        server.select_folder("INBOX", readonly=True)
        messages = server.search(["NOT", "DELETED"])
        contacts = []
        for data in server.fetch(messages, ["ENVELOPE"]).values():
            envelope = data[b"ENVELOPE"]
            for people in (envelope.from_, envelope.to, envelope.cc):
                contacts += addresses(people)
        return {"messages": len(messages), "contacts": contacts}


try:
    told = main(json.load(sys.stdin))
except Exception as error:
    told = {"error": f"{type(error).__name__}: {error}"}
json.dump(told, sys.stdout)
