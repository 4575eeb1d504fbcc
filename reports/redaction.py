"""Find secrets in bytes, in whatever form they were written down, and take them out. Pure.

A secret that a run knows stands in its traces, logs and reports as something spelled it: as JSON,
as a form's body, in base64 of a header, and one of these inside another. Every encoder here maps a
part of a text to a part of what it makes of the whole, so the forms of a secret can be told without
knowing what it stands in. Not here: files and archives (`gate`), and pictures, which are not
looked at.
"""

import base64
import html
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from urllib.parse import quote, quote_plus

from ahocorasick_rs import BytesAhoCorasick, MatchKind

SHORTEST = 8
"""Characters of a secret below which it may stand somewhere by chance."""

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


def _hex(text: str) -> Iterator[str]:
    yield text.encode().hex()
    yield text.encode().hex().upper()


def _base64(text: str) -> Iterator[str]:
    """Return what stands fast in base64 wherever the text begins: at each of three alignments."""
    raw = text.encode()
    for before in range(3):
        whole = base64.b64encode(bytes(before) + raw + bytes(3)).decode()
        sure = whole[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
        yield sure
        yield sure.replace("+", "-").replace("/", "_")


ENCODERS: dict[str, Callable[[str], Iterator[str]]] = {
    "JSON": _json,
    "HTML": _html,
    "a URL": _url,
    "a form": _form,
    "repr": _repr,
    "an IMAP string": _imap,
    "hex": _hex,
    "base64": _base64,
}


@cache
def forms(secret: str) -> Mapping[bytes, str]:
    """Return every form of a secret, and how each comes about.

    Kept: a test's secrets are looked for in its attachments, and at the end once more in all.
    """
    found = {secret: "as it is"}
    newest = dict(found)
    for _ in range(DEPTH):
        made: dict[str, str] = {}
        for text, how in newest.items():
            for name, spell in ENCODERS.items():
                for form in spell(text):
                    if form not in found:
                        made.setdefault(form, name if how == "as it is" else f"{name} of {how}")
        found |= made
        newest = made
    return MappingProxyType({form.encode(): how for form, how in found.items()})


class Redactor:
    """Find and take out a set of secrets.

    Args:
        secrets: those of fewer than eight characters are left alone.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._forms: dict[bytes, str] = {}
        for secret in {each for each in secrets if len(each) >= SHORTEST}:
            self._forms |= forms(secret)
        self._named = list(self._forms.values())
        self._searcher = BytesAhoCorasick(list(self._forms), matchkind=MatchKind.LeftmostLongest)

    def find(self, data: bytes) -> list[Leak]:
        """Return every place of a secret, in order."""
        return [Leak(form=self._named[number], at=at) for number, at, _ in self._matches(data)]

    def rewrite(self, data: bytes) -> bytes:
        """Return the same with each secret overwritten; the same object where there is none."""
        if not (matches := self._matches(data)):
            return data
        changed = bytearray(data)
        for _, begin, end in matches:
            changed[begin:end] = IN_ITS_PLACE * (end - begin)
        return bytes(changed)

    def rewrite_text(self, text: str) -> str:
        """Return a text with each secret overwritten."""
        data = text.encode(errors="surrogatepass")
        rewritten = self.rewrite(data)
        return text if rewritten is data else rewritten.decode(errors="surrogatepass")

    def _matches(self, data: bytes) -> list[tuple[int, int, int]]:
        found: list[tuple[int, int, int]] = self._searcher.find_matches_as_indexes(data)
        return found
