"""Parse the reference app's counts, e.g. "1 contact", or in mail "2 contacts were brought in"."""

import re

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.protocol.target import Imported

ON_PAGES = re.compile(r"(?<![\d,])(?:(1) (contact|message)|(?!1 )(\d[\d,]*) (contact|message)s)\b")
IN_MAIL = re.compile(
    r"(?<![\d,])(?:(1) (contact|message) was|(?!1 )(\d[\d,]*) (contact|message)s were) brought in\b"
)


def counts_in(text: str, wording: re.Pattern[str]) -> Imported:
    """Return the counts of contacts and messages in a text.

    The noun and the verb must have the right grammatical number, as in "1 contact was".

    Args:
        text: the text.
        wording: `ON_PAGES` or `IN_MAIL`.

    Raises:
        AppFailure: the text does not contain both counts in this wording.
    """
    found = {one or many: n or m for n, one, m, many in wording.findall(" ".join(text.split()))}
    if found.keys() != {"contact", "message"}:
        raise AppFailure(
            "the text should state the counts in the app's words, singular and plural; it says "
            f"{text[:300]!r}"
        )
    contacts, messages = (int(found[noun].replace(",", "")) for noun in ("contact", "message"))
    return Imported(contacts=contacts, messages=messages)


def one_count_in(text: str, noun: str) -> int:
    """Return the count of one noun in a text.

    Args:
        text: the text, e.g. "2 contacts".
        noun: "contact" or "message".

    Raises:
        AppFailure: the text is not the count of this noun, in the right grammatical number.
    """
    found = ON_PAGES.fullmatch(text.strip())
    if found is None or noun not in (found[2], found[4]):
        raise AppFailure(f"the list should state its number of {noun}s; it says {text!r}")
    return int((found[1] or found[3]).replace(",", ""))
