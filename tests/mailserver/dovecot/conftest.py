"""One Dovecot for the tests of this folder; a machine without Dovecot skips them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.dovecot.installation import DovecotUnavailable, Installed, installed
from bluebar.mailserver.dovecot.process_launcher import dovecot_process
from bluebar.mailserver.lifecycle import run_scope
from bluebar.mailserver.server import MailServer
from tests import skips


@pytest.fixture(scope="session")
def dovecot() -> Installed:
    """The Dovecot of this machine."""
    try:
        return installed()
    except DovecotUnavailable as error:
        pytest.skip(f"{skips.NO_RUNTIME}{error.happened}")


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder of this run, which Dovecot's users may enter, and whose path is short."""
    with run_scope.run() as run:
        yield run.folder


@pytest.fixture(scope="session")
def server(
    dovecot: Installed, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MailServer]:
    """A Dovecot that is ready; each test creates its own accounts."""
    authority = Authority.create(tmp_path_factory.mktemp("authority"))
    with dovecot_process(dovecot, authority, folder / "server", why="asked for") as server:
        yield server
