"""Draw a run's report as one plain page without scripts, if Playwright's report is not usable."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bluebar.reports.html.rendering import render
from bluebar.reports.record.facts import conversation_facts, conversation_title, facts
from bluebar.reports.record.outcomes import RED, Outcome, counts_in_words
from bluebar.reports.record.record import Record

PICTURES = (".jpeg", ".png")


def draw(records: Sequence[Record], run: Mapping[str, str]) -> str:
    """Return the fallback page in HTML.

    Args:
        records: the records of all attempts.
        run: the facts of the run by name, e.g. mail server, target, browser, seed and now.
    """
    count = Counter(record.outcome for record in records)
    order = list(Outcome)
    return render(
        "fallback_page.html",
        title=f"bluebar: {counts_in_words(count)}",
        server=run.get("mail server", "no mail server"),
        run={name: text for name, text in run.items() if name != "mail server"},
        outcomes=order,
        count=count,
        records=sorted(records, key=lambda record: order.index(record.outcome)),
        red=RED,
        facts=facts,
        conversation_title=conversation_title,
        conversation_facts=conversation_facts,
        picture_suffixes=PICTURES,
    )
