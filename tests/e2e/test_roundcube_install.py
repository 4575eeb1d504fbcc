"""Roundcube is installed completely or not at all, and errors name the next step.

Scripts play apt, dpkg and PHP.
"""

import os
from pathlib import Path

import pytest

from bluebar.e2e.targets.installing import NotInstalled
from bluebar.e2e.targets.roundcube import app_server, install
from bluebar.e2e.targets.roundcube.install import (
    NoApt,
    PackagesUnavailable,
    PhpDoesNotRun,
    packages_in,
)

LISTED = """\
# What is unpacked.
roundcube-core=1.6.5+*  # the app
php8.2-cli=8.2.*

libxml2
"""
NO_NETWORK = (
    "W: Failed to fetch http://mirror.example/dists/bookworm/InRelease  Could not resolve host\n"
    "E: Unable to locate package roundcube-core"
)
APT_GET = """#!/bin/sh
echo "$@" >>{log}
case "$*" in *" download "*)
    touch roundcube-core_1.6.5+dfsg-1_all.deb php8.2-cli_8.2.36-1_all.deb;;
esac
"""
DPKG_DEB = """#!/bin/sh
[ "$1" = -W ] && basename "$2" _all.deb | tr _ '\\t' && exit
mkdir -p "$3/usr/bin" "$3/usr/lib/php/2022" "$3/etc/roundcube" "$3/var/lib/roundcube"
ln -sfn /etc/roundcube "$3/var/lib/roundcube/config"
printf '#!/bin/sh\\necho {extensions}\\n' >"$3/usr/bin/php8.2"
chmod +x "$3/usr/bin/php8.2"
"""


class DebianMachine:
    """A machine with scripted apt, dpkg and PHP."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.tools = folder / "tools"
        self.tools.mkdir()
        self.home = folder / "roundcube"
        self.log = folder / "log"
        self.listed = folder / "packages.txt"
        self.listed.write_text(LISTED)
        monkeypatch.setattr(install, "PACKAGES", self.listed)
        monkeypatch.setenv("PATH", f"{self.tools}{os.pathsep}{os.environ['PATH']}")
        self.install_tool("apt-get", APT_GET.format(log=self.log))
        self.install_tool("dpkg-deb", DPKG_DEB.format(extensions=" ".join(app_server.EXTENSIONS)))

    def install_tool(self, name: str, script: str) -> None:
        (self.tools / name).write_text(script)
        (self.tools / name).chmod(0o755)

    @property
    def calls(self) -> list[str]:
        return self.log.read_text().splitlines()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DebianMachine:
    return DebianMachine(tmp_path, monkeypatch)


def test_packages_are_read_one_per_line() -> None:
    assert packages_in(LISTED) == ["roundcube-core=1.6.5+*", "php8.2-cli=8.2.*", "libxml2"]


def test_roundcube_and_php_are_pinned() -> None:
    listed = packages_in(install.PACKAGES.read_text())
    wanted = [name for name in listed if name.startswith(("roundcube", "php"))]
    assert "roundcube-core=1.6.5+*" in wanted
    assert all("=" in name for name in wanted)


def test_it_is_installed_into_its_folder_and_links_point_into_it(machine: DebianMachine) -> None:
    assert install.install(machine.home) == "Roundcube 1.6.5+dfsg-1, PHP 8.2.36-1"
    link = machine.home / "root/var/lib/roundcube/config"
    assert link.resolve() == (machine.home / "root/etc/roundcube").resolve()
    assert machine.calls[-1].endswith("download roundcube-core=1.6.5+* php8.2-cli=8.2.* libxml2")
    kept = sorted(each.name for each in machine.home.iterdir())
    assert kept == ["packages.txt", "root", "versions.txt"]


def test_an_existing_installation_is_not_repeated(machine: DebianMachine) -> None:
    install.install(machine.home)
    calls = machine.calls
    install.install(machine.home)
    assert machine.calls == calls


def test_a_changed_list_installs_again(machine: DebianMachine) -> None:
    install.install(machine.home)
    machine.listed.write_text(LISTED + "zlib1g\n")
    install.install(machine.home)
    assert machine.calls[-1].endswith("libxml2 zlib1g")


@pytest.mark.parametrize(
    ("output", "step"),
    [
        (NO_NETWORK, "check the network"),
        ("E: Unable to locate package php8.2-cli", "run this command on Debian 12"),
        (
            "E: Version '1.6.5+*' for 'roundcube-core' was not found",
            "run this command on Debian 12",
        ),
    ],
    ids=["no network", "another distribution", "another Debian"],
)
def test_an_error_of_apt_has_a_next_step(machine: DebianMachine, output: str, step: str) -> None:
    machine.install_tool("apt-get", f'#!/bin/sh\ncat >&2 <<"END"\n{output}\nEND\nexit 100\n')
    with pytest.raises(PackagesUnavailable) as raised:
        install.install(machine.home)
    assert step in raised.value.next_step
    assert raised.value.happened == output.splitlines()[0]


def test_a_failure_keeps_the_old_installation(machine: DebianMachine) -> None:
    install.install(machine.home)
    machine.listed.write_text(LISTED + "zlib1g\n")
    machine.install_tool("apt-get", "#!/bin/sh\nexit 100\n")
    with pytest.raises(PackagesUnavailable):
        install.install(machine.home)
    assert (machine.home / "packages.txt").read_text() == LISTED


def test_a_php_without_an_extension_is_not_installed(machine: DebianMachine) -> None:
    machine.install_tool("dpkg-deb", DPKG_DEB.format(extensions="ctype dom"))
    with pytest.raises(PhpDoesNotRun, match="PHP lacks exif, fileinfo"):
        install.install(machine.home)
    assert not machine.home.exists()


def test_a_machine_without_apt_is_an_error(
    machine: DebianMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(machine.home))
    with pytest.raises(NoApt, match="run this command on Debian 12"):
        install.install(machine.home)


def test_a_run_without_an_installation_names_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(install, "HOME", tmp_path)
    with pytest.raises(NotInstalled, match="make target-roundcube"):
        install.installed_root()
