"""How fast a mailbox is filled: bluebar beside what one would do instead, on one GreenMail.

    python -m bench.seeding [--messages N]

All ways bring the same small messages to INBOX of an account of their own on the same GreenMail on
a local JVM, over loopback, and what arrived is counted. Ways that wait tens of milliseconds for
each message are timed on 300 of them and scaled; the table says so. GreenMail's preload happens
while a server starts, so it gets a server of its own, and the time of a start without is taken off.

What varies: plain imaplib and imap_tools wait most of the time, and take as long on a busy machine
as on an idle one; all other ways need the processor, so their ratios fall when it is busy.
"""

import argparse
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

from bench.table import Row, table
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
"""Messages on which the slow ways are timed."""

OURS_RUNS = 3
WANTED_RATIO = 100
JUDGED_FROM = 1000
"""Messages below which the fixed costs of a login weigh too much for a judgement."""

PRELOAD_SECONDS = 120
LOOK_AGAIN_SECONDS = 0.02


class NotAllArrived(HarnessError):
    """A way of seeding lost or doubled messages, so its time means nothing."""


@dataclass(frozen=True)
class Bench:
    """A server, and the messages that each way brings there.

    Attributes:
        server: a GreenMail of this bench alone.
        plan: whose messages are brought.
    """

    server: MailServer
    plan: Plan

    def account(self, way: str) -> Account:
        """Make an account for one way."""
        address = f"{way.replace(' ', '-')}@example.org"
        account = Account(address=address, login=address, password="bench-only")  # noqa: S106
        accounts_on(self.server).create(account)
        return account

    def measure(self, way: str, seed: Callable[[Account, "Bench"], None], sample: int) -> float:
        """Return how many seconds a way takes for this many messages; all must have arrived."""
        part = replace(self, plan=replace(self.plan, messages=self.plan.messages[:sample]))
        account = self.account(way)
        started = time.perf_counter()
        seed(account, part)
        seconds = time.perf_counter() - started
        expect_all(self.server, account, sample)
        return seconds


def ours(account: Account, bench: Bench) -> None:
    """Deliver as bluebar does: pipelined LITERAL+ appends."""
    deliver_more(bench.plan.messages, bench.server, account)


def with_imaplib(account: Account, bench: Bench) -> None:
    """Append with the standard library, as its documentation shows."""
    with imaplib.IMAP4(bench.server.host, bench.server.imap_port) as client:
        append_all(client, account, bench)


def with_imaplib_nodelay(account: Account, bench: Bench) -> None:
    """Append with the standard library, Nagle's algorithm switched off."""
    with imaplib.IMAP4(bench.server.host, bench.server.imap_port) as client:
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        append_all(client, account, bench)


def append_all(client: imaplib.IMAP4, account: Account, bench: Bench) -> None:
    """Log in and append one message after the other."""
    client.login(account.login, account.password)
    for message in bench.plan.messages:
        date = internal_date(message.internal_date)
        client.append("INBOX", " ".join(message.flags), date, message.raw)


def with_imap_tools(account: Account, bench: Bench) -> None:
    """Append with imap_tools."""
    with MailBoxUnencrypted(bench.server.host, bench.server.imap_port).login(
        account.login, account.password
    ) as mailbox:
        for message in bench.plan.messages:
            mailbox.append(
                message.raw, "INBOX", dt=message.internal_date, flag_set=list(message.flags)
            )


def with_smtplib(account: Account, bench: Bench) -> None:
    """Send by SMTP over one connection: no dates of arrival, no flags, INBOX only."""
    with smtplib.SMTP(bench.server.host, bench.server.smtp_port) as client:
        for message in bench.plan.messages:
            client.sendmail("bench@example.org", [account.address], message.raw)


def expect_all(server: MailServer, account: Account, count: int) -> None:
    """Make sure that this many messages lie in the account.

    Raises:
        NotAllArrived: there are more or fewer.
    """
    there = read_back(server, account).message_count
    if there != count:
        raise NotAllArrived(
            wanted=f"{count} messages in {account.address}",
            happened=f"there are {there}",
            where=f"{server.host}:{server.imap_port}",
            next_step="run it again; if it stays so, this way of seeding is broken",
        )


@contextmanager
def greenmail(folder: Path, why: str) -> Iterator[MailServer]:
    """Run a GreenMail of this bench alone on a local JVM."""
    authority = Authority.create(folder / "authority")
    with greenmail_on_jvm(authority, folder / "mailserver", why=why) as server:
        yield server


def preload(plan: Plan, folder: Path) -> float:
    """Return how many seconds longer GreenMail starts with these messages than without."""
    account = Account(
        address="preload@example.org",
        login="preload@example.org",
        password="preload@example.org",  # noqa: S106 - what GreenMail gives a preloaded user
    )
    inbox = folder / "mail" / account.address / "INBOX"
    inbox.mkdir(parents=True)
    for number, message in enumerate(plan.messages):
        (inbox / f"{number:06}.eml").write_bytes(message.raw)
    started = time.perf_counter()
    with greenmail(folder / "without", "to be compared with preload"):
        without = time.perf_counter() - started
    with environment("JAVA_TOOL_OPTIONS", f"-Dgreenmail.preload.dir={folder / 'mail'}"):
        started = time.perf_counter()
        with greenmail(folder / "with", "to preload") as server:
            wait_for_all(server, account, len(plan.messages))
            return time.perf_counter() - started - without


def wait_for_all(server: MailServer, account: Account, count: int) -> None:
    """Wait until preload is through: a server may be ready before.

    Raises:
        NotAllArrived: it is not through after two minutes.
    """
    deadline = time.monotonic() + PRELOAD_SECONDS
    while read_back(server, account).message_count < count and time.monotonic() < deadline:
        time.sleep(LOOK_AGAIN_SECONDS)  # preload tells nobody when it is through
    expect_all(server, account, count)


@contextmanager
def environment(name: str, value: str) -> Iterator[None]:
    """Have a variable set for processes that are started inside."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        os.environ.pop(name)
        if before is not None:
            os.environ[name] = before


def measure_all(count: int, folder: Path) -> list[Row]:
    """Measure every way for this many messages; the first row is what the others are beside."""
    plan = make_plan(
        seed=1,
        test_id="bench",
        now=datetime.now(UTC),
        shape=Shape(sample_mail=False, decoys=False, plain=count),
    )
    sample = min(SAMPLE, count)
    rows: list[Row] = []
    with greenmail(folder / "all", "the bench's own") as server:
        bench = Bench(server, plan)
        say("warming the server up")
        bench.measure("warm up", ours, count)
        for way, seed, timed_on in (
            ("imaplib", with_imaplib, sample),
            ("imap_tools", with_imap_tools, sample),
            ("imaplib, TCP_NODELAY", with_imaplib_nodelay, count),
            ("smtplib", with_smtplib, count),
        ):
            say(f"{way}: {timed_on} messages")
            seconds = bench.measure(way.replace(",", ""), seed, timed_on)
            rows.append(Row(way, seconds * count / timed_on, timed_on))
        say(f"bluebar: {count} messages, {OURS_RUNS} times")
        ours_seconds = [
            bench.measure(f"bluebar {number}", ours, count) for number in range(OURS_RUNS)
        ]
    say(f"GreenMail's preload: {count} messages")
    rows.append(Row("GreenMail's preload", preload(plan, folder / "preload"), count))
    spread = f"median of {OURS_RUNS}: {min(ours_seconds):.2f} to {max(ours_seconds):.2f} s"
    rows.append(Row("bluebar", statistics.median(ours_seconds), count, spread))
    return rows


def say(text: str) -> None:
    """Show what is being measured, beside the result."""
    print(f"… {text}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit status: 1 when bluebar is not fast enough."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.seeding",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--messages", type=int, default=5000, metavar="N", help="how many (default: 5000)"
    )
    count = parser.parse_args(arguments).messages
    if count < 1:
        parser.error("--messages needs at least 1")
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
    print(f"\nbluebar is {ratio:.0f} times as fast as plain imaplib (wanted: {WANTED_RATIO}).")
    return 1 if ratio < WANTED_RATIO and count >= JUDGED_FROM else 0


if __name__ == "__main__":
    sys.exit(main())
