"""Benchmark large mailboxes: the seconds to plan, deliver and read back, on each brand.

    python -m bench.scale [--messages N …] [--mailserver dovecot …] [--json FILE]

A brand gets only mailboxes up to its largest one that stays fast (`BrandFacts.largest_mailbox`).
All mailboxes of a brand are on one server, each with a new plan and a new account. The column of
the memory has the largest resident set of this process so far. For the memory of one size alone,
give this size alone.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.command_line import show_progress
from bluebar.fixtures.imap.delivery import deliver
from bluebar.fixtures.imap.mailbox_state import expect_as_planned
from bluebar.fixtures.imap.read_back import read_back
from bluebar.fixtures.plan.plan import Shape, make_plan
from bluebar.mailserver.accounts import Account
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import CHOICES, STARTED_BRANDS, accounts_on
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.lifecycle import run_scope
from bluebar.mailserver.server import MailServer, ServerOptions
from bluebar.mailserver.start import serving

SIZES = (1_000, 5_000, 20_000)
WITHOUT_DOCKER = ("jvm", "dovecot")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The seconds of one mailbox on one brand.

    Attributes:
        messages: the number of messages in the mailbox.
        memory: the largest resident set of this process so far, in MB.
    """

    brand: str
    messages: int
    plan: float
    deliver: float
    read_back: float
    memory: int


def measure(server: MailServer, size: int) -> Measured:
    """Plan a mailbox, deliver it, read it back, and compare it with its plan.

    Raises:
        HarnessError: the mailbox could not be delivered or read, or differs from its plan.
    """
    started = time.perf_counter()
    plan = make_plan(seed=1, test_id=f"scale/{size}", now=datetime.now(UTC), shape=Shape.many(size))
    planned = time.perf_counter()
    address = plan.owner.address
    account = Account(address=address, login=address, password="bench-only")  # noqa: S106
    accounts_on(server).create(account)
    begun = time.perf_counter()
    deliver(plan, server, account)
    delivered = time.perf_counter()
    stored = read_back(server, account)
    read = time.perf_counter()
    expect_as_planned(plan, stored)
    return Measured(
        brand=server.brand,
        messages=stored.message_count,
        plan=planned - started,
        deliver=delivered - begun,
        read_back=read - delivered,
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


def table(results: Sequence[Measured]) -> str:
    """Return the results as a table in Markdown."""
    lines = [
        "| Brand | Messages | Plan | Deliver | Messages/s | Read back | Memory |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.brand} | {each.messages:,} | {each.plan:.1f} s | {each.deliver:.2f} s "
        f"| {each.messages / each.deliver:,.0f} | {each.read_back:.2f} s | {each.memory} MB |"
        for each in results
    ]
    return "\n".join(lines)


@contextmanager
def server_of(choice: str) -> Iterator[MailServer]:
    """Run the server of a value of --mailserver.

    Raises:
        HarnessError: the server did not start.
    """
    with run_scope.run() as run:
        brand, launcher = CHOICES[choice]
        authority = Authority.create(run.folder / "authority")
        with serving(ServerOptions(brand=brand, launcher=launcher), authority, run) as server:
            yield server


def main(arguments: Sequence[str]) -> int:
    """Measure every size on every brand; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--messages", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--mailserver", nargs="+", choices=WITHOUT_DOCKER, default=WITHOUT_DOCKER)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the values here")
    given = parser.parse_args(arguments)
    results: list[Measured] = []
    for choice in given.mailserver:
        brand, _ = CHOICES[choice]
        largest = STARTED_BRANDS[brand].facts.largest_mailbox
        with ExitStack() as stack:
            try:
                server = stack.enter_context(server_of(choice))
                for size in sorted(each for each in given.messages if each <= largest):
                    show_progress(f"{brand}: {size} messages")
                    results.append(measure(server, size))
            except HarnessError as error:
                print(f"{brand}: {error}", file=sys.stderr)
                return 1
    print(table(results))
    if given.json:
        given.json.write_text(json.dumps([asdict(each) for each in results], indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
