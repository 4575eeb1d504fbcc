"""One GreenMail on a JVM for the tests of this folder."""

from collections.abc import Iterator

import pytest

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.greenmail.jvm_launcher import greenmail_on_jvm
from bluebar.mailserver.server import MailServer


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    """A GreenMail that is ready; each test creates its own accounts."""
    authority = Authority.create(tmp_path_factory.mktemp("authority"))
    folder = tmp_path_factory.mktemp("mailserver")
    with greenmail_on_jvm(authority, folder, why="asked for") as server:
        yield server
