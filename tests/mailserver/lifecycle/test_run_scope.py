"""A killed run leaves nothing behind, and living runs are left alone."""

import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bluebar.mailserver.docker_client import docker_client
from bluebar.mailserver.greenmail.release import IMAGE
from bluebar.mailserver.lifecycle import run_scope
from bluebar.mailserver.lifecycle.process_cleanup import LABEL
from bluebar.mailserver.lifecycle.run_scope import RunScope, pid_namespace_id
from tests.mailserver.lifecycle.small_runs import ROOT, SmallRun, is_gone, small_run
from tests.skips import NOT_LINUX

NO_DOCKER = "unix:///nonexistent/docker.sock"

# The grandchild's environment is empty, as Chromium's helpers' environment appears from outside.
UNMARKED_GRANDCHILD = """
    shell = ["sh", "-c", "env -i sleep 300 & echo $!; wait"]
    children.append(subprocess.Popen(shell, stdout=subprocess.PIPE, text=True))
    class Grandchild:
        pid = int(children[0].stdout.readline())
    children.append(Grandchild)
"""

CHILD_IGNORING_SIGTERM = """
    start("sh", "-c", "trap '' TERM; while :; do sleep 1; done")
"""

# Created but not started: a run may be killed at this point.
CONTAINER = f"""
    from bluebar.mailserver.docker_client import docker_client
    with run.containers.being_created(), docker_client(10) as client:
        client.containers.create("{IMAGE}", labels={{"{LABEL}": run.id}})
"""


@pytest.fixture
def orphaned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a run without an owner, in the place that this process searches."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    folder = RunScope(999999999, 1, pid_namespace_id(), secrets.token_hex(3)).folder
    folder.mkdir()
    return folder


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_killed_run_leaves_nothing_and_another_run_is_untouched(
    tmp_path: Path, sent: signal.Signals
) -> None:
    with small_run(tmp_path) as killed, small_run(tmp_path) as other:
        killed.process.send_signal(sent)
        assert killed.is_gone_in_time()
        assert not any(is_gone(each) for each in other.children)
        assert other.folder.exists()


@pytest.mark.parametrize(
    "body", [UNMARKED_GRANDCHILD, CHILD_IGNORING_SIGTERM], ids=["unmarked", "ignoring-sigterm"]
)
def test_a_process_without_a_mark_or_ignoring_sigterm_is_ended(tmp_path: Path, body: str) -> None:
    with small_run(tmp_path, body) as killed:
        killed.process.kill()
        assert killed.is_gone_in_time()


@pytest.mark.docker
def test_a_killed_run_leaves_no_container_and_another_runs_is_untouched(
    tmp_path: Path,
) -> None:
    with small_run(tmp_path, CONTAINER) as killed, small_run(tmp_path, CONTAINER) as other:
        assert containers_of(killed)
        killed.process.kill()
        assert killed.is_gone_in_time()
        assert not containers_of(killed)
        assert containers_of(other)
    assert not containers_of(other)


def containers_of(run: SmallRun) -> list[str]:
    with docker_client(10) as client:
        mine = client.containers.list(all=True, filters={"label": f"{LABEL}={run.id}"})
        return [str(each.id) for each in mine]


def test_a_run_that_ends_in_order_ends_its_own_children(tmp_path: Path) -> None:
    with small_run(tmp_path) as run:
        assert run.folder.exists()
    assert all(is_gone(each) for each in run.children)
    assert not run.folder.exists()


def test_ctrl_c_in_the_terminal_ends_all_processes_of_a_run(tmp_path: Path) -> None:
    with small_run(tmp_path) as run:
        # A terminal sends SIGINT to the whole group. A watchdog in this group would end with it,
        # and the detached child would remain.
        os.killpg(run.process.pid, signal.SIGINT)
        assert run.is_gone_in_time()


def test_no_process_of_a_killed_run_keeps_its_output_open(tmp_path: Path) -> None:
    with small_run(tmp_path) as run:
        run.process.kill()
        assert run.process.stdout is not None
        assert run.process.stdout.read() == ""  # otherwise `pytest | tail` would never end


def test_a_process_of_a_living_run_joins_it(tmp_path: Path) -> None:
    with small_run(tmp_path) as run:
        joined = subprocess.run(
            [
                sys.executable,
                "-c",
                "from bluebar.mailserver.lifecycle import run_scope\n"
                "with run_scope.run() as run: print(run.id)",
            ],
            cwd=ROOT,
            env=os.environ | {"BLUEBAR_RUN": run.id, "TMPDIR": str(run.folder / "tmp")},
            capture_output=True,
            text=True,
            check=True,
        )
        assert joined.stdout.strip() == run.id
        assert run.folder.exists()
        assert not any(is_gone(each) for each in run.children)


def test_the_next_run_removes_an_orphaned_run_and_nothing_else(orphaned: Path) -> None:
    unrelated = orphaned.with_name("bluebar-notes")
    unrelated.mkdir()
    with small_run(orphaned.parent) as living:
        run_scope.remove_orphaned_runs()
        assert not orphaned.exists()
        assert unrelated.exists()
        assert living.folder.exists()


def test_an_orphaned_run_with_containers_keeps_its_folder_until_docker_answers(
    orphaned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (orphaned / "containers").write_text("created")
    monkeypatch.setenv("DOCKER_HOST", NO_DOCKER)
    run_scope.remove_orphaned_runs()
    assert orphaned.exists()


@pytest.mark.parametrize("text", ["", "notes", "1-2", "a-b-c-d", "1-2-3-4-5"])
def test_a_text_that_is_not_a_run_id_is_not_orphaned(text: str) -> None:
    assert RunScope.parse(text) is None
    assert not run_scope.is_orphaned(text)


def test_a_run_of_another_machine_or_container_is_never_orphaned() -> None:
    assert run_scope.is_orphaned(RunScope(999999999, 1, pid_namespace_id(), "abcdef").id)
    assert not run_scope.is_orphaned(RunScope(999999999, 1, "000000", "abcdef").id)


def test_a_later_process_with_the_same_pid_is_not_the_owner() -> None:
    this = RunScope.of_this_process()
    assert this.is_alive()
    assert not RunScope(this.pid, this.started - 1, this.namespace, this.token).is_alive()


@pytest.mark.skipif(not psutil.LINUX, reason=NOT_LINUX)
def test_a_run_stays_alive_when_the_clock_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    this = RunScope.of_this_process()
    boot = psutil.boot_time()
    monkeypatch.setattr("psutil._pslinux.boot_time", lambda: boot + 1)
    assert this.is_alive()
