"""pytest's options for the mail server: `--mailserver` and `--mailserver-…`. Nothing starts here.

The options of the proxy between app and mail server are in `proxy_options`.
"""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bluebar.mailserver.brands import CHOICES, DEFAULT_BRAND, EXTERNAL_BRANDS, OTHER
from bluebar.mailserver.otherserver.account_command import OPTION
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
        "Debian's dovecot-imapd if it is installed, else in a container; dovecot-docker: in a "
        "container; external: a mail server that runs "
        f"already, with --mailserver-at, --mailserver-ca and {OPTION}",
    )
    group.addoption(
        "--mailserver-image",
        default="",
        metavar="IMAGE",
        help=f"for docker and dovecot-docker: the container image (default: {brand.image}, or an "
        "image that bluebar builds from Debian 12)",
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
        help=f"for external: the host and the ports, of an IMAP server as {OTHER.external_format}, "
        f"e.g. {OTHER.external_example}, of a {brand.name} as {brand.external_format}; API is the "
        "port of the REST API (no default)",
    )
    group.addoption(
        OPTION,
        metavar="COMMAND",
        help="for external, except for a GreenMail: a command that creates and deletes accounts "
        "(docs/external-servers.md; no default)",
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
    command = config.getoption(OPTION)
    if launcher != "external" and (where or ca_file or command):
        raise pytest.UsageError(
            f"--mailserver-at, --mailserver-ca and {OPTION} are for an external server, but "
            f"--mailserver is {choice}: add --mailserver external, or omit them"
        )
    if launcher == "external" and not where:
        raise pytest.UsageError(
            "--mailserver external needs the address of the server: add --mailserver-at "
            "HOST:PORTS and --mailserver-ca FILE"
        )
    return ServerOptions(
        brand=brand,
        launcher=launcher,
        image=config.getoption("--mailserver-image"),
        pull_seconds=config.getoption("--mailserver-pull-timeout"),
        java=config.getoption("--mailserver-java"),
        external=_external(where, ca_file, command),
    )


def _external(where: str | None, ca_file: str | None, command: str | None) -> MailServer | None:
    """Return the external server that the options describe.

    Raises:
        pytest.UsageError: the address cannot be read, or a file or a command is missing.
    """
    if where is None:
        return None
    server = _server_at(where, ca_file or "")
    if not ca_file:
        raise pytest.UsageError(
            f"--mailserver-at {where} needs --mailserver-ca FILE, the CA certificate (PEM) that "
            "signed the certificate of this mail server"
        )
    if not Path(ca_file).is_file():
        raise pytest.UsageError(f"--mailserver-ca {ca_file}: there is no such file")
    if server.brand != OTHER.name:
        return server
    if not command:
        raise pytest.UsageError(
            f"--mailserver-at {where} needs {OPTION} COMMAND, a command that creates accounts on "
            "this IMAP server (docs/external-servers.md)"
        )
    return replace(server, accounts_at=command)


def _server_at(where: str, ca_file: str) -> MailServer:
    """Return the server at an address; the number of ports tells the brand.

    Raises:
        pytest.UsageError: no brand has this format.
    """
    for brand in EXTERNAL_BRANDS.values():
        with suppress(ValueError):
            return brand.external(where, ca_file)
    formats = " or ".join(
        f"{brand.external_format} ({brand.name}), e.g. {brand.external_example}"
        for brand in EXTERNAL_BRANDS.values()
    )
    raise pytest.UsageError(f"--mailserver-at {where!r}: expected {formats}")
