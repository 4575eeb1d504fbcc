"""Find secrets in bytes, in whatever form they were written down, and take them out. Pure.

A secret that a run knows stands in its traces, logs and reports as something spelled it: as JSON,
as a form's body, in base64 of a header, and one of these inside another. Every encoder here maps a
part of a text to a part of what it makes of the whole, so the forms of a secret can be told without
knowing what it stands in. Not here: files and archives (`gate`), and pictures, which are not
looked at.
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
"""Characters of a secret below which it may stand somewhere by chance; as many bytes of a form are
looked for, and the rest of it is compared where they stand."""

DEPTH = 3
"""How many encoders one inside another are looked through."""

IN_ITS_PLACE = b"x"
"""What each byte of a secret becomes: the same in every encoding, and of the same length, so that
archives' indexes, JSON and base64 around it stay what they are."""


@dataclass(frozen=True, kw_only=True)
class Leak:
    """A secret was found.

    Attributes:
        form: how it is written down, e.g. "base64 of JSON". Never the secret.
        at: its place, in bytes.
    """

    form: str
    at: int


def _json(text: str) -> Iterator[str]:
    yield json.dumps(text)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]


def _html(text: str) -> Iterator[str]:
    yield html.escape(text)
    yield html.escape(text, quote=False)
    # As browsers write attributes (HTML, 13.3), and as Markup does.
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
    # What else stands in the whole chooses its quotes, and so whether an apostrophe is escaped.
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
    """Return what stands fast in base64 wherever the text begins: at each of three alignments."""
    for before in range(3):
        whole = binascii.b2a_base64(bytes(before) + raw + bytes(3), newline=False)
        sure = whole[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
        yield sure
        yield sure.translate(IN_URLS)


IN_URLS = bytes.maketrans(b"+/", b"-_")


def _of_text(spell: Callable[[str], Iterator[str]]) -> Callable[[bytes], Iterator[bytes]]:
    return lambda raw: (form.encode() for form in spell(raw.decode()))


OF_ALL = {"hex": _hex, "base64": _base64}

ENCODERS = {
    "JSON": _of_text(_json),
    "HTML": _of_text(_html),
    "a URL": _of_text(_url),
    "a form": _of_text(_form),
    "repr": _of_text(_repr),
    "an IMAP string": _of_text(_imap),
    **OF_ALL,
}

PLAIN = string.ascii_letters.encode() + string.digits.encode() + b"_.-"
"""What only hex and base64 change: most tokens, and most of what is encoded already."""


@cache
def forms(secret: str) -> Mapping[bytes, tuple[str, ...]]:
    """Return every form of a secret, and the encoders that make it, the last one first.

    Kept: a test's secrets are looked for in its attachments, and at the end once more in all.
    """
    found: dict[bytes, tuple[str, ...]] = {secret.encode(): ()}
    newest = dict(found)
    for _ in range(DEPTH):
        made: dict[bytes, tuple[str, ...]] = {}
        for raw, how in newest.items():
            for name, spell in (ENCODERS if raw.translate(None, PLAIN) else OF_ALL).items():
                chain = (name, *how)
                for form in spell(raw):
                    if form not in found:
                        made.setdefault(form, chain)
        found |= made
        newest = made
    return found


class Redactor:
    """Find and take out a set of secrets.

    Args:
        secrets: those of fewer than eight characters are left alone.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._forms: dict[bytes, tuple[str, ...]] = {}
        for secret in {each for each in secrets if len(each) >= SHORTEST}:
            self._forms |= forms(secret)
        # What looks for whole forms is thirty times as long in the making.
        self._searcher = BytesAhoCorasick(list({form[:SHORTEST] for form in self._forms}))

    @cached_property
    def _alike(self) -> dict[bytes, list[bytes]]:
        """Return the forms by their beginnings, which only those need who find one."""
        alike: dict[bytes, list[bytes]] = {}
        for form in self._forms:
            alike.setdefault(form[:SHORTEST], []).append(form)
        return alike

    def find(self, data: bytes) -> list[Leak]:
        """Return every place of a secret, in order; one within another counts as one."""
        found: list[Leak] = []
        until = 0
        for at, form in self._matches(data):
            if at + len(form) > until:
                found.append(Leak(form=" of ".join(self._forms[form]) or "as it is", at=at))
                until = at + len(form)
        return found

    def rewrite(self, data: bytes) -> bytes:
        """Return the same with each secret overwritten; the same object where there is none."""
        if not (matches := list(self._matches(data))):
            return data
        changed = bytearray(data)
        for at, form in matches:
            changed[at : at + len(form)] = IN_ITS_PLACE * len(form)
        return bytes(changed)

    def rewrite_text(self, text: str) -> str:
        """Return a text with each secret overwritten."""
        if len(text) < SHORTEST:
            return text
        data = text.encode(errors="surrogatepass")
        rewritten = self.rewrite(data)
        return text if rewritten is data else rewritten.decode(errors="surrogatepass")

    def _matches(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Find where forms stand, in order: at each place the longest of those that begin alike."""
        for _, at, end in self._searcher.find_matches_as_indexes(data, overlapping=True):
            there = [form for form in self._alike[data[at:end]] if data.startswith(form, at)]
            if there:
                yield at, max(there, key=len)
