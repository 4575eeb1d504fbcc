r"""Rows about servers that answer otherwise than most: lawfully, or by refusing folders.

RFC 9051 allows every answer here: another order, flags of other sessions in between, another time
zone, another delimiter. The app imports the same mail from each of these servers.
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
    """Return the row of a mailbox whose folders LIST marks by their special use."""
    marks = tuple((PlannedFolder.named(each).imap_name("."), use) for each, use in marked if use)
    shape = Shape(sample_mail=False, plain=2, marked=marked)
    return _row(name, why, MarksFolders(marks=marks), mailbox=MailboxTemplate(shape=shape))


ANSWERS = (
    _row(
        "fetched-backwards",
        "FETCH answers come in reverse order: the app tells messages apart by UID, not by order.",
        AnswersWith(habit=Habit.FETCHED_BACKWARDS),
        mailbox=SAMPLE,
    ),
    _row(
        "uid-last",
        "The UID comes after the content of a message, not before.",
        AnswersWith(habit=Habit.UID_LAST),
        mailbox=SAMPLE,
    ),
    _row(
        "flags-of-another-session",
        "Another session flags messages, which the server tells in between, without UIDs.",
        AnswersWith(habit=Habit.FLAGS_MEANWHILE),
    ),
    _row(
        "flags-of-another-session/with-uid",
        "The same with UIDs: an answer that has only flags is no second message.",
        AnswersWith(habit=Habit.FLAGS_WITH_UID_MEANWHILE),
    ),
    _row(
        "counts-in-between",
        "EXISTS, RECENT and FLAGS come in the middle of FETCH answers.",
        AnswersWith(habit=Habit.STATUS_MEANWHILE),
    ),
    _row(
        "warnings",
        "Warnings (NO without a tag), alerts and unknown codes are no errors.",
        AnswersWith(habit=Habit.WARNINGS),
    ),
    _row(
        "byte-by-byte",
        "Each byte of the server comes by itself: the app waits for whole lines and literals.",
        Drips(),
        mailbox=MailboxTemplate(shape=Shape.single()),
    ),
    _row(
        "capabilities-after-login",
        "The OK of the login lists the capabilities again, with LOGINDISABLED, as Cyrus does.",
        Greets(text="* OK [CAPABILITY IMAP4rev1 LITERAL+] ready"),
        AnswersWith(habit=Habit.CAPABILITIES_AFTER_LOGIN),
    ),
    _row(
        "dates/plus-14",
        "INTERNALDATE is in the zone +1400: messages at both sides of the window stay there.",
        OtherZone(hours=14),
        mailbox=SAMPLE,
    ),
    _row(
        "dates/minus-12",
        "INTERNALDATE is in the zone -1200.",
        OtherZone(hours=-12),
        mailbox=SAMPLE,
    ),
)
"""Rows about answers of any kind."""

FOLDERS = (
    _row(
        "folders/as-literals",
        "LIST names folders as literals.",
        AnswersWith(habit=Habit.FOLDERS_AS_LITERALS),
        mailbox=SAMPLE,
        sources=Sources(failures=(25,), cited="nmail#105"),
    ),
    _row(
        "folders/slash",
        "The delimiter is a slash: folders inside Trash do not count, other inner folders do.",
        OtherDelimiter(delimiter="/"),
        mailbox=SAMPLE,
        sources=Sources(failures=(26,), cited="paperless-ngx#511"),
    ),
    _marked(
        "folders/special-use",
        r"LIST marks \Trash, \Junk and \Drafts: neither these nor what is inside count, "
        "whatever their names.",
        GERMAN,
    ),
    _marked(
        "folders/special-use/japanese",
        "The same with names in Japanese.",
        JAPANESE,
    ),
)
"""Rows about names and marks of folders."""

MISSING_FOLDER = _row(
    "folders/missing",
    r"LIST has a folder that does not exist (\NonExistent): the app neither opens nor reports it.",
    AnswersWith(habit=Habit.MISSING_FOLDER),
)

EMPTY_FOLDER = _row(
    "folders/bad-to-a-fetch-in-an-empty-one",
    "FETCH 1:* in an empty folder is answered with BAD: the app imports the other folders.",
    RejectsEmptyFetch(),
    mailbox=MailboxTemplate(
        shape=Shape(sample_mail=False, decoys=False, folders=("Ablage", "Zeugnisse"))
    ),
    sources=Sources(failures=(27,), cited="freescout-help-desk/freescout#2248"),
)

CLOSED_FOLDER = "Vertraulich"

ONE_REFUSED = _row(
    "folders/one-refused",
    "The server opens one folder not: the app imports the others, and tells which is missing.",
    RefusesFolder(folder=CLOSED_FOLDER, text="[NOPERM] Permission denied"),
    mailbox=MailboxTemplate(
        shape=Shape(sample_mail=False, plain=3, folders=(CLOSED_FOLDER, "Zeugnisse"))
    ),
)

ALL_REFUSED = _row(
    "folders/all-refused",
    "After a good login no folder opens: the app tells so, and reports no import.",
    RefusesFolder(text="User is authenticated but not connected."),
)

ROWS = (*ANSWERS, *FOLDERS, MISSING_FOLDER, EMPTY_FOLDER, ONE_REFUSED, ALL_REFUSED)
