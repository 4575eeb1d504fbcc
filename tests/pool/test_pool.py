"""Two users of one app that is never restarted: run after run passes, cleaned up or not.

The app is started as any target is, and trusts an authority that is kept (`--mail-ca`). bluebar's
own browser suite runs against it as `pytest e2e --base-url …`, with two workers.
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
from bluebar.mailserver.server import MailServer
from bluebar.mailserver.start import ServerOptions, serving
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.report_folder import read_records
from tests.pool.adapter import PASSWORD, CleanedUp, Pooled

ROOT = Path(__file__).parents[2]
DOORS = ("127.77.0.0/16", "127.0.0.1/32", "localhost:*")
"""Where front doors may stand, at real ports or not."""

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


@dataclass(frozen=True, kw_only=True)
class Running:
    """An app that runs, the mail server that it sends by, and where the authority is kept."""

    url: str
    server: MailServer
    authority: Path
    home: Path

    def run(self, target: type[Pooled], number: int) -> dict[str, Record]:
        """Run the rows against the app; return the records by row."""
        reports = self.home / f"{target.__name__}-{number}"
        ran = self.pytest(target, reports, self.authority)
        records = {record.name: record for record in read_records(reports / "latest")}
        assert records.keys() == set(ROWS), ran.stdout + ran.stderr
        return records

    def pytest(
        self, target: type[Pooled], reports: Path, authority: Path
    ) -> subprocess.CompletedProcess[str]:
        """Run the rows against the app, with an authority that it may trust or not."""
        server = self.server
        ports = (
            server.imap_port, server.imaps_port, server.smtp_port, server.pop3_port,
            server.pop3s_port, server.api_port,
        )  # fmt: skip
        command = [
            sys.executable, "-m", "pytest", "e2e", "-n", "2", "-q", "-k", " or ".join(ROWS),
            "--target", f"tests/pool/adapter.py:{target.__name__}", "--base-url", self.url,
            "--mailserver", "external", "--mailserver-ca", server.ca_file,
            "--mailserver-at", f"{server.host}:{','.join(map(str, ports))}",
            "--mail-ca", str(authority), "--tracing=off", "--reports", str(reports),
            # The same people and messages each time: the worst that there is for what stayed.
            "--seed", "7",
        ]  # fmt: skip
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False,
            env=os.environ | {PASSWORD: "kith-password"},
        )  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The app with its two users, as somebody else would have set it up."""
    home = tmp_path_factory.mktemp("pool")
    with run_scope.run() as run:
        authority = Authority.create(home / "authority")
        with serving(ServerOptions(way="jvm"), authority, run) as server:
            around = make_surroundings(server, home / "app", DOORS)
            with Pooled().running(around) as instance:
                for name in ("Ute", "Omar"):
                    sign_up(instance.base_url, name)
                yield Running(
                    url=instance.base_url, server=server, authority=authority.folder, home=home
                )


def sign_up(url: str, name: str) -> None:
    """Make a user by the app's own form."""
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


def test_what_nobody_cleans_up_is_listed_and_the_next_run_passes_all_the_same(
    app: Running,
) -> None:
    first, second = app.run(Pooled, 1), app.run(Pooled, 2)
    assert outcomes(first) == outcomes(second) == all_passed_but(ODD, SAME_ADDRESS)
    both = first[CONNECTS], second[CONNECTS]
    for record in both:
        kinds = Counter(line.partition(":")[0] for line in record.left_behind)
        counts = {count["name"]: count["shown"] for count in record.counts}
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


def test_what_is_cleaned_up_leaves_nothing_behind_run_after_run(app: Running) -> None:
    for number in (1, 2):
        records = app.run(CleanedUp, number)
        assert outcomes(records) == all_passed_but(SAME_ADDRESS)
        assert not [line for record in records.values() for line in record.left_behind]


def test_an_app_that_trusts_no_certificate_of_the_run_stops_it_before_the_first_scenario(
    app: Running, tmp_path: Path
) -> None:
    ran = app.pytest(Pooled, tmp_path / "reports", tmp_path / "another-authority")
    assert ran.returncode == HARNESS_ERROR
    assert "and ended the TLS handshake (TLSV1_ALERT_UNKNOWN_CA)" in ran.stdout
    assert "next: let the app trust the ca.pem" in ran.stdout
