"""Run these tests as a bluebar run, so that no server outlives a killed pytest; shared fixtures."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.lifecycle import run_scope
from bluebar.mailserver.lifecycle.run_scope import RunScope
from tests.mailserver.fake_docker_daemon import FakeDockerDaemon, fake_docker_daemon


@pytest.fixture(scope="session", autouse=True)
def _run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Make this process a run; its watchdog ends what a killed pytest cannot end."""
    tmp_path_factory.getbasetemp()  # Created inside the run, it would be in the run's folder.
    with run_scope.run():
        yield


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """An authority of this test alone."""
    return Authority.create(tmp_path / "authority")


@pytest.fixture
def scope(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunScope:
    """A run without a watchdog; its folder is in the test's folder."""
    monkeypatch.setattr(RunScope, "folder", property(lambda _: tmp_path / "run"))
    return RunScope.of_this_process()


@pytest.fixture
def daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeDockerDaemon]:
    """A Docker daemon without any image, to which DOCKER_HOST points."""
    path = tmp_path / "d.sock"
    with fake_docker_daemon(path) as daemon:
        monkeypatch.setenv("DOCKER_HOST", f"unix://{path}")
        yield daemon
