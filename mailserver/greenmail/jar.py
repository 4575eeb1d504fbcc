"""GreenMail's jar: jgo resolves it from Maven Central, and a pinned digest verifies it."""

import hashlib
import os
from pathlib import Path

from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.greenmail.release import GREENMAIL_VERSION, JAR_SHA256

GROUP, ARTIFACT = "com.icegreen", "greenmail-standalone"


class JarUnavailable(HarnessError):
    """The jar is not on this machine and cannot be fetched."""


class JarDigestMismatch(HarnessError):
    """The jar does not have the pinned digest."""


def local_repository() -> Path:
    """Return Maven's local repository, where Maven itself would keep the jar.

    Raises:
        JarUnavailable: this user has no home folder.
    """
    if named := os.environ.get("M2_REPO"):
        return Path(named)
    try:
        return Path.home() / ".m2" / "repository"
    except RuntimeError as error:
        raise _unavailable(Path("~/.m2/repository"), error) from error


def resolve_jar(*, repository: Path | None = None, sha256: str = JAR_SHA256) -> Path:
    """Return the path of the jar; fetch the jar if it is missing.

    Args:
        repository: the folder of a Maven repository; by default the user's repository.
        sha256: the digest that the jar must have.

    Raises:
        JarUnavailable: the jar cannot be fetched or read.
        JarDigestMismatch: the jar has another digest.
    """
    repository = repository or local_repository()
    jar = repository.joinpath(
        *GROUP.split("."), ARTIFACT, GREENMAIL_VERSION, f"{ARTIFACT}-{GREENMAIL_VERSION}.jar"
    )
    # Unlike Path.exists, os.path.exists raises nothing for a folder that this user may not enter,
    # such as another user's home.
    if not os.path.exists(jar):  # noqa: PTH110
        jar = _fetch(repository)
    try:
        digest = hashlib.sha256(jar.read_bytes()).hexdigest()
    except OSError as error:
        raise _unavailable(repository, error) from error
    if digest != sha256:
        raise JarDigestMismatch(
            wanted=f"GreenMail {GREENMAIL_VERSION} with SHA-256 {sha256}",
            happened=f"the file's SHA-256 is {digest}",
            where=str(jar),
            next_step="delete the file and run again; if the digest is the same again, the source "
            "does not serve GreenMail's release",
        )
    return jar


def _fetch(repository: Path) -> Path:
    try:
        # Imported here: most runs find the jar in the repository, and jgo takes long to import.
        from jgo.maven import MavenContext  # noqa: PLC0415

        component = MavenContext(repo_cache=repository).project(GROUP, ARTIFACT)
        return Path(component.at_version(GREENMAIL_VERSION).artifact().resolve())
    except Exception as error:
        # jgo documents no exceptions; after any of them the jar is missing.
        raise _unavailable(repository, error) from error


def _unavailable(repository: Path, error: Exception) -> JarUnavailable:
    return JarUnavailable(
        wanted=f"{GROUP}:{ARTIFACT}:{GREENMAIL_VERSION} from Maven Central",
        happened=f"{type(error).__name__}: {error}",
        where=f"Maven's local repository, {repository}",
        next_step="check the network or proxy settings, put the jar there manually, set M2_REPO to "
        "a folder that you may write to, or use --mailserver docker",
    )
