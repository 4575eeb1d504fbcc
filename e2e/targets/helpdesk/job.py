"""`manage.py get_email`, which brings mail in: run as cron would, and what it tells its operator.

It goes through all queues and says of each how many messages it received, or what went wrong. Which
reason that is stands here, because this is where the app's verdict stands.
"""

import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bluebar.e2e.outcome.verdict import Connected, NoVerdict, Reason, Rejected, Verdict
from bluebar.e2e.targets.app_process import started
from bluebar.e2e.targets.base_adapter import reason_in

RECEIVED = re.compile(r"^Received \d+ messages from IMAP server$", re.MULTILINE)
WENT_WRONG = re.compile(r"^(Queue processing failed: .*|IMAP (?:login|retrieve) failed.*)$", re.M)

WORDING = (
    ("[UNAVAILABLE]", Reason.TRY_LATER),
    ("[LIMIT]", Reason.TRY_LATER),
    ("[PRIVACYREQUIRED]", Reason.ENCRYPTION_REQUIRED),
    ("Application-specific password required", Reason.APP_PASSWORD_NEEDED),
    (", in login\n    raise self.error", Reason.WRONG_CREDENTIALS),
    ("ConnectionRefusedError", Reason.REFUSED),
    ("gaierror", Reason.HOST_NOT_FOUND),
    ("certificate has expired", Reason.CERTIFICATE_EXPIRED),
    ("certificate is not yet valid", Reason.CERTIFICATE_NOT_YET_VALID),
    ("certificate is not valid for", Reason.CERTIFICATE_FOR_ANOTHER_NAME),
    ("Hostname mismatch", Reason.CERTIFICATE_FOR_ANOTHER_NAME),
    ("IP address mismatch", Reason.CERTIFICATE_FOR_ANOTHER_NAME),
    ("CERTIFICATE_VERIFY_FAILED", Reason.CERTIFICATE_UNTRUSTED),
    ("UNSUPPORTED_PROTOCOL", Reason.TLS_TOO_OLD),
    ("ALERT_PROTOCOL_VERSION", Reason.TLS_TOO_OLD),
    ("WRONG_VERSION_NUMBER", Reason.SSL_NOT_SPOKEN),
    ("RECORD_LAYER_FAILURE", Reason.SSL_NOT_SPOKEN),
    ("unexpected response: b", Reason.NOT_AN_IMAP_SERVER),
    ("timed out", Reason.NO_ANSWER),
    ("ConnectionResetError", Reason.CONNECTION_LOST),
    ("BrokenPipeError", Reason.CONNECTION_LOST),
    ("UNEXPECTED_EOF_WHILE_READING", Reason.CONNECTION_LOST),
    ("socket error: EOF", Reason.CONNECTION_LOST),
    ("UnicodeEncodeError", Reason.INVALID_CHARACTERS),
    ("port must be 0-65535", Reason.INVALID_CHARACTERS),
)
"""A part of what it says, and the reason that an operator takes it for; the first one counts.

These are the server's words, Python's, and where in its mail library it went wrong. All else, such
as a TypeError, names no reason."""


def verdict_in(said: str) -> Verdict | None:
    """Return what it says first of the connection; None as long as it says nothing of it."""
    received, wrong = RECEIVED.search(said), WENT_WRONG.search(said)
    if received and not (wrong and wrong.start() < received.start()):
        return Connected()
    return Rejected(reason_for(said)) if wrong else None


def reason_for(said: str) -> Reason:
    """Return the reason that its words stand for."""
    return reason_in(said, WORDING)


def what_went_wrong(said: str) -> str:
    """Return what it says went wrong, to the last line of it; empty where nothing did."""
    found = WENT_WRONG.search(said)
    return said[found.start() :].strip() if found else ""


def run(
    command: Sequence[str],
    environment: Mapping[str, str],
    log: Path,
    *,
    verdict_within: float,
    end_within: float,
) -> tuple[Verdict, str]:
    """Run it to its end; return its verdict, and all that it said.

    Args:
        command: as cron runs it.
        environment: variables of its own.
        log: the app's, to which it writes, too.
        verdict_within: seconds within which it has to say something of the connection; one that
            does not is ended, since cron would find it still running.
        end_within: seconds from then on for what it brings in; likewise.
    """
    with started(command, log=log, settings=environment) as job:
        deadline = time.monotonic() + verdict_within
        has_connected = False
        for said, status in job.talk():
            # What went wrong is told in many lines, and is whole only at the end.
            if not has_connected and verdict_in(said) == Connected():
                has_connected, deadline = True, time.monotonic() + end_within
            if status is not None or time.monotonic() > deadline:
                break
    return verdict_in(said) or NoVerdict(within=verdict_within), said
