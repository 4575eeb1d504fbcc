"""pytest's options for the mail server: `--mailserver` and `--mailserver-…`. Nothing starts here.

The options of the proxy between app and mail server are in `proxy_options`.
"""

from pathlib import Path

import pytest

from bluebar.mailserver.brands import CHOICES, DEFAULT_BRAND
from bluebar.mailserver.proxy_options import add_proxy_options
from bluebar.mailserver.server import MailServer, ServerOptions


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options for the mail server and the proxy."""
    brand = DEFAULT_BRAND
    group = parser.getgroup("bluebar: mail server (holds the mailboxes of the tests)")
    group.addoption(
        "--mailserver",
        choices=tuple(CHOICES),
        default="auto",
        help=f"the mail server. docker: {brand.name} in a container; jvm: {brand.name} on a JVM of "
        f"this machine; auto (default): docker if a Docker daemon answers, else jvm; dovecot: "
        "Debian's dovecot-imapd 2.3, which must be installed; external: a "
        f"{brand.name} that runs already, with --mailserver-at and --mailserver-ca. No other mail "
        f"server can be used: bluebar makes accounts by the REST API of {brand.name}",
    )
    group.addoption(
        "--mailserver-image",
        default=brand.image,
        metavar="IMAGE",
        help=f"for docker: the container image (default: {brand.image})",
    )
    group.addoption(
        "--mailserver-pull-timeout",
        type=float,
        default=60.0,
        metavar="SECONDS",
        help="for docker: seconds that the pull of the image may take (default: 60)",
    )
    group.addoption(
        "--mailserver-java",
        type=Path,
        metavar="PATH",
        help="for jvm: the java program (default: the java of bluebar's requirements)",
    )
    group.addoption(
        "--mailserver-at",
        metavar="HOST:PORTS",
        help=f"for external: the host and all ports as {brand.external_format}, "
        f"e.g. {brand.external_example}; API is the port of the REST API (no default)",
    )
    group.addoption(
        "--mailserver-ca",
        metavar="FILE",
        help="for external: the CA certificate (PEM) that signed the certificate of the mail "
        "server (no default)",
    )
    add_proxy_options(parser)


def options_from(config: pytest.Config) -> ServerOptions:
    """Return the options for the mail server.

    Raises:
        pytest.UsageError: options contradict each other, or one cannot be read.
    """
    choice = config.getoption("--mailserver")
    brand, launcher = CHOICES[choice]
    where, ca_file = config.getoption("--mailserver-at"), config.getoption("--mailserver-ca")
    if launcher != "external" and (where or ca_file):
        raise pytest.UsageError(
            f"--mailserver-at and --mailserver-ca are for an external server, but --mailserver is "
            f"{choice}: add --mailserver external, or omit both"
        )
    if launcher == "external" and not where:
        raise pytest.UsageError(
            "--mailserver external needs the address of the server: add --mailserver-at "
            f"{DEFAULT_BRAND.external_format} and --mailserver-ca FILE"
        )
    return ServerOptions(
        brand=brand,
        launcher=launcher,
        image=config.getoption("--mailserver-image"),
        pull_seconds=config.getoption("--mailserver-pull-timeout"),
        java=config.getoption("--mailserver-java"),
        external=_external(where, ca_file),
    )


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
    if not ca_file:
        raise pytest.UsageError(
            f"--mailserver-at {where} needs --mailserver-ca FILE, the CA certificate (PEM) that "
            "signed the certificate of this mail server"
        )
    if not Path(ca_file).is_file():
        raise pytest.UsageError(f"--mailserver-ca {ca_file}: there is no such file")
    return server
