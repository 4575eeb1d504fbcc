"""`bluebar night`: its exit status, report, history and clean-up."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from bluebar.commands import night as nightly
from bluebar.commands.main import main
from bluebar.mailserver.docker_client import DockerUnavailable
from bluebar.mailserver.dovecot.installation import DovecotUnavailable
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.report_folder import ReportFolder
from tests.reports.examples import RUN, record

ROOT = Path(__file__).parents[2]
Night = Callable[[dict[str, int]], int]


@pytest.fixture
def night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Night:
    """Run `bluebar night` with fake runs, which end with the given exit status on each launcher."""
    monkeypatch.setattr(nightly, "home", lambda: tmp_path)

    def run(statuses: dict[str, int]) -> int:
        def no_daemon() -> None:
            raise DockerUnavailable(
                wanted="", happened="no such file", where="a socket", next_step=""
            )

        def no_dovecot() -> None:
            raise DovecotUnavailable(wanted="", happened="no program", where="", next_step="")

        def run_ends(command: Sequence[str]) -> int:
            way = command[command.index("--mailserver") + 1]
            outcome = Outcome.FAILED if statuses[way] else Outcome.PASSED
            folder = ReportFolder(Path(command[command.index("--reports") + 1]))
            folder.make()
            facts = RUN | {"way": way, "mail server": f"GreenMail ({way})"}
            folder.write_records([replace(record("counts/it", outcome), run=facts)])
            return statuses[way]

        check = (lambda: None) if "docker" in statuses else no_daemon
        monkeypatch.setattr(nightly, "check_docker", check)
        found = (lambda: None) if "dovecot" in statuses else no_dovecot
        monkeypatch.setattr(nightly, "installed", found)
        monkeypatch.setattr(nightly, "run_to_its_end", run_ends)
        return main(["night", "--history", str(tmp_path / "history.jsonl")])

    return run


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ({"docker": 0, "jvm": 0}, 0),
        ({"docker": 0, "jvm": 1}, 0),
        ({"docker": 1, "jvm": 0}, 1),
        ({"docker": 0, "jvm": 0, "dovecot": 1}, 0),
        ({"jvm": 0}, 0),
        ({"jvm": 1}, 1),
    ],
)
def test_the_run_on_the_first_available_launcher_must_pass(
    night: Night, tmp_path: Path, statuses: dict[str, int], status: int
) -> None:
    assert night(statuses) == status
    (line,) = (tmp_path / "history.jsonl").read_text().splitlines()
    assert sorted(json.loads(line)["sides"]) == sorted(statuses)
    link = tmp_path / json.loads(line)["link"]
    assert "bluebar: " in link.read_text()


def test_the_output_names_a_launcher_that_is_missing_and_the_result_of_each(
    night: Night, capfd: pytest.CaptureFixture[str]
) -> None:
    night({"jvm": 0})
    shown = capfd.readouterr().out
    assert "docker: NOT RUN, a socket: no such file\ndovecot: NOT RUN, no program\n" in shown
    night({"docker": 0, "jvm": 1})
    shown = capfd.readouterr().out
    assert "## bluebar: 1 failed, 1 passed" in shown
    assert "docker: passed\njvm: FAILED, exit status 1\n" in shown


def test_a_night_in_which_no_run_began_does_not_summarize_the_last_night(
    night: Night,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert night({"jvm": 0}) == 0
    assert capfd.readouterr().out.count("## bluebar") == 1
    monkeypatch.setattr(nightly, "run_to_its_end", lambda _: 4)
    history = str(tmp_path / "history.jsonl")
    assert main(["night", "--history", history, "--no-such-option"]) == 4
    assert not capfd.readouterr().out.count("## bluebar")


SLOW_TO_END = """
import sys, time
try:
    print("began", flush=True)
    # Short sleeps: a signal that arrives just before a sleep is handled after the sleep.
    for _ in range(6000):
        time.sleep(0.01)
except KeyboardInterrupt:
    time.sleep(0.5)
    print("cleaned up", flush=True)
    sys.exit(2)
"""


@pytest.mark.parametrize(
    ("number", "says"), [(signal.SIGINT, "cleaned up\n"), (signal.SIGTERM, "")]
)
def test_a_signal_reaches_the_run_which_cleans_up(number: signal.Signals, says: str) -> None:
    program = (
        # A shell starts background commands, these tests for example, with SIGINT ignored.
        f"import signal, sys\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"from bluebar.commands.night import run_to_its_end\n"
        f"run_to_its_end([sys.executable, '-c', {SLOW_TO_END!r}])\nprint('went on')"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "began\n"
    process.send_signal(number)
    said, _ = process.communicate(timeout=30)
    assert said == says
    assert process.returncode == 128 + number
