"""GreenMail's jar: resolved from Maven Central by jgo, kept, and checked by a pinned digest."""

import hashlib
import os
from pathlib import Path

from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.server import GREENMAIL_VERSION

GROUP, ARTIFACT = "com.icegreen", "greenmail-standalone"
SHA256 = "332bfed79603101308927a951c4b56e89798edf614ed354a927ac9099e8ab4e4"
"""Of the jar of GREENMAIL_VERSION; the two change together."""


class JarUnavailable(HarnessError):
    """The jar is not on this machine and could not be fetched."""


class JarDigestWrong(HarnessError):
    """The jar is not the one that was pinned."""


def repository() -> Path:
    """Return Maven's local repository, where the jar is kept as Maven itself would keep it.

    Raises:
        JarUnavailable: this user has no home folder.
    """
    if named := os.environ.get("M2_REPO"):
        return Path(named)
    try:
        return Path.home() / ".m2" / "repository"
    except RuntimeError as error:
        raise _not_there(Path("~/.m2/repository"), error) from error


def find_jar(*, kept_in: Path | None = None, sha256: str = SHA256) -> Path:
    """Return the jar, fetched when it is not kept yet.

    Args:
        kept_in: a Maven repository folder; by default the user's.
        sha256: the digest that it must have.

    Raises:
        JarUnavailable: it could not be fetched, or not be read.
        JarDigestWrong: it is another one.
    """
    kept_in = kept_in or repository()
    jar = kept_in.joinpath(
        *GROUP.split("."), ARTIFACT, GREENMAIL_VERSION, f"{ARTIFACT}-{GREENMAIL_VERSION}.jar"
    )
    # Unlike Path.exists, this one raises nothing for a folder that may not be looked into, such as
    # a home of somebody else: what is in there is not there for this user.
    if not os.path.exists(jar):  # noqa: PTH110
        jar = _fetch(kept_in)
    try:
        found = hashlib.sha256(jar.read_bytes()).hexdigest()
    except OSError as error:
        raise _not_there(kept_in, error) from error
    if found != sha256:
        raise JarDigestWrong(
            wanted=f"GreenMail {GREENMAIL_VERSION} with SHA-256 {sha256}",
            happened=f"the file's SHA-256 is {found}",
            where=str(jar),
            next_step="delete the file and run again; if it comes back the same, what serves it "
            "does not serve GreenMail's own release",
        )
    return jar


def _fetch(kept_in: Path) -> Path:
    try:
        # Imported only here: most runs find the jar kept, and jgo takes a while to import.
        from jgo.maven import MavenContext  # noqa: PLC0415

        component = MavenContext(repo_cache=kept_in).project(GROUP, ARTIFACT)
        return Path(component.at_version(GREENMAIL_VERSION).artifact().resolve())
    except Exception as error:
        # jgo documents no exceptions: whatever it is, the jar is not there.
        raise _not_there(kept_in, error) from error


def _not_there(kept_in: Path, error: Exception) -> JarUnavailable:
    return JarUnavailable(
        wanted=f"{GROUP}:{ARTIFACT}:{GREENMAIL_VERSION} from Maven Central",
        happened=f"{type(error).__name__}: {error}",
        where=f"kept in {kept_in}",
        next_step="look at the network or proxy settings, put the jar there by hand, set M2_REPO "
        "to a folder that you may write to, or use --mailserver docker",
    )
