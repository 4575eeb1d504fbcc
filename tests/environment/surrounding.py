"""One surrounding of a run: what is odd about the machine, and what must come of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

NO_DOCKER = "unix:///nonexistent/docker.sock"
ARTICLE = "article/imaps-993/whole-address"
STARTED, USAGE, NOTHING_JUDGED = 3, 4, 5
"""Exit statuses: bluebar could not start, pytest cannot read its options, nothing was judged."""


@dataclass(frozen=True, kw_only=True)
class Surrounding:
    """A row of the table. In texts `{folder}` is the row's own folder, `{jars}` one of Maven's.

    Attributes:
        id: readable, stable.
        why: who meets this.
        environ: variables of the environment over the usual ones; None takes one away.
        files: what lies in the folder, by path; an executable one begins with `#!`.
        mounts: shell lines, run first in a mount namespace of the run's own.
        as_user: run as an ordinary user to whom nothing on this machine belongs.
        before: a shell line in front of the command, e.g. `ulimit -n 256;`.
        options: pytest's and bluebar's.
        rows: what `-k` picks.
        checkout: "" for this one, "read-only", or "odd path" for a copy elsewhere.
        daemon: a stand-in for a Docker daemon that has no image, and what a pull does there.
        needs_docker: a Docker daemon with GreenMail's image.
        packages: install the plugins of `plugins.txt` for this run.
        status: pytest's exit status.
        says: a regular expression that what was printed must hold.
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
    status: int = 0
    says: str = r"\b1 passed"
