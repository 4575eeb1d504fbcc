"""An app's process is ready when it prints its address; a process that fails is reported."""

import sys
from pathlib import Path

import psutil
import pytest

from bluebar.e2e.targets import app_process as module
from bluebar.e2e.targets.app_process import LISTENS, AppDidNotStart, app_process

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


@pytest.mark.parametrize(
    ("printed", "url"),
    [
        ("Kith listens on http://127.0.0.1:7", "http://127.0.0.1:7"),
        (
            "Docs: https://docs.test/a Uvicorn running on http://127.0.0.1:7 (Press",
            "http://127.0.0.1:7",
        ),
        ("* Listening on http://0.0.0.0:7/", "http://127.0.0.1:7"),
        ("PHP 8.2 Development Server (http://localhost:7) started", "http://localhost:7"),
        ("Local: \x1b[36mhttp://[::1]:7/crm/\x1b[39m", "http://[::1]:7/crm"),
    ],
    ids=["the reference app", "a link before it", "every address", "brackets", "colors and a path"],
)
def test_the_first_url_of_this_machine_is_the_apps(tmp_path: Path, printed: str, url: str) -> None:
    command = [sys.executable, "-c", f"import time; print({printed!r}); time.sleep(60)"]
    with app_process(command, folder=tmp_path, settings={}) as instance:
        assert instance.base_url == url


BINDS = """
import os, socket, sys, time
with socket.create_server(("{host}", int(sys.argv[1])), family=socket.{family}) as server:
    print("PORT is", os.environ["PORT"])
    time.sleep(60)
"""


@pytest.mark.parametrize(
    ("host", "family", "url"),
    [("127.0.0.1", "AF_INET", "http://127.0.0.1:"), ("::1", "AF_INET6", "http://[::1]:")],
)
def test_bluebar_chooses_a_free_port_for_an_app_that_prints_none(
    tmp_path: Path, host: str, family: str, url: str
) -> None:
    program = BINDS.format(host=host, family=family)
    command = [sys.executable, "-c", program, "{port}"]
    with app_process(command, folder=tmp_path, settings={"PORT": "{port}"}) as instance:
        port = instance.base_url.rpartition(":")[2]
        assert instance.base_url == f"{url}{port}"
        assert Path(instance.log).read_text() == f"PORT is {port}\n"


@pytest.mark.parametrize(
    ("command", "listens", "said"),
    [
        (
            ["print('see http://docs.test/x for help')"], LISTENS,
            "wanted: the app to print its URL, in a line with an address of this machine and a "
            "port\nhappened: the app ended with status 0, and did not print such a line; its "
            "output has http://docs.test/x",
        ),
        (["print('ready')"], r"up at (\S+)", "in a line with 'up at (\\\\S+)'\n"),
        (["print('ready')"], r"up at (\S+)", "its output has no URL"),
        (["print('{port}')"], LISTENS, "the app ended with status 0, and did not accept"),
        (["print('x')"], LISTENS, "or let bluebar choose the port (`{port}` in the command)"),
    ],
    ids=["another URL", "a pattern", "no URL", "a port", "what to do"],
)  # fmt: skip
def test_a_process_without_an_address_is_told_what_is_wanted(
    tmp_path: Path, command: list[str], listens: str, said: str
) -> None:
    with (
        pytest.raises(AppDidNotStart) as raised,
        app_process(
            [sys.executable, "-c", *command], folder=tmp_path, settings={}, listens=listens
        ),
    ):
        pass
    assert said in str(raised.value)


def test_a_process_that_prints_no_address_in_time_is_told_how_long_bluebar_waited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "START_SECONDS", 0.1)
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    with (
        pytest.raises(AppDidNotStart, match=r"did not print such a line; .* within 0\.1 s"),
        app_process(command, folder=tmp_path, settings={}),
    ):
        pass


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
