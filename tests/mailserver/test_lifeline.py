"""A run that is killed leaves nothing, and touches nothing of a run that lives."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from mailserver import lifeline
from mailserver.lifeline import Run

ROOT = Path(__file__).parents[2]
GONE_SECONDS = 15

RUN = """
import subprocess, sys
from mailserver import lifeline
with lifeline.run() as run:
    child = subprocess.Popen(["sleep", "300"])
    detached = subprocess.Popen(["sleep", "300"], start_new_session=True)
    print(run.folder, child.pid, detached.pid, flush=True)
    sys.stdin.read()
"""


@contextmanager
def a_run(home: Path) -> Iterator[tuple["subprocess.Popen[str]", Path, list[psutil.Process]]]:
    environ = {name: value for name, value in os.environ.items() if name != "BLUEBAR_RUN"}
    process = subprocess.Popen(
        [sys.executable, "-c", RUN],
        cwd=ROOT,
        env=environ | {"TMPDIR": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        folder, *pids = process.stdout.readline().split()
        yield process, Path(folder), [psutil.Process(int(pid)) for pid in pids]
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


def is_gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def wait_until_gone(processes: list[psutil.Process], folder: Path) -> bool:
    deadline = time.monotonic() + GONE_SECONDS
    while time.monotonic() < deadline:
        if all(is_gone(each) for each in processes) and not folder.exists():
            return True
        psutil.wait_procs(processes, timeout=0.2)
    return False


def test_a_killed_run_leaves_no_process_and_no_folder_and_others_live(tmp_path: Path) -> None:
    with a_run(tmp_path) as (killed, folder, children), a_run(tmp_path) as (_, other, others):
        killed.send_signal(signal.SIGKILL)
        assert wait_until_gone(children, folder)
        assert not any(is_gone(each) for each in others)
        assert other.exists()


def test_a_run_that_ends_well_ends_its_children_itself(tmp_path: Path) -> None:
    with a_run(tmp_path) as (_, folder, children):
        assert folder.exists()
    assert all(is_gone(each) for each in children)
    assert not folder.exists()


def test_ctrl_c_ends_the_children_too(tmp_path: Path) -> None:
    with a_run(tmp_path) as (process, folder, children):
        process.send_signal(signal.SIGINT)
        assert wait_until_gone(children, folder)


def test_the_next_run_sweeps_what_lies_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    dead = tmp_path / "bluebar-999999999-1-abcdef"
    strangers = tmp_path / "bluebar-notes"
    for folder in (dead, strangers):
        folder.mkdir()
    with a_run(tmp_path) as (_, living, _children):
        lifeline.sweep()
        assert not dead.exists()
        assert strangers.exists()
        assert living.exists()


@pytest.mark.parametrize("text", ["", "notes", "1-2", "a-b-c", "1-2-3-4"])
def test_what_is_no_run_id_is_never_over(text: str) -> None:
    assert Run.parse(text) is None
    assert not lifeline.is_over(text)


def test_a_later_process_of_the_same_number_is_not_the_owner() -> None:
    this = Run.of_this_process()
    assert this.is_alive()
    assert not Run(this.pid, this.started - 100, this.token).is_alive()
