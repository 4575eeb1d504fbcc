"""Unpack Roundcube and PHP from Debian's packages into a folder; the system stays unchanged.

    make target-roundcube       # or: bluebar install roundcube

apt keeps its package lists in this folder, too, so no root rights are needed.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bluebar.e2e.targets.app_process import INSTALLED
from bluebar.e2e.targets.installing import NotInstalled, report_progress
from bluebar.e2e.targets.roundcube import app_server
from bluebar.mailserver.errors import HarnessError

PACKAGES = Path(__file__).with_name("packages.txt")
VERSIONS = "versions.txt"
"""The file with the versions of the unpacked packages."""

HOME = INSTALLED / "roundcube"
CHECK = "foreach (get_loaded_extensions() as $each) echo $each, ' '; echo date(DATE_ATOM);"

APT = """\
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
APT::Sandbox::User "root";
Acquire::Languages "none";
Dir::State "{folder}/state";
Dir::State::status "/var/lib/dpkg/status";
Dir::Cache "{folder}/cache";
"""
"""apt's settings: the system's sources, a separate state folder, and no hooks."""

_say = partial(report_progress, "roundcube")

ON_DEBIAN_12 = "run this command on Debian 12, or in a container of Debian 12"
REMEDIES = (
    ("was not found", ON_DEBIAN_12),
    ("Failed to fetch", "check the network and apt's proxy setting, and run this command again"),
    ("Unable to locate package", ON_DEBIAN_12),
)
"""Parts of apt's output, each with the next step for the user; the first match counts."""


class NoApt(HarnessError):
    """This machine has no apt to download Debian's packages."""


class PackagesUnavailable(HarnessError):
    """The machine's apt sources do not have the packages, or unpacking failed."""


class PhpDoesNotRun(HarnessError):
    """The unpacked PHP does not run on this machine."""


def packages_in(text: str) -> list[str]:
    """Return the packages in the text of a list.

    Each line has one package, `name=version` or `name`; `#` starts a comment.
    """
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def installed_root() -> Path:
    """Return the folder in which Roundcube and PHP are unpacked.

    Raises:
        NotInstalled: Roundcube and PHP are not installed.
    """
    if not (HOME / PACKAGES.name).is_file():
        raise NotInstalled(
            wanted="Roundcube, and PHP to run Roundcube",
            happened="they are not installed",
            where=str(HOME),
            next_step="install them from Debian's packages: make target-roundcube",
        )
    return HOME / "root"


def install(home: Path = HOME) -> str:
    """Install the listed packages unless they are installed; return the versions.

    Args:
        home: the folder of the installation. It is replaced only after the new installation is
            complete.

    Raises:
        NoApt: the machine has no apt.
        PackagesUnavailable: downloading or unpacking failed.
        PhpDoesNotRun: PHP does not run with the extensions that Roundcube needs.
    """
    wanted = PACKAGES.read_text()
    listed = home / PACKAGES.name
    if listed.is_file() and listed.read_text() == wanted:
        return _check(home)
    new = home.with_name(f"{home.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    packages = _download(new / "apt", packages_in(wanted))
    for number, package in enumerate(packages, 1):
        _say(f"unpacking {number} of {len(packages)}: {package.name.partition('_')[0]}")
        _run_checked("dpkg-deb", "-x", package, new / "root")
    for link in absolute_links(new / "root"):
        inside = new / "root" / link.readlink().relative_to("/")
        link.unlink()
        link.symlink_to(os.path.relpath(inside, link.parent))
    versions = [_run_checked("dpkg-deb", "-W", package) for package in packages]
    (new / VERSIONS).write_text("".join(versions))
    shutil.rmtree(new / "apt")
    (new / PACKAGES.name).write_text(wanted)
    installed = _check(new)
    shutil.rmtree(home, ignore_errors=True)
    new.rename(home)
    return installed


def absolute_links(folder: Path) -> Iterable[Path]:
    """Return the symbolic links below a folder whose target is an absolute path."""
    links = (each for each in folder.rglob("*") if each.is_symlink())
    return [each for each in links if each.readlink().is_absolute()]


def _download(folder: Path, names: list[str]) -> list[Path]:
    """Download packages from the machine's apt sources into a folder; return the files.

    Raises:
        NoApt: the machine has no apt.
        PackagesUnavailable: apt does not find the packages or cannot download them.
    """
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise NoApt(
            wanted="apt-get and dpkg-deb, for Debian's packages of Roundcube and PHP",
            happened="this machine does not have them",
            where=sys.platform,
            next_step=ON_DEBIAN_12,
        )
    for each in ("state/lists/partial", "cache/archives/partial", "packages"):
        (folder / each).mkdir(parents=True)
    config = folder / "apt.conf"
    config.write_text(APT.format(folder=folder))
    apt = ("apt-get", "-c", config, "-q")
    _say("reading the lists of the machine's apt sources")
    updated = _run_unchecked(*apt, "update")
    _say(f"downloading {len(names)} packages")
    downloaded = _run_unchecked(*apt, "download", *names, cwd=folder / "packages")
    if downloaded.returncode:
        output = (updated.stderr + downloaded.stderr).splitlines()
        problems = [line for line in output if line.startswith(("E:", "W:"))]
        unknown = (
            f"apt-get ended with status {downloaded.returncode}",
            "read apt's messages below",
        )
        happened, next_step = next(
            ((line, step) for part, step in REMEDIES for line in problems if part in line), unknown
        )
        raise PackagesUnavailable(
            wanted=f"{names[0]} and {len(names) - 1} more packages from this machine's apt sources",
            happened=happened,
            where=f"{_system()}, its sources in /etc/apt",
            next_step=next_step,
            output="\n".join(problems),
        )
    return sorted((folder / "packages").glob("*.deb"))


def _check(home: Path) -> str:
    """Run the unpacked PHP, and check its extensions; return the installed versions.

    Raises:
        PhpDoesNotRun: PHP fails, or an extension is missing.
    """
    with TemporaryDirectory() as folder:
        command, environment = app_server.php_command(home / "root", Path(folder))
        done = _run_unchecked(*command, "-r", CHECK, env=os.environ | environment)
    loaded = done.stdout.lower().split()
    missing = [each for each in app_server.EXTENSIONS if each not in loaded]
    if done.returncode or missing:
        raise PhpDoesNotRun(
            wanted="the unpacked PHP to run with the extensions that Roundcube needs",
            happened=f"PHP lacks {', '.join(missing)}" if loaded else "PHP does not run",
            where=command[0],
            next_step="install the libraries that the output below names; the packages are for "
            "Debian 12, and need Debian 12's C library and tzdata",
            output=done.stdout + done.stderr,
        )
    return versions(home)


def versions(home: Path = HOME) -> str:
    """Return the installed versions of Roundcube and PHP."""
    found = dict(line.split("\t") for line in (home / VERSIONS).read_text().splitlines())
    return f"Roundcube {found['roundcube-core']}, PHP {found['php8.2-cli']}"


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def _run_checked(*command: str | Path) -> str:
    """Run a command; return its output.

    Raises:
        PackagesUnavailable: the command failed.
    """
    done = _run_unchecked(*command)
    if done.returncode:
        raise PackagesUnavailable(
            wanted=f"{command[0]} to unpack the downloaded packages",
            happened=f"it ended with status {done.returncode}",
            where=" ".join(map(str, command)),
            next_step="read its output below, and check the disk space",
            output=done.stderr,
        )
    return done.stdout


def _run_unchecked(
    *command: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    environ = {**(env or os.environ), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command, cwd=cwd, env=environ, capture_output=True, text=True, check=False
    )
