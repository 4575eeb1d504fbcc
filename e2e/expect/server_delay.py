"""Tell an app that gave up too early from an app for which the mail server was too slow.

An app may have a deadline for each answer of the server. If a mail server without faults takes
longer, the app is right to say *no answer in time*. The machine was then too busy for the test, and
this is bluebar's error, not the app's failure.
"""

from bluebar.e2e.expect.wire import Wire
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.outcome.verdict import Reason, Rejected, Verdict
from bluebar.e2e.protocol.target import FormInput
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.fault_stages import may_keep_waiting
from bluebar.mailserver.frontdoor.transcript import Transcript

SLOW_SECONDS = 1.0
"""The shortest wait for one answer, in seconds, that excuses an app which says *no answer in time*.

On a machine that is not too busy, the mail server answers a login in milliseconds.
"""


class SlowServer(HarnessError):
    """The mail server answered too slowly, so the app's verdict cannot be judged."""


def require_prompt_server(mailbox: Mailbox, wire: Wire, shown: Verdict) -> None:
    """Raise an exception if the app says *no answer in time*, and the mail server was too slow.

    The exception is `SlowServer`, or `NotOffered` if the server is slow at every refusal.

    Args:
        mailbox: the mailbox of the connection. If its front door has a fault that keeps the app
            waiting, nothing is checked.
        wire: the front door's record of the connection.
        shown: the verdict that the app showed.
    """
    door = mailbox.endpoint.door
    if door is None or wire.transcripts is None or shown != Rejected(Reason.NO_ANSWER):
        return
    faults = (fault for _, listener in door.door.listeners for fault in listener.faults)
    if any(map(may_keep_waiting, faults)):
        return
    owed = (each for each in wire.transcripts if not _waits_for_tls(each, wire.typed))
    seconds, waited_for = max(map(longest_wait, owed), default=(0.0, ""))
    always = mailbox.server.facts.refusal_seconds
    if min(seconds, always) >= SLOW_SECONDS:
        raise NotOffered(
            "this scenario needs a mail server that refuses a wrong login at once; the run's mail "
            f"server waits {always:g} s, and the app waits no longer than {seconds:.1f} s"
        )
    if seconds >= SLOW_SECONDS:
        raise SlowServer(
            wanted="the mail server to answer before the app's own deadline",
            happened=f"the app waited {seconds:.1f} s for {waited_for}, and said {shown}",
            where=wire.typed_words,
            next_step="run with fewer workers (-n), or when the machine is less busy",
        )


def _waits_for_tls(transcript: Transcript, typed: FormInput) -> bool:
    """Say whether the port waited for TLS, while the app waited for a greeting in plain text.

    This happens if SSL is not ticked, and the port has TLS from the first byte on (RFC 8314 section
    3). Then the wait says nothing about the speed of the mail server.
    """
    return not typed.use_ssl and transcript.tls is not None and not transcript.tls.version


def longest_wait(transcript: Transcript) -> tuple[float, str]:
    """Return the longest wait of the app for the server, in seconds, and what the app waited for.

    A wait that ended because the app closed the connection counts, too.
    """
    waits: list[tuple[float, str]] = []
    since, what = transcript.opened_at, "the greeting"
    is_waiting = True
    for line in transcript.lines:
        if line.who == "app":
            if not is_waiting:
                since, what, is_waiting = line.at, f"the answer to {line.text!r}", True
        elif is_waiting:
            waits.append((line.at - since, what))
            is_waiting = False
    if is_waiting and transcript.app_left_at is not None:
        waits.append((transcript.app_left_at - since, what))
    return max(waits, default=(0.0, what))
