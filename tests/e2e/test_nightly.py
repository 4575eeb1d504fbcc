"""A night ends as the run that has to pass did, and tells of both."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bluebar.commands import night as nightly
from bluebar.mailserver.docker_client import DockerUnavailable
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.report_folder import ReportFolder
from tests.reports.examples import RUN, record

ROOT = Path(__file__).parents[2]
Night = Callable[[dict[str, int]], int]


@pytest.fixture
def night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Night:
    """Run a night whose pytest is played, from the exit status on each way that there is."""
    monkeypatch.setattr(nightly, "HOME", tmp_path)

    def run(statuses: dict[str, int]) -> int:
        def no_daemon() -> None:
            raise DockerUnavailable(
                wanted="", happened="no such file", where="a socket", next_step=""
            )

        def pytest_ends(command: Sequence[str]) -> int:
            if "pytest" not in command:
                return subprocess.run(command, cwd=ROOT, check=False).returncode
            way = command[command.index("--mailserver") + 1]
            outcome = Outcome.FAILED if statuses[way] else Outcome.PASSED
            folder = ReportFolder(Path(command[command.index("--reports") + 1]))
            folder.make()
            facts = RUN | {"way": way, "mail server": f"GreenMail ({way})"}
            folder.write_records([replace(record("counts/it", outcome), run=facts)])
            return statuses[way]

        check = (lambda: None) if "docker" in statuses else no_daemon
        monkeypatch.setattr(nightly, "check_docker", check)
        monkeypatch.setattr(nightly, "run_to_its_end", pytest_ends)
        return nightly.main(["--history", str(tmp_path / "history.jsonl")])

    return run


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ({"docker": 0, "jvm": 0}, 0),
        ({"docker": 0, "jvm": 1}, 0),
        ({"docker": 1, "jvm": 0}, 1),
        ({"jvm": 0}, 0),
        ({"jvm": 1}, 1),
    ],
)
def test_the_first_way_there_is_has_to_pass(
    night: Night, tmp_path: Path, statuses: dict[str, int], status: int
) -> None:
    assert night(statuses) == status
    (line,) = (tmp_path / "history.jsonl").read_text().splitlines()
    assert sorted(json.loads(line)["sides"]) == sorted(statuses)
    link = tmp_path / json.loads(line)["link"]
    assert "bluebar: " in link.read_text()


def test_what_could_not_run_is_told_and_the_summary_names_both_ways(
    night: Night, capfd: pytest.CaptureFixture[str]
) -> None:
    night({"jvm": 0})
    assert "docker: NOT RUN, a socket: no such file\n" in capfd.readouterr().out
    night({"docker": 0, "jvm": 1})
    told = capfd.readouterr().out
    assert "## bluebar: 1 failed, 1 passed" in told
    assert "docker: passed\njvm: FAILED, exit status 1\n" in told


def test_a_night_in_which_no_run_began_is_not_told_by_last_nights_records(
    night: Night,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert night({"jvm": 0}) == 0
    assert capfd.readouterr().out.count("## bluebar") == 1
    play = nightly.run_to_its_end
    monkeypatch.setattr(
        night, "run_to_its_end", lambda command: 4 if "pytest" in command else play(command)
    )
    history = str(tmp_path / "history.jsonl")
    assert nightly.main(["--history", history, "--no-such-option"]) == 4
    assert not capfd.readouterr().out.count("## bluebar")


SLOW_TO_END = """
import sys, time
try:
    print("began", flush=True)
    # Short naps: a signal that comes just before a nap ends only after it.
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
def test_who_asks_it_to_end_reaches_the_suite_which_ends_in_its_own_time(
    number: signal.Signals, says: str
) -> None:
    program = (
        # A shell has SIGINT ignored by what it starts in the background, these tests for one.
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
