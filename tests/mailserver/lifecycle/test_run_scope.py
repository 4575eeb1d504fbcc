"""A run that is killed leaves nothing, and touches nothing of a run that lives."""

import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bluebar.mailserver.docker_client import docker_client
from bluebar.mailserver.lifecycle import run_scope
from bluebar.mailserver.lifecycle.process_cleanup import LABEL
from bluebar.mailserver.lifecycle.run_scope import RunScope, this_place
from bluebar.mailserver.start import IMAGE
from tests.mailserver.lifecycle.small_runs import ROOT, SmallRun, is_gone, small_run

NOBODY = "unix:///nonexistent/docker.sock"

# The grandchild's environment is empty, as that of Chromium's helpers looks from outside.
UNMARKED_GRANDCHILD = """
    shell = ["sh", "-c", "env -i sleep 300 & echo $!; wait"]
    children.append(subprocess.Popen(shell, stdout=subprocess.PIPE, text=True))
    class Grandchild:
        pid = int(children[0].stdout.readline())
    children.append(Grandchild)
"""

DEAF_CHILD = """
    start("sh", "-c", "trap '' TERM; while :; do sleep 1; done")
"""

# Made but not started: that is how far a run may have come when it is killed.
CONTAINER = f"""
    from bluebar.mailserver.docker_client import engine
    with run.containers.being_made(), engine(10) as client:
        client.containers.create("{IMAGE}", labels={{"{LABEL}": run.id}})
"""


@pytest.fixture
def dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a run whose owner is gone, where this process looks for such."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    folder = RunScope(999999999, 1, this_place(), secrets.token_hex(3)).folder
    folder.mkdir()
    return folder


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_killed_leaves_nothing_and_another_is_untouched(
    tmp_path: Path, sent: signal.Signals
) -> None:
    with small_run(tmp_path) as killed, small_run(tmp_path) as other:
        killed.process.send_signal(sent)
        assert killed.is_gone_in_time()
        assert not any(is_gone(each) for each in other.children)
        assert other.folder.exists()


@pytest.mark.parametrize("body", [UNMARKED_GRANDCHILD, DEAF_CHILD], ids=["hidden", "deaf"])
def test_what_hides_its_mark_or_ignores_a_request_to_end_is_ended_too(
    tmp_path: Path, body: str
) -> None:
    with small_run(tmp_path, body) as killed:
        killed.process.kill()
        assert killed.is_gone_in_time()


@pytest.mark.docker
def test_a_killed_run_leaves_no_container_and_anothers_is_untouched(tmp_path: Path) -> None:
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


def test_a_run_that_ends_well_ends_its_children_itself(tmp_path: Path) -> None:
    with small_run(tmp_path) as run:
        assert run.folder.exists()
    assert all(is_gone(each) for each in run.children)
    assert not run.folder.exists()


def test_ctrl_c_in_the_terminal_ends_everything(tmp_path: Path) -> None:
    with small_run(tmp_path) as run:
        # A terminal sends it to the whole group; were the watchdog in it, the detached child stays.
        os.killpg(run.process.pid, signal.SIGINT)
        assert run.is_gone_in_time()


def test_nothing_of_a_killed_run_keeps_its_output_open(tmp_path: Path) -> None:
    with small_run(tmp_path) as run:
        run.process.kill()
        assert run.process.stdout is not None
        assert run.process.stdout.read() == ""  # `pytest | tail` would wait for ever


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


def test_the_next_run_sweeps_what_lies_there(dead: Path) -> None:
    strangers = dead.with_name("bluebar-notes")
    strangers.mkdir()
    with small_run(dead.parent) as living:
        run_scope.sweep()
        assert not dead.exists()
        assert strangers.exists()
        assert living.folder.exists()


def test_a_dead_run_with_containers_keeps_its_folder_until_docker_can_be_asked(
    dead: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (dead / "containers").write_text("made")
    monkeypatch.setenv("DOCKER_HOST", NOBODY)
    run_scope.sweep()
    assert dead.exists()


@pytest.mark.parametrize("text", ["", "notes", "1-2", "a-b-c-d", "1-2-3-4-5"])
def test_what_is_no_run_id_is_never_over(text: str) -> None:
    assert RunScope.parse(text) is None
    assert not run_scope.is_over(text)


def test_a_run_of_another_machine_or_container_is_never_over() -> None:
    assert run_scope.is_over(RunScope(999999999, 1, this_place(), "abcdef").id)
    assert not run_scope.is_over(RunScope(999999999, 1, "000000", "abcdef").id)


def test_a_later_process_of_the_same_number_is_not_the_owner() -> None:
    this = RunScope.of_this_process()
    assert this.is_alive()
    assert not RunScope(this.pid, this.started - 1, this.place, this.token).is_alive()


@pytest.mark.skipif(not psutil.LINUX, reason="only Linux tells start times by the wall clock")
def test_setting_the_clock_makes_no_run_look_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    this = RunScope.of_this_process()
    boot = psutil.boot_time()
    monkeypatch.setattr("psutil._pslinux.boot_time", lambda: boot + 1)
    assert this.is_alive()
