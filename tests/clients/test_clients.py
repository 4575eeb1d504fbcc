"""The data of tests/clients/ is complete, and docs/clients.md is made from the results.

These tests do not run the libraries; `make clients` does.
"""

import json
import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from bluebar.api import FailureKind, Reason
from bluebar.e2e.protocol.capability_checks import capabilities_of
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.targets.registry import load_target, target_name
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import (
    ConversationNote,
    LoginNote,
    ScenarioNote,
    TlsNote,
    VerdictNote,
)
from tests.clients import adapter, document, install, results
from tests.clients.app import AddressBook, Importer, wrong_field
from tests.clients.client import FOLDER, Client, all_clients

CLIENTS = all_clients()
each_client = pytest.mark.parametrize("name", CLIENTS)
GOOD = {"address": "a@b.test", "user": "a", "password": "b", "host": "c", "port": "993"}


def test_the_document_is_what_the_results_give() -> None:
    assert document.PLACE.read_text("utf-8") == document.text(), (
        "run: python -m tests.clients.document"
    )


def test_at_least_eight_libraries_of_six_languages_have_results() -> None:
    run = [client for name, client in CLIENTS.items() if results.read(name).rows]
    assert len(run) >= 8
    assert len({client.language for client in run}) >= 6


@each_client
def test_no_row_of_a_library_is_unexplained(name: str) -> None:
    assert results.read(name).red() == []


@each_client
def test_the_words_of_a_client_are_known_reasons_and_kinds(name: str) -> None:
    client = CLIENTS[name]
    assert {reason for _, reason in client.wording} <= set(Reason)
    assert {habit.kind for habit in client.habits} <= set(FailureKind)
    ids = [row.id for row in ALL]
    patterns = [pattern for habit in client.habits for pattern in habit.rows]
    assert [each for each in patterns if not any(fnmatchcase(row, each) for row in ids)] == []


@each_client
def test_a_client_is_a_target_that_is_not_ours(name: str) -> None:
    named = target_name(adapter.BY_LIBRARY[name]())
    target = load_target(named)
    assert target.name == CLIENTS[name].title
    assert {"ShowsCounts", "ShowsBanner", "SyncsNow"} <= set(capabilities_of(target))
    assert "IsOurs" not in capabilities_of(target)


def test_every_folder_has_a_class() -> None:
    assert adapter.BY_LIBRARY.keys() == CLIENTS.keys()


@pytest.mark.parametrize(
    "file", sorted(FOLDER.glob("*/package-lock.json")), ids=lambda file: file.parent.name
)
def test_a_lock_file_names_no_registry(file: Path) -> None:
    packages = json.loads(file.read_text())["packages"]
    assert len(packages) > 1
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert all("integrity" in package for name, package in packages.items() if name)


def test_python_and_java_packages_have_hashes() -> None:
    for file in FOLDER.glob("*/requirements.txt"):
        assert "--hash=sha256:" in file.read_text()
        assert "://" not in file.read_text()
    (jars,) = FOLDER.glob("*/jars.sha256")
    assert re.search(
        r"^[0-9a-f]{64}  jars/angus-mail-2\.0\.5\.jar$", jars.read_text(), re.MULTILINE
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, ""),
        ({"user": ""}, "Fill in the user name"),
        ({"password": "a\x01"}, "Invalid characters found in the password"),
        ({"port": "70000"}, "Invalid characters found in the port"),
        ({"port": "٣"}, "Invalid characters found in the port"),
    ],
)
def test_wrong_input_is_named(changes: dict[str, str], says: str) -> None:
    assert wrong_field(GOOD | changes) == says


def client_that_runs(command: list[str]) -> Client:
    return Client(
        id="", title="T", language="L", needs=[], version=[], run=command, authority="",
        deadline="", sets="", trust={}, wording=[],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ('echo \'{{"error": " no "}}\'', "no"),
        ('echo \'{{"error": ""}}\'', "The library says nothing"),
        ("echo trouble >&2; exit 1", "The importer ended: trouble"),
        ("exit 0", "The importer ended: no word"),
    ],
)
def test_the_words_of_an_importer_reach_the_page(
    script: str, told: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tests.clients.client.FOLDER", tmp_path)
    monkeypatch.setattr("tests.clients.client.INSTALLED", tmp_path)
    importer = Importer(client_that_runs(["sh", "-c", script]), "ca.pem", None)
    assert importer.import_mailbox(GOOD) == told


def test_an_importer_gets_the_form_and_its_contacts_are_counted_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tests.clients.client.INSTALLED", tmp_path)
    script = 'cat > form.json; echo \'{{"messages": 2, "contacts": ["A@b.test", "a@b.test"]}}\''
    importer = Importer(client_that_runs(["sh", "-c", script]), "ca.pem", 5.0)
    account = importer.import_mailbox(GOOD | {"ssl": "on"})
    assert not isinstance(account, str)
    assert (account.messages, account.contacts) == (2, ["a@b.test"])
    assert json.loads((tmp_path / "form.json").read_text()) == {
        "host": "c", "port": 993, "ssl": True, "user": "a", "password": "b", "timeout": 5.0,
    }  # fmt: skip
    assert AddressBook.people == {}


def test_a_missing_program_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(install.NotRun, match="this machine has no node and no npm"):
        install.install(CLIENTS["node_imap"])


def record(name: str, outcome: Outcome, *, error: str = "", logins: int = 1) -> Record:
    login = LoginNote(user="a", method="LOGIN", at=0)
    conversation = ConversationNote(
        port=993, listening_on=993, opened_at=0, tls=TlsNote(sni=None), logins=[login] * logins
    )
    return Record(
        test=name, attempt=1, outcome=outcome, began=0, seconds=0, error=error,
        scenario=ScenarioNote(id=name), conversations=[conversation],
        verdicts=[VerdictNote(expected="", shown="Rejected(refused)", said="no")],
    )  # fmt: skip


def test_results_say_what_the_records_show() -> None:
    found = results.LibraryResults(version="1")
    found.add(
        [
            record(results.CONNECTS, Outcome.PASSED),
            record(results.WRONG_PASSWORD, Outcome.KNOWN, error="why", logins=3),
            record(results.BY_NAME, Outcome.FAILED, error="a\nE   b"),
        ]
    )
    assert (found.signs_in_by, found.logins, found.sni) == ("LOGIN", 3, "none")
    assert found.count(Outcome.PASSED, Outcome.KNOWN) == 2
    assert found.red() == [f"{results.BY_NAME}: failed: E   b"]
    found.add([record(results.BY_NAME, Outcome.PASSED)])
    assert found.red() == []
