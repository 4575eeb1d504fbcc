"""Tell an app that gave up too early from an app that a busy machine kept waiting.

An app with a deadline for each answer is right to say *no answer in time* if the mail server behind
a healthy front door took long: the machine was too busy, and that is bluebar's error.
"""

from bluebar.e2e.expect.wire import Wire
from bluebar.e2e.outcome.verdict import Reason, Rejected, Verdict
from bluebar.e2e.protocol.target import FormInput
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.transcript import Transcript

SLOW_SECONDS = 1.0
"""A wait for one answer that an app may call too long. A mail server that is not kept from working
answers a login in milliseconds."""


class SlowServer(HarnessError):
    """The mail server answered too slowly, so the app's verdict cannot be judged."""


def require_prompt_server(mailbox: Mailbox, wire: Wire, shown: Verdict) -> None:
    """Raise `SlowServer` if the app says *no answer in time*, and a healthy server answered late.

    Args:
        mailbox: the mailbox of the connection. A door with faults is not checked: its faults decide
            how long the app waits.
        wire: the front door's record of the connection.
        shown: the verdict that the app showed.
    """
    door = mailbox.endpoint.door
    if door is None or wire.transcripts is None or shown != Rejected(Reason.NO_ANSWER):
        return
    if any(listener.faults for _, listener in door.door.listeners):
        return
    owed = (each for each in wire.transcripts if not _waits_for_tls(each, wire.typed))
    seconds, waited_for = max(map(longest_wait, owed), default=(0.0, ""))
    if seconds >= SLOW_SECONDS:
        raise SlowServer(
            wanted="the mail server to answer before the app's own deadline",
            happened=f"the app waited {seconds:.1f} s for {waited_for}, and said {shown}",
            where=wire.typed_words,
            next_step="run with fewer workers (-n), or when the machine is less busy",
        )


def _waits_for_tls(transcript: Transcript, typed: FormInput) -> bool:
    """Say whether the port waited for TLS, which a person without SSL did not ask for.

    Such a port sends no greeting (RFC 8314 section 3), however fast the mail server is.
    """
    return not typed.use_ssl and transcript.tls is not None and not transcript.tls.version


def longest_wait(transcript: Transcript) -> tuple[float, str]:
    """Return the longest wait of the app for the server, in seconds, and what the app waited for.

    The wait that the app ended by leaving counts, too.
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
