"""What is said of the mail server on the command line is taken or refused, never passed over."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PORTS = "127.0.0.1:1,2,3,4,5,6"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--mailserver", "dcoker"), "invalid choice: 'dcoker'"),
        (("--mailserver-at", PORTS), "--mailserver is auto: add --mailserver external"),
        (("--mailserver", "external", "--mailserver-at", "here"), "expected HOST:IMAP,IMAPS"),
        (
            ("--mailserver", "external", "--mailserver-at", PORTS, "--mailserver-ca", "no.pem"),
            "--mailserver-ca no.pem: there is no such file",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_option_is_a_usage_error_that_says_what_to_do(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], said: str
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeconftest(
        "from mailserver.plugin import options_from\n"
        "def pytest_sessionstart(session): options_from(session.config)\n"
    )
    pytester.makepyfile("def test_it(): pass")
    result = pytester.runpytest_subprocess("-p", "mailserver.plugin", *options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*{said.replace('[', '?')}*"])
