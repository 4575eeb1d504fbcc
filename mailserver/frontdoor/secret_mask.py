"""Hide passwords in the lines of a transcript, whoever sends the line. No I/O.

A server may echo what the app sent: GreenMail quotes a line that it does not know, and the user
name of a refused login. So the recorder notes everything that it hides in the app's lines, and each
form of it is hidden in every later line. The account's password is hidden from the beginning.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import quote

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.transcript import HIDDEN

SHORT = 4
"""A secret with fewer bytes is hidden only where it is a word of its own."""

BEGINNING = 10
"""A word that begins with this many bytes of a secret is hidden: servers shorten what they echo."""

LONGEST = 128
"""Only this many first bytes of a secret are searched for; what follows in the word is hidden,
too."""

IN_BASE64 = re.compile(rb"[A-Za-z0-9+/]{4,}={0,2}")
NEVER = re.compile(rb"(?!)")


class SecretMask:
    """The secrets of one connection.

    Args:
        account: the account behind the door, whose password is a secret and whose names are none;
            None if there is no account.
    """

    def __init__(self, account: Account | None) -> None:
        self._names: set[bytes] = set()
        self._secrets: set[bytes] = set()
        self._pattern: re.Pattern[bytes] | None = NEVER  # None if it must be rebuilt
        if account is not None:
            names = account.address, account.address.partition("@")[0], account.login
            self._names = {each.lower().encode() for each in names}
            self.add(account.password.encode())

    def add(self, secret: bytes) -> None:
        """Note a secret as it was sent, e.g. a password or a response in base64."""
        if secret and secret.lower() not in self._names and secret[:LONGEST] not in self._secrets:
            self._secrets.add(secret[:LONGEST])
            self._pattern = None

    def add_line(self, line: bytes, harmless: frozenset[bytes], *, name: bytes = b"") -> None:
        """Note as secrets a line, its words, and the decoded bytes of words that are base64.

        Args:
            line: the line, without its end.
            harmless: words, in capitals, that are not noted as secrets.
            name: a user name in the line, which is not noted as a secret.
        """
        self.add(line.strip())
        for word in line[: LONGEST * LONGEST].split():
            for part in (word.strip(b'"()'), *_decoded(word)):
                # NUL and 0x01 separate the parts of a SASL response (RFC 4616; RFC 7628).
                for secret in (part, *re.split(rb"[\0\x01 ]", part)):
                    if len(secret) >= SHORT and secret.upper() not in harmless and secret != name:
                        self.add(secret)

    def mask(self, data: bytes) -> bytes:
        """Return the bytes of a line with every form of every secret replaced."""
        pattern = self._pattern = self._pattern or _pattern_of(self._secrets)

        def without_secret(found: re.Match[bytes]) -> bytes:
            is_secret = any(pattern.search(each) for each in _decoded(found[0]))
            return HIDDEN.encode() if is_secret else found[0]

        if pattern is NEVER:
            return data
        return pattern.sub(HIDDEN.encode(), IN_BASE64.sub(without_secret, data))


def _pattern_of(secrets: set[bytes]) -> re.Pattern[bytes]:
    """Return a pattern that finds every form of these secrets."""
    patterns = {each for secret in secrets for each in _patterns(secret)}
    longest_first = sorted(patterns, key=len, reverse=True)
    return re.compile(b"|".join(longest_first), re.IGNORECASE | re.DOTALL)


def _patterns(secret: bytes) -> Iterator[bytes]:
    """Yield a regular expression for each form in which a server may write a secret."""
    for form in _forms(secret):
        pattern = re.escape(form)
        if len(form) < SHORT:
            yield rb"(?<![0-9A-Za-z])" + pattern + rb"(?![0-9A-Za-z])"
            continue
        yield pattern
        if len(form) > BEGINNING:
            yield re.escape(form[:BEGINNING]) + rb"\S*"


def _forms(secret: bytes) -> set[bytes]:
    """Return a secret in other encodings, quoted, percent-encoded, hexadecimal and in base64."""
    text = secret.decode("utf-8", "replace")
    raw = {secret, *(text.encode(each, "replace") for each in ("latin-1", "ascii"))}
    quoted = {each.replace(b"\\", b"\\\\").replace(b'"', b'\\"') for each in raw}
    percent = {quote(each, safe="").encode() for each in raw}
    # In base64 or hexadecimal, a short password would be found in too many words.
    coded = {base64.b64encode(each) for each in raw if len(each) >= SHORT}
    coded |= {each.hex().encode() for each in raw if len(each) >= SHORT}
    # A form of question marks only (a password without ASCII) would hide every question mark.
    return {secret, *(each for each in raw | quoted | percent | coded if each.strip(b"?"))}


def _decoded(run: bytes) -> Iterator[bytes]:
    """Yield the decoded bytes of a run of base64, for each place at which the base64 may begin."""
    letters = run.rstrip(b"=")
    for offset in range(4):
        whole = letters[offset:]
        padded = whole + b"=" * (-len(whole) % 4)
        try:
            yield base64.b64decode(padded, validate=True)
        except (binascii.Error, ValueError):
            # No base64 has this number of letters: the end of the run is missing.
            cut = whole[: len(whole) // 4 * 4]
            try:
                yield base64.b64decode(cut, validate=True)
            except (binascii.Error, ValueError):
                continue
