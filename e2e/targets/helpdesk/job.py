"""Run the job `manage.py get_email` as cron does, and read the verdict from the job's output.

The job fetches the mail of all queues. A queue has one mailbox. For each queue the job prints the
number of messages or an error.
"""

import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.verdict import Connected, NoVerdict, Reason, Rejected, Verdict
from bluebar.e2e.targets.app_process import started
from bluebar.e2e.targets.base_adapter import ANYTHING_ELSE, reason_in

RECEIVED = re.compile(r"^Received \d+ messages from IMAP server$", re.MULTILINE)
FAILED = re.compile(r"^(Queue processing failed: .*|IMAP (?:login|retrieve) failed.*)$", re.M)

LAST_OUTPUT = 300
"""The number of characters of the job's output, from its end, that a failure's message quotes."""

WORDING = (
    ("[UNAVAILABLE]", Reason.TRY_LATER),
    ("[LIMIT]", Reason.TRY_LATER),
    ("[PRIVACYREQUIRED]", Reason.ENCRYPTION_REQUIRED),
    ("Application-specific password required", Reason.APP_PASSWORD_NEEDED),
    ("Use an app password", Reason.APP_PASSWORD_NEEDED),
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
    ANYTHING_ELSE,
)
"""Parts of the job's output, each with the reason that an operator would read in it.

The first part in this list that the output contains counts. A part is a text of the server or of
Python, or a line of the traceback. Other errors, e.g. a TypeError, do not name a reason."""


def verdict_in(output: str) -> Verdict | None:
    """Return the first verdict about the connection in the output, or None."""
    received, failed = RECEIVED.search(output), FAILED.search(output)
    if received and not (failed and failed.start() < received.start()):
        return Connected()
    return Rejected(reason_for(output)) if failed else None


def reason_for(output: str) -> Reason:
    """Return the reason for the error in the job's output."""
    return reason_in(output, WORDING)


def error_in(output: str) -> str:
    """Return the job's output from the first error on; empty if there is no error."""
    found = FAILED.search(output)
    return output[found.start() :].strip() if found else ""


def run(
    command: Sequence[str],
    environment: Mapping[str, str],
    log: Path,
    *,
    verdict_within: float,
    end_within: float,
) -> tuple[Verdict, str]:
    """Run the job to its end; return its verdict and its output.

    Args:
        command: the command that cron runs.
        environment: additional environment variables.
        log: the app's log, to which the output is appended.
        verdict_within: the seconds in which the job must print a line about the connection. If it
            does not, the job is stopped: with cron, the next run would begin at this time.
        end_within: the seconds in which the job must end after it has connected. If it does not,
            the job is stopped.

    Raises:
        AppFailure: the job connected, and did not end in time. The import is then not whole.
    """
    with started(command, log=log, settings=environment) as job:
        deadline = time.monotonic() + verdict_within
        has_connected = False
        for output, status in job.poll_output():
            # An error has many lines and is complete only at the end of the process.
            if not has_connected and verdict_in(output) == Connected():
                has_connected, deadline = True, time.monotonic() + end_within
            if status is not None:
                break
            if time.monotonic() > deadline:
                if has_connected:
                    raise AppFailure(
                        f"the job should end within {end_within:g} s after it has connected; it "
                        f"was stopped. Its last output: {output[-LAST_OUTPUT:]!r}"
                    )
                break
    return verdict_in(output) or NoVerdict(within=verdict_within), output
