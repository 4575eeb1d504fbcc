"""Scenarios with odd headers of real mail: fields that appear twice, broken headers, old dates.

The rest of each mailbox is good, as in the module `content`. The section "Which fields
count" in docs/counting.md states what the app must read in such headers.
"""

from bluebar.e2e.scenarios.model import Group, MailboxTemplate, Scenario, Sources, Tag
from bluebar.fixtures.plan.plan import Shape


def _row(
    name: str, what: str, *oddities: str, failures: tuple[int, ...] = (), cited: str = ""
) -> Scenario:
    """Return a row.

    Args:
        name: the last part of the row's id.
        what: a description of the odd message.
        oddities: the names of the odd messages; by default the row's name.
        failures: as in `Sources`.
        cited: as in `Sources`.
    """
    return Scenario(
        id=f"content/{name}",
        group=Group.CONTENT,
        why=f"{what}: the app imports this mail and all other mail.",
        mailbox=MailboxTemplate(shape=Shape.odd(*(oddities or (name,)))),
        sources=Sources(failures=failures, cited=cited),
        tags=frozenset({Tag.HEADERS}),
    )


ROWS = (
    _row("html-only", "A message with HTML and no plain text"),
    _row("recipients-twice", "A message with two To and two Cc, whose addresses all count"),
    _row("fields-twice", "A message with two From, Subject, Date and Message-ID"),
    _row("blanks-before-colons", "Spaces between the names of fields and their colons"),
    _row("line-without-colon", "A line without a colon among the fields, which ends no header"),
    _row("mbox-line", "A header that begins with an mbox file's 'From ' line, which is no From"),
    _row("names-in-capitals", "Names of fields in another case, and no space after the colons"),
    _row(
        "long-message-ids",
        "Two messages whose Message-IDs have the same first 900 characters",
        "long-message-id",
        "long-message-id-too",
    ),
    _row("long-name", "A sender's name of 2,000 characters"),
    _row(
        "words-folded",
        "A subject and a name of several encoded words, folded between them",
        failures=(36,),
        cited="ddeboer/imap#291",
    ),
    _row("character-cut-in-two", "A character whose bytes are split over two encoded words"),
    _row("name-with-bare-comma", "Names with a comma and without quotes"),
    _row("address-in-encoded-name", "Encoded names that contain an address and a comma"),
    _row("groups-everywhere", "A group of addresses in From, and groups within a group"),
    _row("only-a-message-inside", "A message whose whole body is another message"),
    _row(
        "dates-of-old",
        "Dates with comments, with two digits for the year, and without a time zone",
        "date-with-comments",
        "date-in-two-digits",
        "date-without-zone",
        failures=(33,),
        cited="Webklex/php-imap#551",
    ),
)
