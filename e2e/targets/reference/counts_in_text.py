"""How the reference app tells numbers: "1 contact", "2 contacts"; "was" and "were brought in"."""

import re

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.protocol.target import Imported

ON_PAGES = re.compile(r"(?<![\d,])(?:(1) (contact|message)|(?!1 )(\d[\d,]*) (contact|message)s)\b")
IN_MAIL = re.compile(
    r"(?<![\d,])(?:(1) (contact|message) was|(?!1 )(\d[\d,]*) (contact|message)s were) brought in\b"
)


def counts_in(text: str, wording: re.Pattern[str]) -> Imported:
    """Read both counts, each in the right form of its noun.

    Raises:
        AppFailure: they are not there in these words.
    """
    told = {one or many: n or m for n, one, m, many in wording.findall(" ".join(text.split()))}
    if told.keys() != {"contact", "message"}:
        raise AppFailure(f"no counts in the app's words, singular and plural: {text[:300]!r}")
    contacts, messages = (int(told[noun].replace(",", "")) for noun in ("contact", "message"))
    return Imported(contacts=contacts, messages=messages)
