"""The commands list, new, check and login, with Satchel as the app."""

import io
import json
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bluebar.commands import new_adapter
from bluebar.commands.adapter_template import class_name
from bluebar.commands.main import bluebar
from bluebar.e2e.protocol.capability_checks import has_capability
from bluebar.e2e.protocol.declarations import IsOurs
from bluebar.e2e.targets import app_process, browser_sessions
from bluebar.e2e.targets.browser_sessions import BrowserSession
from bluebar.e2e.targets.registry import BUNDLED, load_target
from tests.e2e.targets import forms
from tests.e2e.targets.browsers import ROOT, run
from tests.tutorial.__main__ import write_files

BROKEN = """
from adapter import Satchel

class Broken(Satchel):
    name = "broken"

    def open_connect_form(self, page):
        form = super().open_connect_form(page)
        {change}
        return form
"""


POOLED = """
from adapter import Satchel
from bluebar.api import AppUser

class Pooled(Satchel):
    users = "pool"

    def pool(self):
        return [AppUser(name="Uma", email="uma@kontor.test", password="sesame-77")]

    def sign_in(self, page, instance, person):
        raise KeyError(person.email)
"""


@pytest.fixture(scope="module")
def satchel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a running Satchel."""
    command = [sys.executable, "-m", "tests.tutorial.app"]
    settings = {"MAIL_CA_FILE": "none"}
    with app_process.app_process(
        command, folder=tmp_path_factory.mktemp("app"), settings=settings
    ) as app:
        yield app.base_url


def names(folder: Path) -> str:
    """Write the adapter of the tutorial; return its name for a command."""
    write_files(folder)
    return f"{folder / 'adapter.py'}:Satchel"


def invoke(*arguments: str) -> Result:
    """Call a command that opens no browser, in this process."""
    return CliRunner().invoke(bluebar, arguments)


def test_list_prints_a_line_for_each_included_app() -> None:
    ended = invoke("list")
    assert ended.exit_code == 0
    assert "reference  The reference app, a small contact manager" in ended.output
    assert len(ended.output.splitlines()) == len(BUNDLED)


@pytest.mark.parametrize("command", ["check", "login"])
def test_an_unknown_target_is_an_error_without_a_traceback(command: str) -> None:
    ended = invoke(command, "nothing-of-that-name")
    assert ended.exit_code == 2
    assert "nothing-of-that-name: no such target. Bundled: reference" in ended.stderr
    assert ended.stderr.startswith("wanted: a target to drive\n")
    assert "Traceback" not in ended.stderr


def test_check_writes_to_another_host_only_with_permission(tmp_path: Path) -> None:
    ended = invoke("check", names(tmp_path), "--base-url", "https://crm.example")
    assert ended.exit_code == 2
    assert "add --allow-writes=crm.example" in ended.stderr


def test_new_writes_an_adapter_that_loads_and_never_overwrites_a_file(tmp_path: Path) -> None:
    page, out = tmp_path / "form.html", tmp_path / "mycrm" / "bluebar" / "adapter.py"
    page.write_text(forms.LABELS)
    command = [
        "bluebar",
        "new",
        page.as_uri(),
        "--out",
        str(out),
        "--class",
        "MyCrm",
        "--ours",
    ]
    ended = run(*command)
    assert ended.returncode == 0, ended.stderr
    assert "not found: no required field\nnext: " in ended.stdout
    assert load_target(f"{out}:MyCrm").name == "mycrm"
    checked = run("mypy", str(out))
    assert checked.returncode == 0, checked.stdout
    before = out.read_text()
    ended = run(*command)
    assert ended.returncode == 2
    assert "the file exists, and is unchanged" in ended.stderr
    assert out.read_text() == before


@pytest.mark.parametrize(
    ("more", "is_ours"), [(["--ours"], True), (["--not-ours"], False), ([], False)]
)
def test_new_writes_is_ours_as_chosen_by_an_option(
    tmp_path: Path, more: list[str], is_ours: bool
) -> None:
    page, out = tmp_path / "form.html", tmp_path / "adapter.py"
    page.write_text(forms.LABELS)
    command = [
        "bluebar",
        "new",
        page.as_uri(),
        "--out",
        str(out),
        "--class",
        "MyCrm",
        *more,
    ]
    ended = run(*command)
    assert ended.returncode == 0, ended.stderr
    assert has_capability(load_target(f"{out}:MyCrm"), IsOurs) is is_ours
    assert f"\n    is_ours = {is_ours}\n" in out.read_text()
    assert ("is_ours = False: tests that try" in ended.stdout) is not is_ours


class Terminal(io.StringIO):
    """A terminal with typed text."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "is_ours"),
    [("y\n", True), ("Yes\n", True), ("n\n", False), ("\n", False), ("", False)],
)
def test_new_asks_in_a_terminal_whether_the_app_is_your_own(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: str,
    is_ours: bool,
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    assert new_adapter.is_ours(None) is is_ours
    assert capsys.readouterr().out == new_adapter.QUESTION
    assert new_adapter.is_ours(True) is True
    assert new_adapter.is_ours(False) is False
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--out", "{folder}/form.html/adapter.py"], "happened: File exists"),
        (["--class", "my crm"], "'my crm' is not a class name"),
        (["--storage-state", "{folder}/nowhere.json"], "there is no such file"),
    ],
)
def test_new_explains_why_it_writes_no_adapter(tmp_path: Path, more: list[str], said: str) -> None:
    page = tmp_path / "form.html"
    page.write_text(forms.LABELS)
    more = [each.format(folder=tmp_path) for each in more]
    ended = run(
        "bluebar",
        "new",
        page.as_uri(),
        "--out",
        f"{tmp_path}/adapter.py",
        *more,
    )
    assert ended.returncode == 2
    assert said in ended.stderr
    assert not (tmp_path / "adapter.py").exists()


def test_new_warns_that_a_form_without_a_server_may_be_the_sign_in(tmp_path: Path) -> None:
    page = tmp_path / "form.html"
    page.write_text(forms.ONLY_AN_ADDRESS)
    ended = run("bluebar", "new", page.as_uri(), "--out", f"{tmp_path}/adapter.py")
    assert ended.returncode == 0, ended.stderr
    assert "note: the form has no field for a server." in ended.stdout


def test_new_reports_a_url_that_does_not_open(tmp_path: Path) -> None:
    ended = run(
        "bluebar",
        "new",
        "http://127.0.0.1:9",
        "--out",
        f"{tmp_path}/adapter.py",
    )
    assert ended.returncode == 2
    assert "ERR_" in ended.stderr
    assert "where: http://127.0.0.1:9" in ended.stderr


@pytest.mark.parametrize(
    ("url", "title", "name"),
    [
        ("https://crm.example/x", "Sign in", "Crm"),
        ("https://www.my-crm.example", "", "MyCrm"),
        ("http://127.0.0.1:8069/web", "Odoo, settings", "OdooSettings"),
        ("http://localhost:8069", "", "MyApp"),
    ],
)
def test_the_class_is_named_after_the_host_or_the_title(url: str, title: str, name: str) -> None:
    assert class_name(url, title) == name


def test_check_finds_nothing_missing_in_a_good_adapter(tmp_path: Path, satchel: str) -> None:
    ended = run("bluebar", "check", names(tmp_path), "--base-url", satchel)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "filled in and read back: user name, password, server, port" in ended.stdout
    assert "capabilities: ShowsCounts, ListsAccounts, IsOurs\n" in ended.stdout
    picture = ROOT / ".bluebar" / "satchel.png"
    assert f"picture: {picture}" in ended.stdout
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("object.__setattr__(form, 'port', page.get_by_label('Porto'))",
         "port: its locator finds nothing"),
        ("object.__setattr__(form, 'server', page.locator('input'))",
         "server: its locator finds 5"),
        ("form.server.evaluate('it => it.oninput = () => { it.value = 1 }')",
         "server: 'imap.mail.test' was typed, the field holds '1'"),
        ("object.__setattr__(form, 'ssl_options', ('SSL', 'None'))",
         "filling the form in: TimeoutError"),
        ("form.connect.evaluate('it => it.disabled = true')",
         "Connect: it cannot be clicked"),
        ("page.locator('#outcome').evaluate('it => { it.innerText = \"It is linked\" }')",
         "verdict: it reads Connected before Connect was clicked"),
        ("page.get_by_role('link', name='Settings').click(timeout=100)",
         "open_connect_form: TimeoutError: Locator.click: Timeout 100ms exceeded., waiting for "
         "get_by_role(\"link\", name=\"Settings\")"),
        ("raise KeyError('MYCRM_PASSWORD')",
         "open_connect_form: KeyError: 'MYCRM_PASSWORD'"),
    ],
    ids=[
        "nothing found", "several found", "not read back", "no such option", "no button",
        "a stale verdict", "a way that is not there", "the adapter's own error",
    ],
)  # fmt: skip
def test_check_names_what_is_missing(
    tmp_path: Path, satchel: str, monkeypatch: pytest.MonkeyPatch, change: str, said: str
) -> None:
    names(tmp_path)
    (tmp_path / "broken.py").write_text(BROKEN.format(change=change))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    ended = run(
        "bluebar",
        "check",
        f"{tmp_path / 'broken.py'}:Broken",
        "--base-url",
        satchel,
    )
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert f"missing: {said}" in ended.stdout


def test_check_takes_options_of_a_run_only_with_a_mailbox(tmp_path: Path) -> None:
    ended = invoke("check", names(tmp_path), "--mailserver=jvm")
    assert ended.exit_code == 2
    assert "without --connect there is no option --mailserver=jvm" in ended.stderr


def test_check_signs_in_a_user_of_the_pool(
    tmp_path: Path, satchel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(tmp_path)
    (tmp_path / "pooled.py").write_text(POOLED)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    ended = run(
        "bluebar",
        "check",
        f"{tmp_path / 'pooled.py'}:Pooled",
        "--base-url",
        satchel,
    )
    assert "missing: sign_in: KeyError: 'uma@kontor.test'" in ended.stdout


def test_check_lists_the_members_that_a_class_lacks(tmp_path: Path) -> None:
    (tmp_path / "adapter.py").write_text("class Mine:\n    api = 2\n    name = 'mine'\n")
    ended = invoke("check", f"{tmp_path / 'adapter.py'}:Mine")
    assert ended.exit_code == 1
    assert "missing: rules, deadlines, sharing, users, running, sign_in" in ended.output


@pytest.fixture
def by_hand(tmp_path: Path) -> Iterator[str]:
    """An adapter that declares signs_in_by_hand; the fixture removes its sessions afterwards."""
    name = f"by-hand-{os.getpid()}"
    file = tmp_path / "by_hand.py"
    write_files(tmp_path)
    source = (tmp_path / "adapter.py").read_text().replace('name = "satchel"', f'name = "{name}"')
    source = source.replace("    def sign_in(", "    def other_sign_in(")
    file.write_text(
        f"{source}\n    signs_in_by_hand = True\n"
        "    def is_signed_in(self, page):\n"
        '        return page.get_by_label("Mail server").is_visible()\n'
    )
    yield f"{file}:Satchel"
    for left in browser_sessions.SESSION_FOLDER.glob(f"{name}*"):
        left.unlink()


def test_login_keeps_the_session_of_a_person_who_has_signed_in(by_hand: str, satchel: str) -> None:
    command = ["tests.e2e.targets.without_a_window", "login", by_hand, "--base-url", satchel]
    ended = run(*command, stdin="\n")
    assert ended.returncode == 0, ended.stderr
    file = BrowserSession.of(load_target(by_hand)).file
    assert f"The session is in {file}" in ended.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["cookies"][0]["value"] == "by-hand"
    assert "by-hand" not in ended.stdout.replace(str(file), "").replace(file.stem, "")
    checked = run("bluebar", "check", by_hand, "--base-url", satchel)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_login_keeps_nothing_if_nobody_has_signed_in(by_hand: str, satchel: str) -> None:
    command = ["tests.e2e.targets.without_a_window", "--stay-out", "login", by_hand]
    ended = run(*command, "--base-url", satchel, stdin="\n")
    assert ended.returncode == 2
    assert "happened: nobody has signed in" in ended.stderr
    assert not BrowserSession.of(load_target(by_hand)).file.exists()


def test_login_refuses_an_adapter_that_signs_in_without_a_person(tmp_path: Path) -> None:
    ended = invoke("login", names(tmp_path), "--base-url", "http://127.0.0.1:9")
    assert ended.exit_code == 2
    assert "declare `signs_in_by_hand = True`" in ended.stderr
