"""django-helpdesk comes into its folder as a whole or not at all, and what is lacking is told.

pip and Django are played by a script: this is about what is done with what they say.
"""

from pathlib import Path

import pytest

from bluebar.e2e.targets.helpdesk import app_server, install
from bluebar.e2e.targets.helpdesk.install import NotBrought, NotInstalled

PYTHON = """#!/bin/sh
echo "$@" >>{said}
case "$*" in
    *" venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python";;
    *" pip "*) {pip};;
    *migrate*) echo made >"$HELPDESK_FOLDER/helpdesk.db";;
    -c*) echo 2.6.1 5.2.19;;
esac
"""


class Machine:
    """A machine whose Python says what it is told to."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = folder / "helpdesk"
        self.python = folder / "python"
        self.said = folder / "said"
        self.requirements = folder / "requirements.txt"
        self.requirements.write_text("django-helpdesk==2.6.1\n")
        monkeypatch.setattr(install, "REQUIREMENTS", self.requirements)
        monkeypatch.setattr("sys.executable", str(self.python))
        self.pip_does(":")

    def pip_does(self, command: str) -> None:
        self.python.write_text(PYTHON.format(said=self.said, pip=command))
        self.python.chmod(0o755)

    @property
    def calls(self) -> str:
        return self.said.read_text()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


def test_it_comes_into_its_folder_with_an_empty_database(machine: Machine) -> None:
    assert install.install(machine.home) == "django-helpdesk 2.6.1, Django 5.2.19"
    assert (machine.home / "empty" / app_server.DATABASE).read_text() == "made\n"
    assert f"--require-hashes -r {machine.requirements}" in machine.calls


def test_what_is_there_is_not_brought_again(machine: Machine) -> None:
    install.install(machine.home)
    install.install(machine.home)
    assert machine.calls.count("-m venv") == 1


def test_another_list_brings_it_anew(machine: Machine) -> None:
    install.install(machine.home)
    machine.requirements.write_text("django-helpdesk==2.6.2\n")
    install.install(machine.home)
    assert machine.calls.count("-m venv") == 2


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "what came instead"),
        ("ERROR: No matching distribution found for django==5.2.19", "the network"),
        ("something else", "see what it says below"),
    ],
    ids=["another hash", "not to be had", "unknown"],
)
def test_what_pip_lacks_is_told_with_what_to_do(machine: Machine, said: str, step: str) -> None:
    machine.pip_does(f"echo '{said}' >&2; exit 1")
    with pytest.raises(NotBrought) as raised:
        install.install(machine.home)
    assert step in raised.value.next_step
    assert said in str(raised.value)


def test_a_failure_leaves_what_was_there(machine: Machine) -> None:
    install.install(machine.home)
    stamped = (machine.home / "stamp").read_text()
    machine.requirements.write_text("django-helpdesk==2.6.2\n")
    machine.pip_does("exit 1")
    with pytest.raises(NotBrought):
        install.install(machine.home)
    assert (machine.home / "stamp").read_text() == stamped


def test_versions_are_pinned_with_hashes_and_name_no_host() -> None:
    listed = install.REQUIREMENTS.read_text()
    assert "django-helpdesk==2.6.1 \\\n    --hash=sha256:" in listed
    assert "://" not in listed
    assert "index" not in listed


def test_a_run_without_it_names_the_command(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "HOME", machine.home)
    with pytest.raises(NotInstalled, match="make target-helpdesk"):
        install.home()


def test_a_run_with_another_one_says_so(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "HOME", machine.home)
    install.install(machine.home)
    assert install.home() == machine.home
    machine.requirements.write_text("django-helpdesk==2.6.2\n")
    with pytest.raises(NotInstalled, match="another one is there"):
        install.home()
