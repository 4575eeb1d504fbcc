r"""Rows about servers whose answers differ from those of most servers, and are allowed.

RFC 9051 allows every answer here: another order, flags of other sessions in between, another time
zone, another delimiter, a folder that cannot be opened. The app must import the same mail from each
of these servers, except mail in a folder that cannot be opened.
"""

from bluebar.e2e.scenarios.model import Group, MailboxTemplate, Scenario, Sources
from bluebar.fixtures.plan.message_model import PlannedFolder
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor.faults import (
    AnswersWith,
    Drips,
    Fault,
    Greets,
    Habit,
    MarksFolders,
    OtherDelimiter,
    OtherZone,
    RefusesFolder,
    RejectsEmptyFetch,
)
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor

FEW = MailboxTemplate(shape=Shape(sample_mail=False, plain=8))
"""A mailbox with a few messages in INBOX, and decoys in other folders."""

SAMPLE = MailboxTemplate()

NO_SOURCES = Sources()

GERMAN = (
    ("Papierkorb", r"\Trash"),
    ("Papierkorb.Vorjahr", ""),
    ("Werbung", r"\Junk"),
    ("Entwürfe", r"\Drafts"),
    ("Gesendete Elemente", r"\Sent"),
    ("Ablage", r"\Archive"),
    ("Papierkorb (privat)", ""),
)
JAPANESE = (
    ("ゴミ箱", r"\Trash"),
    ("迷惑メール", r"\Junk"),
    ("下書き", r"\Drafts"),
    ("送信済み", r"\Sent"),
)


def _row(
    name: str,
    why: str,
    *faults: Fault,
    mailbox: MailboxTemplate = FEW,
    sources: Sources = NO_SOURCES,
) -> Scenario:
    return Scenario(
        id=f"servers/{name}",
        group=Group.SERVERS,
        why=why,
        door=FrontDoor.usual(*faults),
        mailbox=mailbox,
        sources=sources,
    )


def _marked(name: str, why: str, marked: tuple[tuple[str, str], ...]) -> Scenario:
    r"""Return the row of a mailbox with special-use folders: LIST marks e.g. a folder as \Trash."""
    marks = tuple((PlannedFolder.named(each).imap_name("."), use) for each, use in marked if use)
    shape = Shape(sample_mail=False, plain=2, marked=marked)
    return _row(name, why, MarksFolders(marks=marks), mailbox=MailboxTemplate(shape=shape))


ANSWERS = (
    _row(
        "fetched-backwards",
        "FETCH answers come in reverse order: the app identifies messages by UID, not by order.",
        AnswersWith(habit=Habit.FETCHED_BACKWARDS),
        mailbox=SAMPLE,
    ),
    _row(
        "uid-last",
        "FETCH answers have the UID after the content of a message: the app imports all mail.",
        AnswersWith(habit=Habit.UID_LAST),
        mailbox=SAMPLE,
    ),
    _row(
        "flags-of-another-session",
        "Between FETCH answers the server sends flags without UIDs: they are not messages.",
        AnswersWith(habit=Habit.FLAGS_MEANWHILE),
    ),
    _row(
        "flags-of-another-session/with-uid",
        "Between FETCH answers the server sends flags with UIDs: they are not further messages.",
        AnswersWith(habit=Habit.FLAGS_WITH_UID_MEANWHILE),
    ),
    _row(
        "counts-in-between",
        "Between FETCH answers the server sends EXISTS, RECENT and FLAGS: all mail is imported.",
        AnswersWith(habit=Habit.STATUS_MEANWHILE),
    ),
    _row(
        "warnings",
        "The server sends warnings (untagged NO), alerts and unknown codes: these are no errors.",
        AnswersWith(habit=Habit.WARNINGS),
    ),
    _row(
        "byte-by-byte",
        "The server sends one byte at a time: the app waits for whole lines and literals.",
        Drips(),
        mailbox=MailboxTemplate(shape=Shape.single()),
    ),
    _row(
        "capabilities-after-login",
        "The login's OK lists LOGINDISABLED among the capabilities, as in Cyrus: the app goes on.",
        Greets(text="* OK [CAPABILITY IMAP4rev1 LITERAL+] ready"),
        AnswersWith(habit=Habit.CAPABILITIES_AFTER_LOGIN),
    ),
    _row(
        "dates/plus-14",
        "INTERNALDATE is in the zone +1400: the app still imports the last six months exactly.",
        OtherZone(hours=14),
        mailbox=SAMPLE,
    ),
    _row(
        "dates/minus-12",
        "INTERNALDATE is in the zone -1200: the app still imports the last six months exactly.",
        OtherZone(hours=-12),
        mailbox=SAMPLE,
    ),
)
"""Rows about answers of any kind."""

FOLDERS = (
    _row(
        "folders/as-literals",
        "LIST sends the names of folders as literals: the app reads all folders.",
        AnswersWith(habit=Habit.FOLDERS_AS_LITERALS),
        mailbox=SAMPLE,
        sources=Sources(failures=(25,), cited="nmail#105"),
    ),
    _row(
        "folders/slash",
        "The delimiter is a slash: mail in folders inside Trash does not count, other mail does.",
        OtherDelimiter(delimiter="/"),
        mailbox=SAMPLE,
        sources=Sources(failures=(26,), cited="paperless-ngx#511"),
    ),
    _marked(
        "folders/special-use",
        r"LIST marks German folders as \Trash, \Junk and \Drafts: mail in them and in folders "
        "inside them does not count.",
        GERMAN,
    ),
    _marked(
        "folders/special-use/japanese",
        r"LIST marks Japanese folders as \Trash, \Junk and \Drafts: their mail does not count.",
        JAPANESE,
    ),
)
"""Rows about names and marks of folders."""

MISSING_FOLDER = _row(
    "folders/missing",
    r"LIST marks a folder as \NonExistent: the app does not open it, and shows no problem with it.",
    AnswersWith(habit=Habit.MISSING_FOLDER),
)

EMPTY_FOLDER = _row(
    "folders/bad-to-a-fetch-in-an-empty-one",
    "The server answers FETCH 1:* in an empty folder with BAD: the app imports other folders.",
    RejectsEmptyFetch(),
    mailbox=MailboxTemplate(
        shape=Shape(sample_mail=False, decoys=False, folders=("Ablage", "Zeugnisse"))
    ),
    sources=Sources(failures=(27,), cited="freescout-help-desk/freescout#2248"),
)

CLOSED_FOLDER = "Vertraulich"

ONE_REFUSED = _row(
    "folders/one-refused",
    "The server refuses to open one folder: the app imports the others, and names this one.",
    RefusesFolder(folder=CLOSED_FOLDER, text="[NOPERM] Permission denied"),
    mailbox=MailboxTemplate(
        shape=Shape(sample_mail=False, plain=3, folders=(CLOSED_FOLDER, "Zeugnisse"))
    ),
)

ALL_REFUSED = _row(
    "folders/all-refused",
    "The server accepts the login and refuses every folder: the app says so, and sends no summary.",
    RefusesFolder(text="User is authenticated but not connected."),
)

ROWS = (*ANSWERS, *FOLDERS, MISSING_FOLDER, EMPTY_FOLDER, ONE_REFUSED, ALL_REFUSED)
