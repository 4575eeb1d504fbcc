"""Find secrets in bytes, in any encoded form, and overwrite the secrets. No I/O.

Traces, logs and reports contain a secret as JSON, as a form field, in the base64 of a header, or in
one encoding inside another. Every encoder below encodes a part of a text independently of the rest
of the text. So `encoded_forms` can compute the forms of a secret without knowing the text around
the secret. `secret_scan` reads the files and archives.
"""

import binascii
import html
import json
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from urllib.parse import quote, quote_plus

from ahocorasick_rs import BytesAhoCorasick

SHORTEST = 8
"""The number of characters of the shortest secret that is searched for.

A shorter secret is ignored, because a text may contain it by chance. The search first matches this
many bytes of an encoded form, and then compares the rest.
"""

DEPTH = 3
"""The maximum number of nested encodings, e.g. 2 for base64 of JSON."""

FILLER = b"x"
"""The byte that replaces each byte of a secret.

The length stays the same, and x is valid in every encoding. So archive indexes, JSON and base64
around the secret stay valid.
"""

Encoder = Callable[[bytes], Iterator[bytes]]
"""A function that yields every form which an encoding may give to a part of a text."""


@dataclass(frozen=True, kw_only=True)
class SecretMatch:
    """A place at which some bytes contain a secret.

    Attributes:
        form: the secret's encoding, e.g. "base64 of JSON"; never the secret itself.
        at: the offset of the encoded secret in the bytes.
    """

    form: str
    at: int


def _json(text: str) -> Iterator[str]:
    yield json.dumps(text)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]


def _html(text: str) -> Iterator[str]:
    yield html.escape(text)
    yield html.escape(text, quote=False)
    # As browsers serialize attributes (HTML, 13.3), and as MarkupSafe escapes.
    yield html.escape(text, quote=False).replace('"', "&quot;")
    yield text.replace("&", "&amp;").replace('"', "&quot;")
    yield html.escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")


def _url(text: str) -> Iterator[str]:
    yield quote(text, safe="")
    yield quote(text)
    yield quote(text, safe="!'()*")  # encodeURIComponent


def _form(text: str) -> Iterator[str]:
    yield quote_plus(text)
    yield quote_plus(text, safe="*").replace("~", "%7E")  # as browsers do (URL, 5.2)


def _repr(text: str) -> Iterator[str]:
    # `repr` chooses the quotes by the whole text. So the text around the secret decides whether an
    # apostrophe in the secret is escaped.
    for escaped in (repr(text + '"')[1:-2], repr(text.encode() + b'"')[2:-2]):
        yield escaped
        yield escaped.replace("\\'", "'")


def _imap(text: str) -> Iterator[str]:
    yield text.replace("\\", "\\\\").replace('"', '\\"')


def _hex(raw: bytes) -> Iterator[bytes]:
    digits = raw.hex().encode()
    yield digits
    yield digits.upper()


def _base64(raw: bytes) -> Iterator[bytes]:
    """Yield the base64 characters that depend on `raw` alone.

    Base64 encodes three bytes at a time, so there is one form for each of the three positions at
    which `raw` may begin.
    """
    for before in range(3):
        whole = binascii.b2a_base64(bytes(before) + raw + bytes(3), newline=False)
        certain = whole[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
        yield certain
        yield certain.translate(TO_BASE64URL)


TO_BASE64URL = bytes.maketrans(b"+/", b"-_")


def _of_text(encode: Callable[[str], Iterator[str]]) -> Encoder:
    return lambda raw: (form.encode() for form in encode(raw.decode()))


BYTE_ENCODERS: dict[str, Encoder] = {"hex": _hex, "base64": _base64}

ENCODERS: dict[str, Encoder] = {
    "JSON": _of_text(_json),
    "HTML": _of_text(_html),
    "a URL": _of_text(_url),
    "a form": _of_text(_form),
    "repr": _of_text(_repr),
    "an IMAP string": _of_text(_imap),
    **BYTE_ENCODERS,
}

PLAIN = string.ascii_letters.encode() + string.digits.encode() + b"_.-"
"""Characters that only BYTE_ENCODERS change. Most tokens and encoded texts have only these."""


@cache
def encoded_forms(secret: str) -> Mapping[bytes, tuple[str, ...]]:
    """Return every encoded form of a secret, and for each form the names of its encodings.

    The names begin with the encoding that was applied last. The result is cached, because an
    attempt's secrets are searched for in the attempt's attachments, and again in the whole report
    when the run ends.
    """
    found: dict[bytes, tuple[str, ...]] = {secret.encode(): ()}
    newest = dict(found)
    for _ in range(DEPTH):
        made: dict[bytes, tuple[str, ...]] = {}
        for raw, encodings in newest.items():
            encoders = ENCODERS if raw.translate(None, PLAIN) else BYTE_ENCODERS
            for name, encode in encoders.items():
                chain = (name, *encodings)
                for form in encode(raw):
                    if form not in found:
                        made.setdefault(form, chain)
        found |= made
        newest = made
    return found


class Redactor:
    """Find and overwrite a set of secrets.

    Args:
        secrets: the secrets. A secret of fewer than SHORTEST characters is ignored.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._forms: dict[bytes, tuple[str, ...]] = {}
        for secret in {each for each in secrets if len(each) >= SHORTEST}:
            self._forms |= encoded_forms(secret)
        # The searcher looks for the beginnings of forms only: with whole forms, it would take
        # thirty times as long to build.
        self._searcher = BytesAhoCorasick(list({form[:SHORTEST] for form in self._forms}))

    @cached_property
    def _forms_by_prefix(self) -> dict[bytes, list[bytes]]:
        """Return the forms by their first SHORTEST bytes. Computed when a beginning matches."""
        by_prefix: dict[bytes, list[bytes]] = {}
        for form in self._forms:
            by_prefix.setdefault(form[:SHORTEST], []).append(form)
        return by_prefix

    def find(self, data: bytes) -> list[SecretMatch]:
        """Return the secrets in some bytes, in order. A match inside another match is left out."""
        found: list[SecretMatch] = []
        until = 0
        for at, form in self._matches(data):
            if at + len(form) > until:
                found.append(SecretMatch(form=" of ".join(self._forms[form]) or "unencoded", at=at))
                until = at + len(form)
        return found

    def rewrite(self, data: bytes) -> bytes:
        """Return the data with every secret overwritten; the same object if it has no secret."""
        if not (matches := list(self._matches(data))):
            return data
        changed = bytearray(data)
        for at, form in matches:
            changed[at : at + len(form)] = FILLER * len(form)
        return bytes(changed)

    def rewrite_text(self, text: str) -> str:
        """Return a text with every secret overwritten."""
        if len(text) < SHORTEST:
            return text
        data = text.encode(errors="surrogatepass")
        rewritten = self.rewrite(data)
        return text if rewritten is data else rewritten.decode(errors="surrogatepass")

    def _matches(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield the offset and the form of each match in order; at an offset, the longest form."""
        for _, at, end in self._searcher.find_matches_as_indexes(data, overlapping=True):
            candidates = self._forms_by_prefix[data[at:end]]
            matching = [form for form in candidates if data.startswith(form, at)]
            if matching:
                yield at, max(matching, key=len)
