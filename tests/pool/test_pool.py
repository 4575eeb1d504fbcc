"""Repeated runs with two users of one app pass, with and without clean-up.

The app trusts a stored authority (`--proxy-ca`) and is never restarted. The browser suite runs
against it as `pytest e2e --base-url …`, with two workers.
"""

import os
import re
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bluebar.e2e.run.context import make_surroundings
from bluebar.e2e.run.run_plugin import HARNESS_ERROR
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.lifecycle import run_scope
from bluebar.mailserver.server import MailServer, ServerOptions
from bluebar.mailserver.start import serving
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.report_folder import read_records
from tests.child_pytest import QUICK
from tests.pool.adapter import PASSWORD, CleanedKith, PooledKith

ROOT = Path(__file__).parents[2]
DOOR_ADDRESSES = ("127.77.0.0/16", "127.0.0.1/32", "localhost:*")
"""Addresses of front doors, at standard or free ports."""

CONNECTS = "article/imaps-993/whole-address"
ODD = "content/no-date"
SAME_ADDRESS = "summary/to-the-mailbox-itself"
ROWS = (
    CONNECTS,
    "article/summary-email",
    "refusals/wrong-password/imaps-993",
    "account/second-user-sees-nothing",
    "account/same-mailbox-twice/in-capitals",
    "account/disconnect",
    ODD,
    SAME_ADDRESS,
)
SELECTED = f"({' or '.join(ROWS)}) and not account/disconnect/"
"""The expression for -k. It leaves out rows whose ids only begin with the id of one of `ROWS`."""


@dataclass(frozen=True, kw_only=True)
class RunningKith:
    """A running app, its mail server, and the folder of the authority."""

    url: str
    server: MailServer
    authority: Path
    home: Path

    def run(self, target: type[PooledKith], number: int) -> dict[str, Record]:
        """Run the rows against the app; return the records by row."""
        reports = self.home / f"{target.__name__}-{number}"
        ran = self.pytest(target, reports, self.authority)
        records = {record.name: record for record in read_records(reports / "latest")}
        assert records.keys() == set(ROWS), ran.stdout + ran.stderr
        return records

    def pytest(
        self, target: type[PooledKith], reports: Path, authority: Path
    ) -> subprocess.CompletedProcess[str]:
        """Run the rows against the app, with this authority for the front doors."""
        server = self.server
        ports = (
            server.imap_port, server.imaps_port, server.smtp_port, server.pop3_port,
            server.pop3s_port, server.accounts_at.rpartition(":")[2],
        )  # fmt: skip
        command = [
            sys.executable, "-m", "pytest", "e2e", *QUICK, "-n", "2", "-q", "-k", SELECTED,
            "--target", f"tests/pool/adapter.py:{target.__name__}", "--base-url", self.url,
            "--mailserver", "external", "--mailserver-ca", server.ca_file,
            "--mailserver-at", f"{server.host}:{','.join(map(str, ports))}",
            "--proxy-ca", str(authority), "--tracing=off", "--reports", str(reports),
            # The same people and messages in every run: the hardest case for leftovers.
            "--seed", "7",
        ]  # fmt: skip
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False,
            env=os.environ | {PASSWORD: "kith-password"},
        )  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningKith]:
    """The app with its two users, which runs outside of the suite."""
    home = tmp_path_factory.mktemp("pool")
    with run_scope.run() as run:
        authority = Authority.create(home / "authority")
        with serving(ServerOptions(launcher="jvm"), authority, run) as server:
            around = make_surroundings(server, home / "app", DOOR_ADDRESSES)
            with PooledKith().running(around) as instance:
                for name in ("Ute", "Omar"):
                    sign_up(instance.base_url, name)
                yield RunningKith(
                    url=instance.base_url, server=server, authority=authority.folder, home=home
                )


def sign_up(url: str, name: str) -> None:
    """Sign a user up with the app's form."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = opener.open(f"{url}/sign-up").read().decode()
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token
    form = {"name": name, "email": f"{name.lower()}@kontor.test", "password": "kith-password"}
    opener.open(f"{url}/sign-up", urlencode({**form, "csrf": token[1]}).encode()).close()


def outcomes(records: dict[str, Record]) -> dict[str, Outcome]:
    return {name: record.outcome for name, record in records.items()}


def all_passed_but(*not_offered: str) -> dict[str, Outcome]:
    return {row: Outcome.NOT_OFFERED if row in not_offered else Outcome.PASSED for row in ROWS}


def test_leftovers_are_listed_and_the_next_run_passes(
    app: RunningKith,
) -> None:
    first, second = app.run(PooledKith, 1), app.run(PooledKith, 2)
    assert outcomes(first) == outcomes(second) == all_passed_but(ODD, SAME_ADDRESS)
    both = first[CONNECTS], second[CONNECTS]
    for record in both:
        kinds = Counter(line.partition(":")[0] for line in record.left_behind)
        counts = {count.name: count.shown for count in record.counts}
        assert kinds == {
            "account": 1,
            "contact": counts["contacts (the account's card)"],
            "message": counts["messages (the account's card)"],
        }
    assert not first["account/disconnect"].left_behind
    contacts = [
        {line for line in record.left_behind if line.startswith("contact:")} for record in both
    ]
    assert not contacts[0] & contacts[1]


def test_a_clean_up_leaves_nothing_behind_in_any_run(app: RunningKith) -> None:
    for number in (1, 2):
        records = app.run(CleanedKith, number)
        assert outcomes(records) == all_passed_but(SAME_ADDRESS)
        assert not [line for record in records.values() for line in record.left_behind]


def test_an_app_that_does_not_trust_the_run_stops_it_before_the_first_scenario(
    app: RunningKith, tmp_path: Path
) -> None:
    ran = app.pytest(PooledKith, tmp_path / "reports", tmp_path / "another-authority")
    assert ran.returncode == HARNESS_ERROR
    assert "and ended the TLS handshake (TLSV1_ALERT_UNKNOWN_CA)" in ran.stdout
    assert "next: let the app trust the ca.pem" in ran.stdout
