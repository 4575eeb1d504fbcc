"""pytest's options for the proxy between app and mail server (the front door)."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import pytest

from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.frontdoor.fixed_ports import EXAMPLES, FORMAT, FixedPorts


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


def add_proxy_options(parser: pytest.Parser) -> None:
    """Add the options for the proxy."""
    group = parser.getgroup("bluebar: proxy (the front door between app and mail server)")
    group.addoption(
        "--proxy-host",
        metavar="NAME",
        default="",
        help="for an app that runs elsewhere: the name of this machine in the app's network, which "
        "is typed into forms and is in certificates (default: another address of 127.77.0.0/16 for "
        "each test, which only apps on this machine reach)",
    )
    group.addoption(
        "--proxy-bind",
        metavar="ADDRESS",
        default="",
        help="with --proxy-host: the address of this machine at which the proxy listens; 0.0.0.0 "
        "means all addresses (default: 127.0.0.1)",
    )
    group.addoption(
        "--proxy-ports",
        metavar=FORMAT,
        default="",
        help="with --proxy-host: the same two ports for every test, for a tunnel, a forwarded "
        f"port, or an app that knows only 993, e.g. {EXAMPLES} (the port to type, and the port of "
        "this machine). One test at a time then has the ports, so -n saves little time; scenarios "
        "with another port or with two servers are not offered (default: free ports, new in each "
        "test)",
    )
    group.addoption(
        "--proxy-ca",
        type=Path,
        metavar="DIR",
        help="keep the CA that signs the proxy's certificates in this folder, created if missing, "
        "so that an app trusts its ca.pem once (default: a new CA for each run)",
    )
    group.addoption(
        "--proxy-cert",
        type=Path,
        metavar="FILE",
        help="with --proxy-host: a certificate (PEM, with its chain) for this name that the app "
        "trusts already; scenarios with another certificate are not offered (default: the run's CA "
        "signs certificates)",
    )
    group.addoption(
        "--proxy-key",
        type=Path,
        metavar="FILE",
        help="with --proxy-cert: the private key of the certificate (PEM, without a password; no "
        "default)",
    )
    group.addoption(
        "--no-front-door",
        action="store_true",
        help="connect the app to the ports of the mail server, without the proxy. What is left are "
        "scenarios with a healthy server, judged by the app's pages alone: no faults, no bad "
        "certificates, no STARTTLS, and no record of what the app sends (default: with the proxy)",
    )


def proxy_options_from(config: pytest.Config) -> DoorOptions:
    """Return the options for front doors.

    Raises:
        pytest.UsageError: options contradict each other, or a file is missing.
    """
    host, bind = config.getoption("--proxy-host"), config.getoption("--proxy-bind")
    certificate, key = config.getoption("--proxy-cert"), config.getoption("--proxy-key")
    authority = config.getoption("--proxy-ca")
    is_disabled = config.getoption("--no-front-door")
    if bind and not host:
        raise pytest.UsageError(
            f"--proxy-bind {bind} is where front doors listen for an app that runs elsewhere: "
            "add --proxy-host, the name by which that app reaches this machine"
        )
    ports = _fixed_ports(config.getoption("--proxy-ports"), host)
    if bool(certificate) != bool(key):
        raise pytest.UsageError("--proxy-cert and --proxy-key belong together: give both")
    if certificate and not host:
        raise pytest.UsageError(
            f"--proxy-cert {certificate}: a certificate is valid only for its host names, so add "
            "--proxy-host with one of these names"
        )
    if certificate and authority:
        raise pytest.UsageError("with --proxy-cert, bluebar signs no certificates: omit --proxy-ca")
    for option, file in (("--proxy-cert", certificate), ("--proxy-key", key)):
        if file and not file.is_file():
            raise pytest.UsageError(f"{option} {file}: there is no such file")
    if certificate:
        _check_pair(certificate, key)
    if is_disabled and (host or certificate):
        raise pytest.UsageError(
            "--proxy-host and --proxy-cert configure the front door, which --no-front-door turns "
            "off: remove --no-front-door or the others"
        )
    return DoorOptions(
        bind=BindConfig(host=host, bind=bind or BindConfig.bind, fixed=ports),
        authority=authority,
        pair=(certificate, key) if certificate else None,
        is_disabled=is_disabled,
    )


def _fixed_ports(text: str, host: str) -> FixedPorts | None:
    """Return the ports of `--proxy-ports`; None if the option is not given.

    Raises:
        pytest.UsageError: the ports cannot be read, or `--proxy-host` is missing.
    """
    if not text:
        return None
    try:
        ports = FixedPorts.parse(text)
    except ValueError as error:
        raise pytest.UsageError(
            f"--proxy-ports {text}: expected two different ports as {FORMAT}, e.g. {EXAMPLES}"
        ) from error
    if not host:
        raise pytest.UsageError(
            f"--proxy-ports {text} also needs the host: add --proxy-host, the name by which the "
            "app reaches this machine, e.g. --proxy-host localhost"
        )
    return ports


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
            f"--proxy-cert {certificate} and --proxy-key {key} cannot be used ({reason}): both "
            "must be PEM, and the key must be of the first certificate and without a password"
        ) from error
