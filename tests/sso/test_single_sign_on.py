"""docs/single-sign-on.md: one login for all tests of one person, and no secret in any file."""

import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from bluebar.e2e.targets.app_process import app_process
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.report_folder import read_records
from tests.sso.app import PASSWORD, TOTP_SECRET
from tests.tutorial.__main__ import A_FILE, write_files

ROOT = Path(__file__).parents[2]
DOC = ROOT / "docs" / "single-sign-on.md"
SECRETS = {"STAGING_PASSWORD": PASSWORD, "STAGING_TOTP": TOTP_SECRET}

ROWS = """
import urllib.request

from bluebar.api import Group, Reason, Scenario, connect, expect_refused, refused, scenarios

WRONG = Scenario(id="own/wrong", group=Group.REFUSALS, why="A wrong password is refused.",
                 expected=refused(Reason.WRONG_CREDENTIALS))
ENDED = Scenario(id="own/ended", group=Group.REFUSALS, why="A session that has ended is renewed.")
TWO = Scenario(id="own/two", group=Group.REFUSALS, why="Two people do not see each other.")

@scenarios(WRONG)
def test_wrong(user, mailbox):
    expect_refused(connect(user, mailbox, mailbox.typed(password="wrong-password")))

@scenarios(ENDED)
def test_ended(running, make_user):
    urllib.request.urlopen(running.instance.base_url + "/expire", data=b"").close()
    assert make_user().page.get_by_role("heading", name="Satchel").is_visible()

@scenarios(TWO)
def test_two(make_user):
    assert make_user() != make_user()
"""


HASTY = """
from staging import Staging

class Hasty(Staging):
    def renew_session(self, page, instance):
        page.set_default_timeout(2000)
        super().renew_session(page, instance)
"""


@dataclass(frozen=True)
class Staging:
    """The running app, and a folder with the adapter of the page."""

    url: str
    folder: Path

    @property
    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = httpx2.get(f"{self.url}/state", trust_env=False).json()
        return state

    def bluebar(
        self, *arguments: str, adapter: str = "staging.py:Staging", **environ: str
    ) -> subprocess.CompletedProcess[str]:
        """Call a command with an adapter, in the folder."""
        command, *more = arguments
        name = ["--target", adapter] if command == "run" else [adapter]
        return subprocess.run(
            [sys.executable, "-m", "bluebar", command, *name, "--base-url", self.url, *more],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(self.folder)} | SECRETS | environ,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def staging(tmp_path: Path) -> Iterator[Staging]:
    write_files(tmp_path)
    ((name, text),) = A_FILE.findall(DOC.read_text("utf-8"))
    (tmp_path / name).write_text(text)
    authority = tmp_path / "authority"
    with app_process(
        [sys.executable, "-m", "tests.sso.app"],
        folder=tmp_path / "app",
        settings={"MAIL_CA_FILE": str(authority / "ca.pem")},
    ) as app:
        yield Staging(app.base_url, tmp_path)


@pytest.mark.parametrize(
    ("adapter", "how"), [("staging.py:Staging", "pages"), ("staging.py:StagingByApi", "api")]
)
def test_login_renews_the_session_without_a_window(
    staging: Staging, adapter: str, how: str
) -> None:
    ended = staging.bluebar("login", "--renew", "--storage-state", "session.json", adapter=adapter)
    assert ended.returncode == 0, ended.stderr
    file = staging.folder / "session.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    cookies = {each["name"]: each["value"] for each in json.loads(file.read_text())["cookies"]}
    assert staging.state == {"logins": [how], "tokens": [cookies["session"]]}
    for secret in (*cookies.values(), *SECRETS.values()):
        assert secret not in ended.stdout + ended.stderr


def test_a_login_that_fails_is_one_error_without_the_credentials(staging: Staging) -> None:
    (staging.folder / "hasty.py").write_text(HASTY)
    ended = staging.bluebar(
        "login", "--renew", adapter="hasty.py:Hasty", STAGING_PASSWORD="wrong-password"
    )
    assert ended.returncode == 2
    assert "wanted: to sign in to satchel-staging by `renew_session`" in ended.stderr
    assert "happened: TimeoutError: Locator.fill: Timeout 2000ms exceeded" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "wrong-password" not in ended.stderr
    assert not (staging.folder / ".bluebar" / "satchel-staging.json").exists()
    assert staging.state["logins"] == []


def test_a_run_signs_in_once_and_writes_no_secret(staging: Staging) -> None:
    (staging.folder / "test_own.py").write_text(ROWS)
    ended = staging.bluebar(
        "run", "test_own.py", "--only", "-n", "2", "--mailserver", "jvm", "--proxy-ca", "authority",
        "--reports", "out",
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "users: one person with one browser session, so one worker runs" in ended.stdout
    assert "created: 1/1 worker" in ended.stdout

    report = staging.folder / "out" / "latest"
    records = {each.name: each for each in read_records(report)}
    assert {name: each.outcome for name, each in records.items()} == {
        "own/wrong": Outcome.PASSED, "own/ended": Outcome.PASSED, "own/two": Outcome.NOT_OFFERED,
    }  # fmt: skip
    assert "this scenario needs 2 users; the pool has 1" in records["own/two"].error

    # One login before the first test, and one after the end of the session.
    state = staging.state
    assert state["logins"] == ["pages", "pages"]
    renewed = [
        name
        for name, each in records.items()
        if "renew the session" in {phase.name for phase in each.phases}
    ]
    assert renewed == ["own/ended"]
    lines = (report / "records.jsonl").read_text().splitlines()
    assert sum('"renew the session"' in line for line in lines) == 1  # as the page's grep -c

    session = json.loads((staging.folder / ".bluebar" / "satchel-staging.json").read_text())
    tokens = {cookie["value"] for cookie in session["cookies"]}
    assert set(state["tokens"]) <= tokens
    written = list(everything(report))
    assert any(b"renew_session" in each or b"Second factor" in each for each in written)
    for secret in (*SECRETS.values(), *tokens):
        assert not any(secret.encode() in each for each in written)
        assert secret not in ended.stdout + ended.stderr


def everything(folder: Path) -> Iterator[bytes]:
    """Yield the content of each file, and of each member of each archive."""
    for file in folder.rglob("*"):
        if file.suffix == ".zip":
            with zipfile.ZipFile(file) as archive:
                yield from (archive.read(name) for name in archive.namelist())
        elif file.is_file():
            yield file.read_bytes()
