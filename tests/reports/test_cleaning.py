"""A run takes its secrets out of whatever it leaves, and is red where one is left."""

from pathlib import Path

import pytest

from bluebar.commands.main import main
from tests.reports.planted import PLANTED, SECRET
from tests.reports.test_plugin import CONFTEST, ROOT

LEAVES = """
from pathlib import Path
from tests.reports.planted import PLANTED, SECRET

def test_it(noted, record_property):
    noted.clicked = True
    noted.note_secret(SECRET)
    noted.note_log(SECRET)
    record_property("told", SECRET)
    for name, (data, _) in PLANTED.items():
        file = Path("out", "latest", name)
        if name not in ("records.jsonl", "index.html", "junit.xml"):
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(data)
"""
TRACES = """
import pytest
from pathlib import Path

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.when == "teardown":
        report.user_properties.append(("playwright_trace", "test-results/it/trace.zip"))
        report.extras = [{"content": "../test-results/it/trace.zip", "name": "Trace"}]
    return report
"""
FORGETS = """
from bluebar.reports.secrets.redaction import Redactor
Redactor.rewrite = lambda self, data: data
"""


@pytest.fixture(autouse=True)
def _ours_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def run(pytester: pytest.Pytester, body: str, *options: str, **plugins: str) -> pytest.RunResult:
    """Run one test."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(body, **plugins)
    pytester.makeini("[pytest]\npythonpath = .")
    named = [option for name in plugins for option in ("-p", name)]
    out = ("--reports", str(pytester.path / "out"))
    return pytester.runpytest_subprocess("-p", "bluebar.reports.plugin", *named, *out, *options)


def latest(pytester: pytest.Pytester) -> Path:
    """Return the folder of the run."""
    return (pytester.path / "out" / "latest").resolve()


def checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what `check` finds in a run's folder."""
    capsys.readouterr()
    status = main(["report", "check", str(folder)])
    found = capsys.readouterr().out.splitlines()[:-1]
    assert status == bool(found)
    return found


def test_a_run_leaves_none_of_the_secrets_that_were_told_everywhere(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(pytester, LEAVES)
    assert result.ret == 0
    result.stdout.no_fnmatch_line("*a secret*")
    assert checked(latest(pytester), capsys) == []
    assert all((latest(pytester) / name).is_file() for name in PLANTED)


def test_without_rewriting_each_of_them_turns_run_and_check_red(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(pytester, LEAVES, forgets=FORGETS)
    result.assert_outcomes(passed=1)
    assert result.ret == 1
    found = checked(latest(pytester), capsys)
    planted = {name: told.format(latest(pytester) / name) for name, (_, told) in PLANTED.items()}
    planted["index.html"] = planted["index.html"].replace("report.json", "part-0.json")
    for told in planted.values():
        assert told in found
        assert told in result.outlines
    assert SECRET not in result.stdout.str()


def test_neither_terminal_nor_junit_is_told_a_secret_wherever_that_lies(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLACE", str(pytester.path))
    body = """
import logging

def test_it(noted, record_property):
    noted.clicked = True
    noted.note_secret("sesame-open")
    record_property("typed", "sesame-open")
    print("typed sesame-open")
    logging.warning("typed sesame-open")
    assert "sesame-open" == "nothing"
"""
    result = run(pytester, body, "--junitxml=$PLACE/junit.xml")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *assert 'xxxxxxxxxxx' == 'nothing'", "typed xxxxxxxxxxx"])
    assert "sesame" not in result.stdout.str()
    assert "sesame" not in (pytester.path / "junit.xml").read_text()


def test_what_others_write_is_looked_through_when_told(pytester: pytest.Pytester) -> None:
    body = """
from tests.reports.planted import SECRET

def test_it(noted, pytestconfig):
    noted.clicked = True
    noted.note_secret(SECRET)
    folder = pytestconfig.rootpath / "allure-results"
    folder.mkdir()
    for file in (folder / "1-result.json", pytestconfig.rootpath / "page.html"):
        file.write_text(SECRET)
"""
    assert run(pytester, body).ret == 0
    told = ("--also-check", "allure-results", "--also-check", "page.html", "--also-check", "none")
    result = run(pytester, body.replace("mkdir()", "mkdir(exist_ok=True)"), *told)
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            f"{pytester.path}/allure-results/1-result.json: a secret stands there (as it is)",
            f"{pytester.path}/page.html: a secret stands there (as it is)",
            f"{pytester.path}/none cannot be looked into: a secret may stand there",
        ],
        consecutive=True,
    )


def kept(pytester: pytest.Pytester) -> Path:
    """Return what pytest-playwright would have left of a test."""
    return pytester.path / "test-results" / "it" / "trace.zip"


BROWSES = """
from pathlib import Path
from tests.reports.planted import zipped

def test_it(noted):
    noted.clicked = True
    Path("test-results", "it").mkdir(parents=True)
    Path("test-results", "it", "trace.zip").write_bytes(zipped(trace_network=b"{}"))
"""


def test_a_test_that_is_interrupted_leaves_no_trace_with_unknown_secrets(
    pytester: pytest.Pytester,
) -> None:
    result = run(pytester, BROWSES + "    raise KeyboardInterrupt\n")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["1 traces in *test-results were deleted: their tests did not *"])
    assert not kept(pytester).exists()


LINKS = """
class Page:
    def pytest_runtest_logreport(self, report):
        for extra in getattr(report, "extras", []):
            print("linked:", extra)

def pytest_addoption(parser):
    parser.addoption("--html", dest="htmlpath")

def pytest_configure(config):
    config.pluginmanager.register(Page())
"""
"""As pytest-html does it."""


def test_pytest_htmls_links_lead_to_the_trace_without_its_secrets(
    pytester: pytest.Pytester,
) -> None:
    result = run(pytester, BROWSES, "-s", "--html=pages/page.html", traces=TRACES, links=LINKS)
    assert result.ret == 0
    (trace,) = latest(pytester).glob("attempts/*/trace.zip")
    link = trace.relative_to(pytester.path)
    result.stdout.fnmatch_lines([f"*linked: {{'content': '../{link}', 'name': 'Trace'}}"])
