"""What of a trace's network log lets whoever reads it in: cookies, credentials, tokens.

They are known by what headers, parameters and fields are called. A token that a page was given and
never sends is not found; the first request with it tells it.
"""

import base64
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from email import message_from_string
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

TOKEN = re.compile(r"authorization|csrf|xsrf|token|api.?key|session.?id", re.IGNORECASE)
"""How headers, fields and parameters are called that carry one."""

LONG = 16
"""Characters of a value that is taken for random even if it has letters only."""


def session_secrets(trace: zipfile.ZipFile) -> set[str]:
    """Return every value in a trace that lets one in, whoever set it.

    Raises:
        UNREADABLE: the trace is broken.
    """
    found = (secret for each in _exchanges(trace) for secret in _secrets(each, trace))
    # What goes over the wire has no halves of characters, which could not be encoded either.
    return set(filter(str.isprintable, found))


def _exchanges(archive: zipfile.ZipFile) -> Iterator[Mapping[str, Any]]:
    for name in archive.namelist():
        for line in archive.read(name).splitlines() if name.endswith(".network") else ():
            yield _json(line, {}).get("snapshot", {})


def _json(text: str | bytes, otherwise: Any) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return otherwise


def _secrets(exchange: Mapping[str, Any], archive: zipfile.ZipFile) -> Iterator[str]:
    request, response = exchange.get("request", {}), exchange.get("response", {})
    for side in (request, response):
        yield from filter(_is_random, (each["value"] for each in side.get("cookies", ())))
        yield from _tokens((each["name"], each["value"]) for each in side.get("headers", ()))
    yield from _tokens((each["name"], each["value"]) for each in request.get("queryString", ()))
    if "postData" in request:
        yield from _tokens(_posted(request["postData"], archive))


def _tokens(named: Iterable[tuple[str, object]]) -> Iterator[str]:
    for name, value in named:
        if isinstance(value, str) and _is_telling(name):
            if "authorization" in name.lower():
                yield from _credentials(value)
            elif _is_random(value):
                yield value


@cache
def _is_telling(name: str) -> bool:
    return bool(TOKEN.search(name))


def _is_random(value: str) -> bool:
    """Say whether nobody could guess a value; cookies hold words and settings, too.

    A word that is taken for a secret would be taken out of every page. A session's name should have
    64 bits at least (OWASP, Session Management), for which hex needs 16 digits.
    """
    is_mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return len(value) >= LONG or is_mixed


def _credentials(value: str) -> Iterator[str]:
    """Return what follows a scheme, if there is one, and the password where that is Basic."""
    scheme, _, told = value.partition(" ")
    yield told or scheme
    if scheme.lower() == "basic":
        try:
            yield base64.b64decode(told).decode().partition(":")[2]
        except ValueError:
            return


def _posted(data: Mapping[str, Any], archive: zipfile.ZipFile) -> Iterator[tuple[str, object]]:
    """Return names and values of what was posted, at whatever depth."""
    kind, text = data.get("mimeType", ""), data.get("text", "")
    if data.get("_file") in archive.namelist():
        text = archive.read(data["_file"]).decode(errors="replace")
    if "form-urlencoded" in kind:
        yield from parse_qsl(text)
    elif "multipart" in kind:
        for part in message_from_string(f"Content-Type: {kind}\n\n{text}").walk():
            name = part.get_param("name", header="Content-Disposition")
            yield str(name), part.get_payload()
    elif "json" in kind:
        yield from _named(_json(text, None))


def _named(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from value.items()
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        yield from _named(each)
