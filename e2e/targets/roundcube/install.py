"""Bring Roundcube and its PHP from Debian's packages into a folder, and nothing into the system.

    make target-roundcube       # or: bluebar install roundcube

The packages are downloaded by apt with lists of its own and unpacked, so an ordinary user will do.
What is *not* here: Apache, and starting it (`server`).
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
from bluebar.e2e.targets.installing import say
from bluebar.e2e.targets.roundcube import app_server
from bluebar.mailserver.errors import HarnessError

PACKAGES = Path(__file__).with_name("packages.txt")
VERSIONS = "versions.txt"
"""Beside the unpacked packages: which they are."""

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
"""apt's settings: the machine's sources, all else in a folder of its own, no hooks."""

_say = partial(say, "roundcube")

ON_DEBIAN_12 = "run this on Debian 12, or in a container of it"
REMEDIES = (
    ("was not found", ON_DEBIAN_12),
    ("Failed to fetch", "look at the network, or the proxy that apt is told of, and run it again"),
    ("Unable to locate package", ON_DEBIAN_12),
)
"""A part of what apt says, and what to do then; the first that is said counts."""


class NoApt(HarnessError):
    """This machine has no apt to bring Debian's packages."""


class PackagesNotThere(HarnessError):
    """The packages could not be had from the machine's apt sources."""


class NotInstalled(HarnessError):
    """Roundcube was not brought yet."""


class PhpDoesNotRun(HarnessError):
    """What was unpacked does not run on this machine."""


def packages_in(text: str) -> list[str]:
    """Read packages, one a line, as `name=version` or by name alone; `#` begins a remark."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def root() -> Path:
    """Return where Roundcube and PHP are unpacked.

    Raises:
        NotInstalled: they are not.
    """
    if not (HOME / PACKAGES.name).is_file():
        raise NotInstalled(
            wanted="Roundcube and its PHP",
            happened="they are not there",
            where=str(HOME),
            next_step="bring them, from Debian's packages: make target-roundcube",
        )
    return HOME / "root"


def install(home: Path = HOME) -> str:
    """Bring what is listed to its folder, unless it is there; return which versions these are.

    Args:
        home: the folder; replaced as a whole once all is well.

    Raises:
        NoApt, PackagesNotThere, PhpDoesNotRun: see there.
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
        _run("dpkg-deb", "-x", package, new / "root")
    for link in links_to_the_root(new / "root"):
        inside = new / "root" / link.readlink().relative_to("/")
        link.unlink()
        link.symlink_to(os.path.relpath(inside, link.parent))
    versions = [_run("dpkg-deb", "-W", package) for package in packages]
    (new / VERSIONS).write_text("".join(versions))
    shutil.rmtree(new / "apt")
    (new / PACKAGES.name).write_text(wanted)
    said = _check(new)
    shutil.rmtree(home, ignore_errors=True)
    new.rename(home)
    return said


def links_to_the_root(folder: Path) -> Iterable[Path]:
    """Return the links below a folder that lead to the system's own files instead."""
    links = (each for each in folder.rglob("*") if each.is_symlink())
    return [each for each in links if each.readlink().is_absolute()]


def _download(folder: Path, names: list[str]) -> list[Path]:
    """Download packages by apt, in whose sources they stand, into a folder; return their files.

    Raises:
        NoApt: there is no apt.
        PackagesNotThere: it has not got them.
    """
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise NoApt(
            wanted="apt-get and dpkg-deb, to bring Debian's packages of Roundcube and PHP",
            happened="they are not on this machine",
            where=sys.platform,
            next_step=ON_DEBIAN_12,
        )
    for each in ("state/lists/partial", "cache/archives/partial", "packages"):
        (folder / each).mkdir(parents=True)
    config = folder / "apt.conf"
    config.write_text(APT.format(folder=folder))
    apt = ("apt-get", "-c", config, "-q")
    _say("reading the lists of the machine's apt sources")
    updated = _tried(*apt, "update")
    _say(f"downloading {len(names)} packages")
    tried = _tried(*apt, "download", *names, cwd=folder / "packages")
    if tried.returncode:
        said = (updated.stderr + tried.stderr).splitlines()
        problems = [line for line in said if line.startswith(("E:", "W:"))]
        unknown = (f"apt-get ended with status {tried.returncode}", "see what apt says below")
        happened, next_step = next(
            ((line, step) for part, step in REMEDIES for line in problems if part in line), unknown
        )
        raise PackagesNotThere(
            wanted=f"{names[0]} and {len(names) - 1} more packages from this machine's apt sources",
            happened=happened,
            where=f"{_system()}, its sources in /etc/apt",
            next_step=next_step,
            output="\n".join(problems),
        )
    return sorted((folder / "packages").glob("*.deb"))


def _check(home: Path) -> str:
    """Return which Roundcube and PHP these are, once PHP has run with what Roundcube needs.

    Raises:
        PhpDoesNotRun: it has not.
    """
    with TemporaryDirectory() as folder:
        command, environment = app_server.php(home / "root", Path(folder))
        done = _tried(*command, "-r", CHECK, env=os.environ | environment)
    loaded = done.stdout.lower().split()
    lacking = [each for each in app_server.EXTENSIONS if each not in loaded]
    if done.returncode or lacking:
        raise PhpDoesNotRun(
            wanted="the PHP that was unpacked to run, with all that Roundcube needs",
            happened=f"it lacks {', '.join(lacking)}" if loaded else "it does not run",
            where=command[0],
            next_step="install what it names below; the packages are Debian 12's, and want "
            "little more than its C library and tzdata",
            output=done.stdout + done.stderr,
        )
    return versions(home)


def versions(home: Path = HOME) -> str:
    """Return which Roundcube and PHP were brought."""
    found = dict(line.split("\t") for line in (home / VERSIONS).read_text().splitlines())
    return f"Roundcube {found['roundcube-core']}, PHP {found['php8.2-cli']}"


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def _run(*command: str | Path) -> str:
    """Run a command that has no reason to fail, and return what it printed.

    Raises:
        PackagesNotThere: it failed.
    """
    done = _tried(*command)
    if done.returncode:
        raise PackagesNotThere(
            wanted=f"{command[0]} to unpack what was downloaded",
            happened=f"it ended with status {done.returncode}",
            where=" ".join(map(str, command)),
            next_step="see what it says below, and whether the disk is full",
            output=done.stderr,
        )
    return done.stdout


def _tried(
    *command: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    environ = {**(env or os.environ), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command, cwd=cwd, env=environ, capture_output=True, text=True, check=False
    )
