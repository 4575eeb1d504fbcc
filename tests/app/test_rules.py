"""Kith counts by the rules on its page, and checks its forms and hosts."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bluebar.app import counting, header_decoding, relative_time
from bluebar.app.forms import INVALID, read_connect_form
from bluebar.app.host_policy import HostPolicy
from bluebar.app.problems import ConnectError, ConnectProblem

OWN = {"me@kith.test"}
DOCS = Path(__file__).parents[2] / "docs" / "reference-app.md"


def test_the_documented_rules_are_those_on_the_page() -> None:
    rules = DOCS.read_text("utf-8").partition("## Counting rules\n\n")[2]
    assert rules == "".join(f"- {rule}\n" for rule in counting.RULES_TEXT)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 5, 24, 12, tzinfo=UTC)),
        (datetime(2026, 8, 31, tzinfo=UTC), datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2028, 8, 31, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC)),
        (datetime(2026, 6, 15, tzinfo=UTC), datetime(2025, 12, 15, tzinfo=UTC)),
    ],
)
def test_the_window_opens_six_calendar_months_earlier(now: datetime, opens: datetime) -> None:
    assert counting.window_opens(now) == opens


@pytest.mark.parametrize(
    ("flags", "name", "skipped"),
    [
        ((), "Trash", True),
        ((), "Archive.TRASH.2024", True),
        ((b"\\Junk",), "Unwanted", True),
        ((), "Trashcan", False),
        ((), "INBOX", False),
        ((b"\\Sent",), "Sent", False),
    ],
)
def test_a_folder_is_skipped_by_special_use_or_by_a_name_in_its_path(
    flags: tuple[bytes, ...], name: str, skipped: bool
) -> None:
    folder = counting.ListedFolder(frozenset(flags), ".", name)
    assert counting.counted_folders([folder]) == ([] if skipped else [folder])


def test_folders_inside_a_skipped_one_are_skipped_in_any_order() -> None:
    listed = [
        counting.ListedFolder(frozenset(flags), "/", name)
        for flags, name in (
            ((), "Papierkorb/2024"),
            ((b"\\HasChildren", b"\\TRASH"), "Papierkorb"),
            ((), "Papierkorb 2"),
            ((b"\\Noselect",), "Arbeit"),
            ((), "Arbeit/Alt"),
            ((b"\\NonExistent",), "Arbeit/Neu"),
        )
    ]
    assert [each.name for each in counting.counted_folders(listed)] == [
        "Papierkorb 2",
        "Arbeit/Alt",
    ]


def test_a_name_is_one_part_if_there_is_no_delimiter() -> None:
    folder = counting.ListedFolder(frozenset(), "", "a.Trash")
    assert counting.counted_folders([folder]) == [folder]


def test_contacts_are_whole_addresses_without_own_and_no_reply_addresses() -> None:
    header = header_decoding.read_header(
        b"From: =?utf-8?q?Z=C3=B6e?= <Zoe+News@B\xc3\xbccher.example>\r\n"
        b"To: ME@kith.test, Friends: ana@x.test, bo@x.test;\r\n"
        b"Cc: No-Reply+7@x.test, do.not.reply@x.test, ana@X.test\r\n"
        b"Reply-To: garbage, @nobody, back@x.test\r\n\r\n"
    )
    assert counting.contacts(header.parsed, OWN) == {
        "zoe+news@xn--bcher-kva.example": "Zöe",
        "ana@x.test": "",
        "bo@x.test": "",
        "back@x.test": "",
    }


@given(st.binary(max_size=400))
@example(b"Subject: =?undefined?Q?x?=\r\n\r\n")
@example(b"From: =?idna?Q?x=FF?= <a@b.test>\r\n\r\n")
@example(b"Message-ID: <%s.x@y.test>\r\n\r\n" % (b"9" * 5000))
def test_no_header_raises_an_error_in_counting(raw: bytes) -> None:
    header = header_decoding.read_header(raw)
    counting.contacts(header.parsed, OWN)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "seconds ago"),
        (44, "seconds ago"),
        (60, "a minute ago"),
        (25 * 60, "25 minutes ago"),
        (3600, "an hour ago"),
        (5 * 3600, "5 hours ago"),
        (24 * 3600, "a day ago"),
        (4 * 86400, "4 days ago"),
    ],
)
def test_ages_have_the_articles_wording(seconds: int, words: str) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    then = datetime.fromtimestamp(now.timestamp() - seconds, UTC)
    assert relative_time.format_age(then, now) == words


def form(**values: str) -> dict[str, str]:
    return {
        "email_address": "ada@x.test",
        "username": "ada",
        "password": "secret",
        "server": "mail.x.test",
        "port": "993",
        "use_ssl": "1",
    } | values


def test_host_and_user_name_are_trimmed_and_the_password_is_not() -> None:
    given = read_connect_form(form(username="\u00a0ada ", server=" mail.x.test\t", password=" pw "))
    assert (given.username, given.server, given.password) == ("ada", "mail.x.test", " pw ")
    assert given.errors == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "a\x07b"),
        ("password", "a\nb"),
        ("server", "ma il.test"),
        ("server", "mail.test/path"),
        ("port", "0"),
        ("port", "65536"),
        ("port", "٣"),
        ("email_address", "no address"),
    ],
)
def test_an_invalid_value_is_an_error_at_its_field(field: str, value: str) -> None:
    errors = read_connect_form(form(**{field: value})).errors
    assert errors == {field: INVALID}


@given(st.text(st.characters(blacklist_categories=("Cc", "Cs")), min_size=1))
def test_every_password_without_control_characters_is_accepted(password: str) -> None:
    given = read_connect_form(form(password=password))
    assert given.errors == {}
    assert given.password == password


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "224.0.0.1"])
def test_all_private_addresses_are_refused_with_the_same_error(host: str) -> None:
    with pytest.raises(ConnectError) as raised:
        HostPolicy("").addresses(host, 993, 5)
    assert raised.value.problem is ConnectProblem.NOT_ALLOWED
    assert raised.value.detail == ""


def test_a_host_is_allowed_by_network_or_by_pair() -> None:
    policy = HostPolicy("127.77.0.0/16, 127.0.0.1:3143")
    assert policy.addresses("127.77.3.4", 993, 5) == ["127.77.3.4"]
    assert policy.addresses("127.0.0.1", 3143, 5) == ["127.0.0.1"]
    with pytest.raises(ConnectError):
        policy.addresses("127.0.0.1", 3144, 5)
