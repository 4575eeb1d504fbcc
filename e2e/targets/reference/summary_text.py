"""Parse the sentences of the reference app's summary that name the person and the account."""

import re

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.protocol.shown_capabilities import SummaryFacts

OPENING = re.compile(
    r"Hello (?P<name>.+?), your email account (?P<address>\S+) has been imported into Kith\."
)


def facts_in(text: str) -> SummaryFacts:
    """Return the name and the address in a body of the summary.

    Raises:
        AppFailure: the body does not contain the app's opening sentence.
    """
    opening = OPENING.search(" ".join(text.split()))
    if opening is None:
        raise AppFailure(
            "the summary should greet the person and name the account in the app's opening "
            f"sentence; it says {text[:300]!r}"
        )
    return SummaryFacts(name=opening["name"], address=opening["address"])
