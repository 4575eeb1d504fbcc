"""django-helpdesk is installed completely or not at all, and errors name the next step.

A script plays Python, pip and Django.
"""

from pathlib import Path

import pytest

from bluebar.e2e.targets.helpdesk import app_server, install
from bluebar.e2e.targets.installing import InstallFailed, NotInstalled

PYTHON = """#!/bin/sh
echo "$@" >>{log}
case "$*" in
    *" venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python";;
    *" pip "*) {pip};;
    *migrate*) echo made >"$HELPDESK_FOLDER/helpdesk.db";;
    -c*) echo 2.6.1 5.2.19;;
esac
"""


class PythonMachine:
    """A machine with a scripted Python."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = folder / "helpdesk"
        self.python = folder / "python"
        self.log = folder / "log"
        self.requirements = folder / "requirements.txt"
        self.requirements.write_text("django-helpdesk==2.6.1\n")
        monkeypatch.setattr(install, "REQUIREMENTS", self.requirements)
        monkeypatch.setattr("sys.executable", str(self.python))
        self.pip_does(":")

    def pip_does(self, command: str) -> None:
        self.python.write_text(PYTHON.format(log=self.log, pip=command))
        self.python.chmod(0o755)

    @property
    def calls(self) -> str:
        return self.log.read_text()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PythonMachine:
    return PythonMachine(tmp_path, monkeypatch)


def test_it_is_installed_with_an_empty_database(machine: PythonMachine) -> None:
    assert install.install(machine.home) == "django-helpdesk 2.6.1, Django 5.2.19"
    assert (machine.home / "empty" / app_server.DATABASE).read_text() == "made\n"
    assert f"--require-hashes -r {machine.requirements}" in machine.calls


def test_an_existing_installation_is_not_repeated(machine: PythonMachine) -> None:
    install.install(machine.home)
    install.install(machine.home)
    assert machine.calls.count("-m venv") == 1


def test_changed_requirements_install_again(machine: PythonMachine) -> None:
    install.install(machine.home)
    machine.requirements.write_text("django-helpdesk==2.6.2\n")
    install.install(machine.home)
    assert machine.calls.count("-m venv") == 2


@pytest.mark.parametrize(
    ("output", "step"),
    [
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES",
            "compare the packages with requirements.txt",
        ),
        ("ERROR: No matching distribution found for django==5.2.19", "check the network"),
        ("something else", "read its output below"),
    ],
    ids=["another hash", "not available", "unknown"],
)
def test_an_error_of_pip_has_a_next_step(machine: PythonMachine, output: str, step: str) -> None:
    machine.pip_does(f"echo '{output}' >&2; exit 1")
    with pytest.raises(InstallFailed) as raised:
        install.install(machine.home)
    assert step in raised.value.next_step
    assert output in str(raised.value)


def test_a_failure_keeps_the_old_installation(machine: PythonMachine) -> None:
    install.install(machine.home)
    stamp = (machine.home / "stamp").read_text()
    machine.requirements.write_text("django-helpdesk==2.6.2\n")
    machine.pip_does("exit 1")
    with pytest.raises(InstallFailed):
        install.install(machine.home)
    assert (machine.home / "stamp").read_text() == stamp


def test_versions_are_pinned_with_hashes_and_name_no_host() -> None:
    listed = install.REQUIREMENTS.read_text()
    assert "django-helpdesk==2.6.1 \\\n    --hash=sha256:" in listed
    assert "://" not in listed
    assert "index" not in listed


def test_a_run_without_an_installation_names_the_command(
    machine: PythonMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "HOME", machine.home)
    with pytest.raises(NotInstalled, match="make target-helpdesk"):
        install.installed_folder()


def test_a_run_with_another_version_is_an_error(
    machine: PythonMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "HOME", machine.home)
    install.install(machine.home)
    assert install.installed_folder() == machine.home
    machine.requirements.write_text("django-helpdesk==2.6.2\n")
    with pytest.raises(NotInstalled, match="another version is installed"):
        install.installed_folder()
