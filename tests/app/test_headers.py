"""Reading a header always returns a result and never raises."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bluebar.app.header_decoding import read_header

ODD = st.lists(
    st.sampled_from(
        [b"=?utf-8?Q?", b"=?x?B?", b"?=", b"Subject:", b"From:", b"\r\n", b" ", b"\0", b"<", b"@",
         b"\xff", b'"', b"(", b"=C3=A4", b"QUJD"]
    ) | st.binary(max_size=20),
    max_size=30,
).map(b"".join)  # fmt: skip


@given(raw=ODD)
@example(raw=b"Subject: =?idna?Q?xn--?=\r\n\r\n")
@example(raw=b"Message-ID: =?utf-8?B?!?=\r\n\r\n")
def test_no_header_raises_an_error(raw: bytes) -> None:
    header = read_header(raw)
    assert header.subject
    assert "\n" not in header.subject
    assert header.message_id is None or header.message_id.strip()


@pytest.mark.parametrize(
    ("subject", "means"),
    [
        (b"=?windows-1251?B?0ffl8g==?=", "Счет"),
        (b"=?utf-8?Q?Gr=C3=BC=C3=9Fe?= aus =?utf-8?Q?K=C3=B6ln?=", "Grüße aus Köln"),
        (b"=?x-unknown?Q?Angebot?=", "Angebot"),
        (b"one\r\n two", "one two"),
        (b"", "(no subject)"),
    ],
)
def test_a_subject_is_decoded(subject: bytes, means: str) -> None:
    assert read_header(b"Subject: " + subject + b"\r\n\r\n").subject == means


@pytest.mark.parametrize(
    "before",
    [b"no field", b"From ann@x.test Mon Aug  3 08:15:00 2026", b"two words: x", b": no name"],
    ids=["no colon", "mbox", "a blank in the name", "no name"],
)
def test_a_line_that_is_no_field_ends_no_header(before: bytes) -> None:
    header = read_header(before + b"\r\n more of it\r\nSubject: Read\r\n\r\n")
    assert header.subject == "Read"
    assert header.sender == ""


def test_blanks_before_a_colon_are_not_part_of_the_name() -> None:
    header = read_header(b"Subject \t: Read\r\n on\r\nFROM:a@x.test\r\nMessage-ID : <1@x>\r\n\r\n")
    assert (header.subject, header.sender, header.message_id) == ("Read on", "a@x.test", "<1@x>")


def test_a_carriage_return_alone_begins_no_field() -> None:
    header = read_header(b"Subject: Read\rCc: ann@x.test\r\n\r\n")
    assert header.subject == "Read Cc: ann@x.test"
    assert header.parsed["cc"] is None


@pytest.mark.parametrize(
    ("sender", "means"),
    [
        (rb'"Eva \"Evi\" M\\uster" <eva@x.test>', r'Eva "Evi" M\uster <eva@x.test>'),
        (b"=?utf-8?Q?M=C3=BCl=2C_E?= <e@x.test>, b@x.test", "Mül, E <e@x.test>, b@x.test"),
        (b"Nobody at all", "Nobody at all"),
        (b"", ""),
    ],
)
def test_a_sender_is_shown_with_name_and_address(sender: bytes, means: str) -> None:
    assert read_header(b"From: " + sender + b"\r\n\r\n").sender == means
