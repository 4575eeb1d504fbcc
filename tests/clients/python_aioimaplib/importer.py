"""Import INBOX with aioimaplib, as its README shows."""

import asyncio
import json
import sys
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from aioimaplib import aioimaplib

PART = 100
HEADERS = "BODY.PEEK[HEADER.FIELDS (FROM TO CC)]"


async def main(form):
    kind = aioimaplib.IMAP4_SSL if form["ssl"] else aioimaplib.IMAP4
    deadline = {"timeout": form["timeout"]} if form["timeout"] else {}
    client = kind(host=form["host"], port=form["port"], **deadline)
    await client.wait_hello_from_server()
    # A refusal is no exception: the result is NO.
    answer = await client.login(form["user"], form["password"])
    if answer.result != "OK":
        return {"error": f"{answer.result} {' '.join(each.decode() for each in answer.lines)}"}
    await client.select("INBOX")
    _, found = await client.search("ALL")
    numbers = found[0].split()
    contacts = []
    # The library reads long answers slowly, so messages are fetched in parts.
    for first in range(1, len(numbers) + 1, PART):
        _, lines = await client.fetch(f"{first}:{first + PART - 1}", f"({HEADERS})")
        for header in (each for each in lines if isinstance(each, bytearray)):
            parsed = BytesHeaderParser().parsebytes(bytes(header))
            values = [
                str(each) for name in ("From", "To", "Cc") for each in parsed.get_all(name, [])
            ]
            contacts += [address for _, address in getaddresses(values) if "@" in address]
    await client.logout()
    return {"messages": len(numbers), "contacts": contacts}


try:
    told = asyncio.run(main(json.load(sys.stdin)))
except Exception as error:
    told = {"error": f"{type(error).__name__}: {error}"}
json.dump(told, sys.stdout)
