"""Benchmark seeding: bluebar against imaplib, imap_tools, smtplib and GreenMail's preload.

    python -m bench.seeding [--messages N]

Each candidate delivers the same small messages over loopback to the INBOX of a separate account on
the same GreenMail on a local JVM, and the delivered messages are counted. Candidates that wait tens
of milliseconds per message are timed on 300 messages and scaled; the table marks scaled times.
GreenMail preloads messages when a server starts: the time is that of a start with messages minus
that of a start without.

On a busy machine, plain imaplib and imap_tools take the same time, because they mostly wait. All
other candidates need the CPU and take longer, so their ratio to imaplib falls.
"""

import imaplib
import os
import smtplib
import socket
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from imap_tools import MailBoxUnencrypted

from bench.command_line import parse_count, show_progress
from bench.table import SeedingResult, table
from bluebar.fixtures.imap.commands import internal_date
from bluebar.fixtures.imap.delivery import deliver_more
from bluebar.fixtures.imap.read_back import read_back
from bluebar.fixtures.plan.plan import Plan, Shape, make_plan
from bluebar.mailserver.accounts import Account
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import accounts_on
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.greenmail.jvm_launcher import greenmail_on_jvm
from bluebar.mailserver.lifecycle import run_scope
from bluebar.mailserver.server import MailServer

SAMPLE = 300
"""The number of messages on which the slow candidates are timed."""

REPEATS = 3
MIN_RATIO = 100
JUDGED_FROM = 1000
"""A low ratio fails the benchmark from this number of messages on.

With fewer messages, the time of the login distorts the time per message.
"""

PRELOAD_TIMEOUT = 120
POLL_SECONDS = 0.02


class NotAllArrived(HarnessError):
    """A candidate lost or duplicated messages, so its time is meaningless."""


@dataclass(frozen=True)
class Bench:
    """A server, and the messages for each candidate.

    Attributes:
        server: a GreenMail that only this benchmark uses.
        plan: the plan, which contains the messages to deliver.
    """

    server: MailServer
    plan: Plan

    def create_account(self, candidate: str) -> Account:
        """Create the mail account to which one candidate delivers."""
        address = f"{candidate.replace(' ', '-')}@example.org"
        account = Account(address=address, login=address, password="bench-only")  # noqa: S106
        accounts_on(self.server).create(account)
        return account

    def measure(
        self, candidate: str, seed: Callable[[Account, "Bench"], None], sample: int
    ) -> float:
        """Return the seconds that a candidate takes to deliver some of the messages.

        Args:
            candidate: the candidate's name.
            seed: the function that delivers the messages of a bench to an account.
            sample: the number of messages.

        Raises:
            NotAllArrived: the account has fewer or more messages afterwards.
        """
        part = replace(self, plan=replace(self.plan, messages=self.plan.messages[:sample]))
        account = self.create_account(candidate)
        started = time.perf_counter()
        seed(account, part)
        seconds = time.perf_counter() - started
        expect_all(self.server, account, sample)
        return seconds


def with_bluebar(account: Account, bench: Bench) -> None:
    """Append with bluebar: pipelined APPEND with LITERAL+ (RFC 7888)."""
    deliver_more(bench.plan.messages, bench.server, account)


def with_imaplib(account: Account, bench: Bench) -> None:
    """Append with imaplib, as its documentation shows."""
    with imaplib.IMAP4(bench.server.host, bench.server.imap_port) as client:
        append_all(client, account, bench)


def with_imaplib_nodelay(account: Account, bench: Bench) -> None:
    """Append with imaplib and TCP_NODELAY, which switches Nagle's algorithm off."""
    with imaplib.IMAP4(bench.server.host, bench.server.imap_port) as client:
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        append_all(client, account, bench)


def append_all(client: imaplib.IMAP4, account: Account, bench: Bench) -> None:
    """Log in with an imaplib client, and append one message after another."""
    client.login(account.login, account.password)
    for message in bench.plan.messages:
        date = internal_date(message.internal_date)
        client.append("INBOX", " ".join(message.flags), date, message.raw)


def with_imap_tools(account: Account, bench: Bench) -> None:
    """Append with imap_tools, one message after another."""
    with MailBoxUnencrypted(bench.server.host, bench.server.imap_port).login(
        account.login, account.password
    ) as mailbox:
        for message in bench.plan.messages:
            mailbox.append(
                message.raw, "INBOX", dt=message.internal_date, flag_set=list(message.flags)
            )


def with_smtplib(account: Account, bench: Bench) -> None:
    """Send by SMTP over one connection; SMTP has no internal dates, flags or other folders."""
    with smtplib.SMTP(bench.server.host, bench.server.smtp_port) as client:
        for message in bench.plan.messages:
            client.sendmail("bench@example.org", [account.address], message.raw)


def expect_all(server: MailServer, account: Account, count: int) -> None:
    """Check that an account has this number of messages.

    Raises:
        NotAllArrived: the account has fewer or more messages.
    """
    there = read_back(server, account).message_count
    if there != count:
        raise NotAllArrived(
            wanted=f"{count} messages in {account.address}",
            happened=f"the account has {there}",
            where=f"{server.host}:{server.imap_port}",
            next_step="run the benchmark again; if the error persists, this candidate is broken",
        )


@contextmanager
def greenmail(folder: Path, why: str) -> Iterator[MailServer]:
    """Run a GreenMail for this benchmark on a local JVM.

    Args:
        folder: the folder for the server's files.
        why: why the server is started, for the server's title.
    """
    authority = Authority.create(folder / "authority")
    with greenmail_on_jvm(authority, folder / "mailserver", why=why) as server:
        yield server


def preload(plan: Plan, folder: Path) -> float:
    """Return the seconds by which a preload of a plan's messages makes GreenMail's start longer."""
    account = Account(
        address="preload@example.org",
        login="preload@example.org",
        password="preload@example.org",  # noqa: S106 - GreenMail's password of a preloaded user
    )
    inbox = folder / "mail" / account.address / "INBOX"
    inbox.mkdir(parents=True)
    for number, message in enumerate(plan.messages):
        (inbox / f"{number:06}.eml").write_bytes(message.raw)
    started = time.perf_counter()
    with greenmail(folder / "without", "start without preload"):
        without = time.perf_counter() - started
    with environment("JAVA_TOOL_OPTIONS", f"-Dgreenmail.preload.dir={folder / 'mail'}"):
        started = time.perf_counter()
        with greenmail(folder / "with", "start with preload") as server:
            wait_for_all(server, account, len(plan.messages))
            return time.perf_counter() - started - without


def wait_for_all(server: MailServer, account: Account, count: int) -> None:
    """Wait until all messages are preloaded, which may be after the server is ready.

    Raises:
        NotAllArrived: messages are missing after PRELOAD_TIMEOUT.
    """
    deadline = time.monotonic() + PRELOAD_TIMEOUT
    while read_back(server, account).message_count < count and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)  # GreenMail does not report the end of a preload.
    expect_all(server, account, count)


@contextmanager
def environment(name: str, value: str) -> Iterator[None]:
    """Set an environment variable for processes that start in this context."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        os.environ.pop(name)
        if before is not None:
            os.environ[name] = before


def measure_all(count: int, folder: Path) -> list[SeedingResult]:
    """Measure every candidate; return the results, with plain imaplib first and bluebar last.

    Args:
        count: the number of messages.
        folder: the folder for the servers' files.
    """
    plan = make_plan(
        seed=1,
        test_id="bench",
        now=datetime.now(UTC),
        shape=Shape(sample_mail=False, decoys=False, plain=count),
    )
    sample = min(SAMPLE, count)
    rows: list[SeedingResult] = []
    with greenmail(folder / "all", "benchmark") as server:
        bench = Bench(server, plan)
        show_progress("warming the server up")
        bench.measure("warm up", with_bluebar, count)
        for candidate, seed, timed_on in (
            ("imaplib", with_imaplib, sample),
            ("imap_tools", with_imap_tools, sample),
            ("imaplib, TCP_NODELAY", with_imaplib_nodelay, count),
            ("smtplib", with_smtplib, count),
        ):
            show_progress(f"{candidate}: {timed_on} messages")
            seconds = bench.measure(candidate.replace(",", ""), seed, timed_on)
            rows.append(SeedingResult(candidate, seconds * count / timed_on, timed_on))
        show_progress(f"bluebar: {count} messages, {REPEATS} times")
        seconds_of_bluebar = [
            bench.measure(f"bluebar {number}", with_bluebar, count) for number in range(REPEATS)
        ]
    show_progress(f"GreenMail's preload: {count} messages")
    rows.append(SeedingResult("GreenMail's preload", preload(plan, folder / "preload"), count))
    spread = (
        f"median of {REPEATS}: {min(seconds_of_bluebar):.2f} to {max(seconds_of_bluebar):.2f} s"
    )
    rows.append(SeedingResult("bluebar", statistics.median(seconds_of_bluebar), count, spread))
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure all candidates and print a table; return the exit status, 1 if bluebar is slow."""
    count = parse_count(
        arguments,
        prog="python -m bench.seeding",
        description=__doc__,
        option="messages",
        default=5000,
    )
    try:
        with run_scope.run() as run:
            rows = measure_all(count, run.folder / "bench")
    except HarnessError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    print(table(rows, count))
    ratio = rows[0].seconds / rows[-1].seconds
    print(f"\nbluebar is {ratio:.0f} times as fast as plain imaplib (minimum: {MIN_RATIO}).")
    return 1 if ratio < MIN_RATIO and count >= JUDGED_FROM else 0


if __name__ == "__main__":
    sys.exit(main())
