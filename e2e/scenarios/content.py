"""Rows about an odd message in a mailbox: the app imports the odd message and all others.

fixtures/plan/odd_messages/ has a file for each odd message. These rows run late, because they are
about mail and not about connecting.
"""

from bluebar.e2e.scenarios.model import Conditions, Group, MailboxTemplate, Scenario, Sources
from bluebar.fixtures.plan.plan import Shape


def _odd(
    name: str,
    what: str,
    failures: tuple[int, ...] = (),
    cited: str = "",
    *,
    probes_protection: bool = False,
) -> Scenario:
    return Scenario(
        id=f"content/{name}",
        group=Group.CONTENT,
        why=f"{what}: the app imports this message and all others.",
        mailbox=MailboxTemplate(shape=Shape.odd(name)),
        conditions=Conditions(probes_protection=probes_protection),
        sources=Sources(failures=failures, cited=cited),
    )


def _listed(name: str, what: str, cited: str = "") -> Scenario:
    """Return the row of a message whose From, To, Cc and Reply-To each list several addresses."""
    listed = f"From, To, Cc and Reply-To have {what} among good addresses, which all count"
    return _odd(name, listed, (31,) if cited else (), cited)


ODD = (
    _odd("no-date", "A message without a Date", (33,), "email-mcp#32"),
    _odd("nonsense-date", "A Date that is not a date", (33,), "velo#48"),
    _odd("future-date", "A Date in the year 2099", (33,), "mail-archiver#351"),
    _odd("no-from", "A message without a From", (34,), "zammad#2397"),
    _odd("empty-from", "A From with nothing in it", (34,), "imap_tools#6"),
    _odd("from-without-address", "A From with a name and no address", (34,), "hitobito#2204"),
    _odd("no-headers", "A message without a single header", (60, 34), "barbushin/php-imap#280"),
    _odd("only-a-line-end", "A message of only one line end", (60,), "barbushin/php-imap#280"),
    _odd("nul-bytes", "NUL bytes in the text", (60,), "freescout-help-desk/freescout#3123"),
    _odd("bare-line-feeds", "Lines that end in bare line feeds", (60,), "aerion#209"),
    _odd("unknown-charset", "An unknown charset", (36,), "ddeboer/imap#270"),
    _odd("windows-1251", "Subject and name in windows-1251", (36,), "mail-archiver#9"),
    _odd("gb2312", "A subject in gb2312", (36,), "tine20#4485"),
    _odd("wrong-charset", "A subject in latin-1 that is declared as utf-8", (36,), "mailroom#22"),
    _odd("broken-encoded-word", "An encoded word that never ends", (36,), "ddeboer/imap#291"),
    _odd("long-subject", "A subject of a thousand words in one line", (35,), "go-imap#659"),
    _odd("long-header", "Four hundred References in one line", (35,), "MailKit#371"),
    _odd("many-recipients", "Two hundred recipients", (31,), "twentyhq/twenty#21138"),
    _odd("broken-mime", "A multipart without its end, and broken base64", (35,), "MailKit#1393"),
    _odd("deeply-nested", "Sixty multiparts one inside the other", (35,), "aerion#209"),
    _odd("folded-white-space", "A folded line with only a space in it", (35,), "aerion#209"),
    _odd(
        "hostile-attachment",
        "An attachment with the file name ../../etc/passwd",
        probes_protection=True,
    ),
    _odd("comments-in-addresses", "Comments all over the addresses", (32,), "fat_free_crm#42"),
    _listed("address-as-name", "a name that is another address", "Mailpile#1819"),
    _listed("address-left-empty", "an empty place between two commas"),
    _listed("addresses-parted-by-semicolons", "semicolons", "proton-bridge#139"),
    _listed("address-unreadable", "an unreadable address", "simple-java-mail#321"),
    _listed("address-comment-with-comma", "a comma in a comment"),
    _listed("addresses-after-an-empty-group", "an empty group"),
    _odd("oversized", "A message of twelve megabytes", (59,), "zammad#1972"),
)

SCRIPT = _odd(
    "script-in-subject",
    "HTML with a script in subject and name, which the app shows as text",
    probes_protection=True,
)

POISON = Scenario(
    id="content/one-in-the-middle-of-twenty",
    group=Group.CONTENT,
    why="One message among twenty is a broken multipart: the app imports all of them.",
    mailbox=MailboxTemplate(shape=Shape.odd("broken-mime", among=20)),
    sources=Sources(failures=(35,), cited="aerion#209"),
)

ALL_DATES_BAD = Scenario(
    id="content/no-good-date-at-all",
    group=Group.CONTENT,
    why="No message of the mailbox has a good Date: the app imports all messages.",
    mailbox=MailboxTemplate(
        shape=Shape(
            sample_mail=False, decoys=False, oddities=("no-date", "nonsense-date", "future-date")
        )
    ),
    sources=Sources(failures=(30, 33), cited="velo#48"),
)

ROWS = (*ODD, SCRIPT, POISON, ALL_DATES_BAD)
