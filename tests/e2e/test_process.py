"""An app's process is ready when it prints its address; a process that fails is reported."""

import sys
from pathlib import Path

import psutil
import pytest

from bluebar.e2e.targets.app_process import AppDidNotStart, app_process

SERVES = "import time; print('It listens on http://127.0.0.1:7'); time.sleep(60)"
FAILS = "import sys; sys.exit('no such database')"


def test_a_process_runs_during_its_context_and_not_afterwards(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SERVES]
    with app_process(command, folder=tmp_path / "app", settings={}) as instance:
        assert instance.base_url == "http://127.0.0.1:7"
        assert psutil.pid_exists(instance.pid)
    assert not psutil.pid_exists(instance.pid)


def test_a_process_that_fails_to_start_is_reported_with_its_last_output(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FAILS]
    with (
        pytest.raises(AppDidNotStart, match=r"last output:\n +no such database"),
        app_process(command, folder=tmp_path / "app", settings={}),
    ):
        pass


def test_an_empty_setting_counts_as_missing(tmp_path: Path) -> None:
    asks = "import os, sys; sys.exit(str('LIMIT' in os.environ))"
    with (
        pytest.raises(AppDidNotStart, match=r"last output:\n +False"),
        app_process([sys.executable, "-c", asks], folder=tmp_path, settings={"LIMIT": ""}),
    ):
        pass


def test_a_warning_does_not_end_a_process_unless_configured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    # In lines of their own: a traceback may show the line in which it began.
    command = [sys.executable, "-c", f"import warnings\nwarnings.warn('old')\n{SERVES}"]
    with app_process(command, folder=tmp_path / "app", settings={}) as instance:
        assert "UserWarning: old" in Path(instance.log).read_text()
    strict = {"PYTHONWARNINGS": "error"}
    with (
        pytest.raises(AppDidNotStart, match="UserWarning: old"),
        app_process(command, folder=tmp_path / "app", settings=strict),
    ):
        pass


def test_another_line_with_the_address_is_accepted(tmp_path: Path) -> None:
    says = SERVES.replace("It listens on", "Server at").replace("print(", "print('up:',")
    command = [sys.executable, "-c", says]
    with app_process(command, folder=tmp_path, settings={}, listens=r"Server at (\S+)") as instance:
        assert instance.base_url == "http://127.0.0.1:7"
    assert "up: Server at" in Path(instance.log).read_text()


def test_the_address_of_an_earlier_run_in_the_same_folder_is_ignored(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SERVES]
    for port in ("7", "8"):
        command[-1] = command[-1].replace("0.1:7", f"0.1:{port}")
        with app_process(command, folder=tmp_path, settings={}) as instance:
            assert instance.base_url.endswith(port)


def test_workers_of_a_process_end_with_the_process(tmp_path: Path) -> None:
    forks = (
        f"import os; worker = os.fork()\nif worker: {SERVES}\nelse:\n import time; time.sleep(60)"
    )
    with app_process([sys.executable, "-c", forks], folder=tmp_path, settings={}) as instance:
        (worker,) = psutil.Process(instance.pid).children()
    gone, left = psutil.wait_procs([worker], timeout=5)
    assert (gone, left) == ([worker], [])
