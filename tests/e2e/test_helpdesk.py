"""django-helpdesk's adapter: the verdicts in the job's output, the counted titles, the settings.

These tests do not start django-helpdesk; `pytest e2e --target helpdesk` does.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.verdict import Connected, NoVerdict, Reason, Rejected
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.targets.helpdesk import app_server, job
from bluebar.e2e.targets.helpdesk.adapter import Helpdesk
from bluebar.e2e.targets.helpdesk.tickets import title_of
from bluebar.e2e.targets.registry import load_target
from bluebar.fixtures.oracle.expected_import import expected_import
from bluebar.fixtures.plan.message_model import INBOX
from bluebar.fixtures.plan.plan import make_plan

BEGINS = "Processing queue: q1 Email address: ann@x.example...\nAttempting IMAP server login\n"
RECEIVED = "Received 2 messages from IMAP server\n"
FAILED = """\
Queue processing failed: q1
Traceback (most recent call last):
  File "/lib/python3.11/imaplib.py", line 1, in {function}
    raise self.error(dat[-1])
{error}
"""
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def failed(error: str, *, function: str = "open") -> str:
    return BEGINS + FAILED.format(function=function, error=error)


def test_received_messages_mean_connected() -> None:
    assert job.verdict_in(BEGINS + RECEIVED) == Connected()


def test_a_later_error_does_not_change_the_verdict() -> None:
    output = BEGINS + RECEIVED + FAILED.format(function="fetch", error="imaplib.IMAP4.abort: EOF")
    assert job.verdict_in(output) == Connected()
    assert job.error_in(output).endswith("imaplib.IMAP4.abort: EOF")


def test_an_output_without_a_connection_has_no_verdict() -> None:
    output = f"Extracting email into queues...\n{BEGINS}Email extraction into queues completed.\n"
    assert job.verdict_in(output) is None
    assert not job.error_in(output)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("ConnectionRefusedError: [Errno 111] Connection refused", Reason.REFUSED),
        ("socket.gaierror: [Errno -2] Name or service not known", Reason.HOST_NOT_FOUND),
        ("ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version", Reason.SSL_NOT_SPOKEN),
        ("CERTIFICATE_VERIFY_FAILED] self-signed certificate", Reason.CERTIFICATE_UNTRUSTED),
        (
            "CERTIFICATE_VERIFY_FAILED] certificate has expired",
            Reason.CERTIFICATE_EXPIRED,
        ),
        ("imaplib.IMAP4.abort: socket error: EOF", Reason.CONNECTION_LOST),
        ("UnicodeEncodeError: 'ascii' codec can't encode", Reason.INVALID_CHARACTERS),
        ("TypeError: can't concat NoneType to bytes", Reason.UNSPECIFIED),
        ("imaplib.IMAP4.error: b'220 mail.example ESMTP'", Reason.UNSPECIFIED),
    ],
)
def test_a_reason_is_read_and_never_guessed(error: str, reason: Reason) -> None:
    assert job.verdict_in(failed(error)) == Rejected(reason)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("imaplib.IMAP4.error: b'LOGIN failed.'", Reason.WRONG_CREDENTIALS),
        ("imaplib.IMAP4.error: b'[LIMIT] Too many'", Reason.TRY_LATER),
        ("imaplib.IMAP4.error: b'Use an app password'", Reason.APP_PASSWORD_NEEDED),
        ("imaplib.IMAP4.error: b'[PRIVACYREQUIRED] no'", Reason.ENCRYPTION_REQUIRED),
    ],
)
def test_the_reason_of_a_refused_login_is_the_servers_text(error: str, reason: Reason) -> None:
    assert job.verdict_in(failed(error, function="login")) == Rejected(reason)


class TestTheJob:
    """The job of django-helpdesk, replaced by a small script."""

    def run(self, script: str, log: Path, **within: float) -> tuple[object, str]:
        log.write_text("[26/Nov/2026] GET / 200\n")
        times = {"verdict_within": 20.0, "end_within": 20.0, **within}
        return job.run([sys.executable, "-c", script], {"A": "b"}, log, **times)

    def test_runs_to_its_end_and_writes_to_the_apps_log(self, tmp_path: Path) -> None:
        output = failed("ConnectionRefusedError: no")
        log = tmp_path / "app.log"
        assert self.run(f"print({output!r})", log) == (Rejected(Reason.REFUSED), f"{output}\n")
        assert log.read_text() == f"[26/Nov/2026] GET / 200\n{output}\n"

    def test_without_output_is_stopped_in_time(self, tmp_path: Path) -> None:
        began = time.monotonic()
        verdict, _ = self.run("import time; time.sleep(60)", tmp_path / "log", verdict_within=0.3)
        assert verdict == NoVerdict(within=0.3)
        assert time.monotonic() - began < 10

    def test_that_does_not_end_after_it_has_connected_is_a_failure(self, tmp_path: Path) -> None:
        script = f"import time; print({RECEIVED!r}, flush=True); time.sleep(60)"
        with pytest.raises(AppFailure, match=r"within 0\.3 s .*'Received 2 messages"):
            self.run(script, tmp_path / "log", end_within=0.3)

    def test_has_more_time_after_it_has_connected(self, tmp_path: Path) -> None:
        script = f"import time; print({RECEIVED!r}, flush=True); time.sleep(3.1); print('done')"
        verdict, output = self.run(script, tmp_path / "log", verdict_within=3)
        assert verdict == Connected()
        assert output.endswith("done\n")


def test_a_title_is_the_text_after_the_number() -> None:
    assert title_of("12. Offer no. 3. Now") == "Offer no. 3. Now"
    assert title_of("12. Comment from e-mail") == ""


def test_titles_have_no_reply_prefix() -> None:
    plan = make_plan(seed=1, test_id="t", now=NOW)
    expected = expected_import(plan, Helpdesk.rules, ())
    titles = list(expected.subjects.values())
    assert titles.count("À bientôt") == 2
    assert not any(title.startswith("Re: ") for title in titles)
    assert {message.folder for message in plan.messages} > {INBOX}
    assert len(expected.messages) == len(plan.in_folder(INBOX))


def test_no_planned_message_is_added_to_another_ticket() -> None:
    # A reply to a ticket's message becomes a part of that ticket; the counting rules ignore that.
    for shape in {row.mailbox.shape for row in ALL}:
        inbox = make_plan(seed=1, test_id="t", now=NOW, shape=shape).in_folder(INBOX)
        ids = {each.message_id for each in inbox if each.message_id}
        assert not any(ids & set(each.spec.answers) for each in inbox), shape


def test_it_is_bundled_and_loads_without_an_installation() -> None:
    assert isinstance(load_target("helpdesk"), Helpdesk)


def test_its_settings_and_database_are_in_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    empty = tmp_path / "empty.db"
    empty.write_bytes(b"empty")
    smtp = ("127.0.0.1", 3025)
    app_server.prepare(folder, smtp=smtp, ca_file="/run/trusted.pem", database=empty)
    environment = app_server.environment(folder)
    assert environment["HELPDESK_FOLDER"] == str(folder)
    assert environment["SSL_CERT_FILE"] == "/run/trusted.pem"
    assert (folder / app_server.DATABASE).read_bytes() == b"empty"


def test_an_existing_database_is_kept(tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    empty.write_bytes(b"empty")
    (tmp_path / app_server.DATABASE).write_bytes(b"kept")
    app_server.prepare(tmp_path, smtp=("h", 25), ca_file="", database=empty)
    assert (tmp_path / app_server.DATABASE).read_bytes() == b"kept"
