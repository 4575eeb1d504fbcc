"""Rows about mail as it really is: fields that stand twice, broken header sections, odd dates.

Each message is in the middle of a good mailbox, as in `content`. The section "Which fields count"
in docs/counting.md states what the app must read in such a header section.
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
        why=f"{what}: the app imports the mail and what is around it.",
        mailbox=MailboxTemplate(shape=Shape.odd(*(oddities or (name,)))),
        sources=Sources(failures=failures, cited=cited),
        tags=frozenset({Tag.HEADERS}),
    )


ROWS = (
    _row("html-only", "A message with HTML and no plain text"),
    _row("recipients-twice", "To and Cc that stand twice, whose addresses all count"),
    _row("fields-twice", "From, Subject, Date and Message-ID that stand twice"),
    _row("blanks-before-colons", "Blanks between the names of fields and their colons"),
    _row("line-without-colon", "A line without a colon amid the fields, which ends no header"),
    _row("mbox-line", "A header that begins with the first line of an mbox file, which is no From"),
    _row("names-in-capitals", "Names of fields in other case, and no blank after the colons"),
    _row(
        "long-message-ids",
        "Two messages whose Message-IDs differ after 900 characters, and which are two",
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
    _row("character-cut-in-two", "A character that two encoded words share"),
    _row("name-with-bare-comma", "Names with a comma and without quotes"),
    _row("address-in-encoded-name", "Encoded names that hold an address and a comma"),
    _row("groups-everywhere", "A group in From, and groups within a group"),
    _row("only-a-message-inside", "A message that is nothing but another message"),
    _row(
        "dates-of-old",
        "Dates with comments, with two digits for the year, and without a zone",
        "date-with-comments",
        "date-in-two-digits",
        "date-without-zone",
        failures=(33,),
        cited="Webklex/php-imap#551",
    ),
)
