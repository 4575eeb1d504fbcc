"""A secret planted in every kind of file that a run may leave, and what has to be told of each."""

import base64
import gzip
import html
import io
import json
import zipfile
from urllib.parse import quote_plus

SECRET = 'pa"ss\\wörd 7'
"""Looks different in each encoding."""


def zipped(**members: bytes) -> bytes:
    """Return an archive; in names of members, _ stands for a dot."""
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
    "records.jsonl": (AS_JSON, "{}: a secret stands there (JSON)"),
    "junit.xml": (AS_HTML, "{}: a secret stands there (HTML)"),
    "index.html": (
        b"<template>data:application/zip;base64,"
        + base64.b64encode(zipped(report_json=AS_JSON))
        + b"</template>",
        "report.json in archive 1 in base64 in {}: a secret stands there (JSON)",
    ),
    "actions/trace.zip": (
        zipped(trace_trace=AS_JSON),
        "trace.trace in {}: a secret stands there (JSON)",
    ),
    "network/trace.zip": (
        zipped(trace_network=b'{"Authorization": "Basic ' + HEADER + b'"}'),
        "trace.network in {}: a secret stands there (base64)",
    ),
    "resources/trace.zip": (
        zipped(resource_dat=AS_FORM),
        "resource.dat in {}: a secret stands there (a form)",
    ),
    "page.har": (
        json.dumps({"text": AS_JSON.decode()}).encode(),
        "{}: a secret stands there (JSON of JSON)",
    ),
    "app.log": (f"login with {SECRET!r}".encode(), "{}: a secret stands there (repr)"),
    "notes.txt": (SECRET.encode().hex().encode(), "{}: a secret stands there (hex)"),
    "all.zip": (
        zipped(page_zip=zipped(page_html=AS_HTML)),
        "page.html in page.zip in {}: a secret stands there (HTML)",
    ),
    "app.log.gz": (
        gzip.compress(SECRET.encode()),
        "unpacked in {}: a secret stands there (as it is)",
    ),
}
"""By file: what stands in it, and what is told of it."""
