"""A secret in every kind of file that a run may write, and the expected line of the scan."""

import base64
import gzip
import html
import io
import json
import zipfile
from urllib.parse import quote_plus

SECRET = 'pa"ss\\wörd 7'
"""A secret that each encoding changes in another way."""


def zipped(**members: bytes) -> bytes:
    """Return a zip; an underscore in a keyword becomes a dot in the member's name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return made.getvalue()


AS_JSON = json.dumps({"log": f"login with {SECRET}"}).encode()
AS_HTML = html.escape(f'<p title="{SECRET}">').encode()
AS_FORM = f"user=ann&password={quote_plus(SECRET)}".encode()
HEADER = base64.b64encode(f"ann:{SECRET}".encode())

PLANTED: dict[str, tuple[bytes, str]] = {
    "records.jsonl": (AS_JSON, "{}: contains a secret (JSON)"),
    "junit.xml": (AS_HTML, "{}: contains a secret (HTML)"),
    "index.html": (
        b"<template>data:application/zip;base64,"
        + base64.b64encode(zipped(report_json=AS_JSON))
        + b"</template>",
        "report.json in archive 1 in base64 in {}: contains a secret (JSON)",
    ),
    "actions/trace.zip": (
        zipped(trace_trace=AS_JSON),
        "trace.trace in {}: contains a secret (JSON)",
    ),
    "network/trace.zip": (
        zipped(trace_network=b'{"Authorization": "Basic ' + HEADER + b'"}'),
        "trace.network in {}: contains a secret (base64)",
    ),
    "resources/trace.zip": (
        zipped(resource_dat=AS_FORM),
        "resource.dat in {}: contains a secret (a form)",
    ),
    "page.har": (
        json.dumps({"text": AS_JSON.decode()}).encode(),
        "{}: contains a secret (JSON of JSON)",
    ),
    "app.log": (f"login with {SECRET!r}".encode(), "{}: contains a secret (repr)"),
    "notes.txt": (SECRET.encode().hex().encode(), "{}: contains a secret (hex)"),
    "all.zip": (
        zipped(page_zip=zipped(page_html=AS_HTML)),
        "page.html in page.zip in {}: contains a secret (HTML)",
    ),
    "app.log.gz": (
        gzip.compress(SECRET.encode()),
        "unpacked in {}: contains a secret (unencoded)",
    ),
}
"""By file name: the file's data, and the expected line of the scan, with {} for the file's path."""
