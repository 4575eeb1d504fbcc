"""Find session secrets in the network log of a Playwright trace: cookies, credentials, tokens.

A token is recognized by the name of its header, parameter or field. The bodies of responses are not
read, so a token in such a body is found only if a request sends the token later.
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
"""Matches the names of headers, fields and parameters whose values are secrets."""

LONG = 16
"""A value of this many characters counts as random, even if it has no digits."""


def session_secrets(trace: zipfile.ZipFile) -> set[str]:
    """Return every value in a trace that authenticates a session or a request.

    Raises:
        UNREADABLE: the trace is broken.
    """
    found = (secret for each in _exchanges(trace) for secret in _secrets(each, trace))
    # Only printable values are kept: they have no lone surrogates, which cannot be encoded.
    return set(filter(str.isprintable, found))


def _exchanges(archive: zipfile.ZipFile) -> Iterator[Mapping[str, Any]]:
    for name in archive.namelist():
        for line in archive.read(name).splitlines() if name.endswith(".network") else ():
            yield _json(line, {}).get("snapshot", {})


def _json(text: str | bytes, default: Any) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return default


def _secrets(exchange: Mapping[str, Any], archive: zipfile.ZipFile) -> Iterator[str]:
    request, response = exchange.get("request", {}), exchange.get("response", {})
    for message in (request, response):
        yield from filter(_is_random, (each["value"] for each in message.get("cookies", ())))
        yield from _tokens((each["name"], each["value"]) for each in message.get("headers", ()))
    yield from _tokens((each["name"], each["value"]) for each in request.get("queryString", ()))
    if "postData" in request:
        yield from _tokens(_posted_fields(request["postData"], archive))


def _tokens(named_values: Iterable[tuple[str, object]]) -> Iterator[str]:
    for name, value in named_values:
        if isinstance(value, str) and _names_a_token(name):
            if "authorization" in name.lower():
                yield from _credentials(value)
            elif _is_random(value):
                yield value


@cache
def _names_a_token(name: str) -> bool:
    return bool(TOKEN.search(name))


def _is_random(value: str) -> bool:
    """Return whether a value looks random, and so may be a secret.

    Cookies also contain words and settings. If such a word were taken for a secret, it would be
    overwritten in every page. A session identifier should have at least 64 bits (OWASP, Session
    Management), for which hex needs 16 digits.
    """
    is_mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return len(value) >= LONG or is_mixed


def _credentials(header: str) -> Iterator[str]:
    """Yield the credentials in the value of an authorization header.

    The credentials are the value without the scheme, if there is one. For the scheme Basic
    (RFC 7617), the password in the credentials is yielded, too.
    """
    scheme, _, credentials = header.partition(" ")
    yield credentials or scheme
    if scheme.lower() == "basic":
        try:
            yield base64.b64decode(credentials).decode().partition(":")[2]
        except ValueError:
            return


def _posted_fields(
    data: Mapping[str, Any], archive: zipfile.ZipFile
) -> Iterator[tuple[str, object]]:
    """Yield the name and the value of each field in a request's body, at any depth of JSON.

    Args:
        data: the body, as the trace's network log describes it.
        archive: the trace, which may contain the body as a file.
    """
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
        yield from _json_fields(_json(text, None))


def _json_fields(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from value.items()
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        yield from _json_fields(each)
