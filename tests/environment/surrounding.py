"""One surrounding of a run: what is unusual about the machine, and the expected result."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

NO_DOCKER = "unix:///nonexistent/docker.sock"
ARTICLE = "article/imaps-993/whole-address"
STARTED, USAGE, NOTHING_JUDGED = 3, 4, 5
"""Exit statuses: bluebar could not start, pytest cannot read its options, nothing was judged."""


@dataclass(frozen=True, kw_only=True)
class Surrounding:
    """A row of the table. In texts `{folder}` is the row's folder, `{jars}` a Maven repository.

    Attributes:
        id: readable, stable.
        why: where this surrounding occurs.
        environ: environment variables to set, in addition to this process's; None: to remove.
        files: files in the folder, by path; an executable file begins with `#!`.
        mounts: shell lines to run first, in a mount namespace of this run.
        as_user: run as an ordinary user who owns no files on this machine.
        before: a shell line before the command, e.g. `ulimit -n 256;`.
        options: of pytest and bluebar.
        rows: the expression for `-k`.
        checkout: "" for this checkout, "read-only", or "odd path" for a copy elsewhere.
        daemon: run a fake Docker daemon without any image, in which a pull behaves like this.
        needs_docker: the row needs a Docker daemon with GreenMail's image.
        packages: install the plugins of `plugins.txt` for this run.
        only_mailserver: run `bluebar mailserver` instead of a scenario, because the surrounding
            decides only how the mail server starts.
        status: the command's exit status.
        says: a regular expression that must match the run's output.
    """

    id: str
    why: str
    environ: Mapping[str, str | None] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    mounts: tuple[str, ...] = ()
    as_user: bool = False
    before: str = ""
    options: tuple[str, ...] = ()
    rows: str = ARTICLE
    checkout: Literal["", "read-only", "odd path"] = ""
    daemon: Literal["", "hangs", "fails"] = ""
    needs_docker: bool = False
    packages: bool = False
    only_mailserver: bool = False
    status: int = 0
    says: str = r"\b1 passed"

    @property
    def needs_namespace(self) -> bool:
        """Whether the row needs a mount namespace of its own."""
        return bool(self.mounts) or self.as_user or self.checkout == "read-only"
