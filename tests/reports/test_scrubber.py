"""A run overwrites its secrets in all its output, and fails if one is left."""

from pathlib import Path

import pytest

from bluebar.commands.main import main
from tests.child_pytest import QUICK
from tests.reports.planted import PLANTED, SECRET
from tests.reports.test_plugin import CONFTEST, ROOT

WRITES_SECRETS = """
from pathlib import Path
from tests.reports.planted import PLANTED, SECRET

def test_it(noted, record_property):
    noted.clicked = True
    noted.note_secret(SECRET)
    noted.log += SECRET
    record_property("secret", SECRET)
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
DOES_NOT_REDACT = """
from bluebar.reports.secrets.redaction import Redactor
Redactor.rewrite = lambda self, data: data
"""


@pytest.fixture(autouse=True)
def _bluebar_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def run(pytester: pytest.Pytester, body: str, *options: str, **plugins: str) -> pytest.RunResult:
    """Run one test."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(body, **plugins)
    pytester.makeini("[pytest]\npythonpath = .")
    named = [option for name in plugins for option in ("-p", name)]
    out = ("--reports", str(pytester.path / "out"))
    return pytester.runpytest_subprocess(
        *QUICK, "-p", "bluebar.reports.plugin", *named, *out, *options
    )


def latest(pytester: pytest.Pytester) -> Path:
    """Return the folder of the run."""
    return (pytester.path / "out" / "latest").resolve()


def checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines of `bluebar report check` for a run's folder."""
    capsys.readouterr()
    status = main(["report", "check", str(folder)])
    found = capsys.readouterr().out.splitlines()[:-1]
    assert status == bool(found)
    return found


def test_a_runs_output_contains_no_secret(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(pytester, WRITES_SECRETS)
    assert result.ret == 0
    result.stdout.no_fnmatch_line("*contains a secret*")
    assert checked(latest(pytester), capsys) == []
    assert all((latest(pytester) / name).is_file() for name in PLANTED)


def test_every_secret_that_is_not_overwritten_fails_the_run_and_the_check(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(pytester, WRITES_SECRETS, does_not_redact=DOES_NOT_REDACT)
    result.assert_outcomes(passed=1)
    assert result.ret == 1
    found = checked(latest(pytester), capsys)
    planted = {name: hit.format(latest(pytester) / name) for name, (_, hit) in PLANTED.items()}
    planted["index.html"] = planted["index.html"].replace("report.json", "part-0.json")
    for hit in planted.values():
        assert hit in found
        assert hit in result.outlines
    assert SECRET not in result.stdout.str()


def test_terminal_and_junit_contain_no_secret_with_a_variable_in_the_path(
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


def test_the_output_of_other_reporters_is_searched_with_also_check(
    pytester: pytest.Pytester,
) -> None:
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
    options = (
        "--scan-for-secrets",
        "allure-results",
        "--scan-for-secrets",
        "page.html",
        "--scan-for-secrets",
        "none",
    )
    result = run(pytester, body.replace("mkdir()", "mkdir(exist_ok=True)"), *options)
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            f"{pytester.path}/allure-results/1-result.json: contains a secret (unencoded)",
            f"{pytester.path}/page.html: contains a secret (unencoded)",
            f"{pytester.path}/none: cannot be searched, and may contain a secret",
        ],
        consecutive=True,
    )


def trace_of(pytester: pytest.Pytester) -> Path:
    """Return the path of the trace that pytest-playwright writes for a test."""
    return pytester.path / "test-results" / "it" / "trace.zip"


BROWSES = """
from pathlib import Path
from tests.reports.planted import zipped

def test_it(noted):
    noted.clicked = True
    Path("test-results", "it").mkdir(parents=True)
    Path("test-results", "it", "trace.zip").write_bytes(zipped(trace_network=b"{}"))
"""


def test_the_trace_of_an_interrupted_test_is_deleted(
    pytester: pytest.Pytester,
) -> None:
    result = run(pytester, BROWSES + "    raise KeyboardInterrupt\n")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["1 traces in *test-results were deleted: their tests were *"])
    assert not trace_of(pytester).exists()


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
"""A plugin that reads the links of a report, as pytest-html does."""


def test_pytest_htmls_links_point_to_the_trace_without_secrets(
    pytester: pytest.Pytester,
) -> None:
    result = run(pytester, BROWSES, "-s", "--html=pages/page.html", traces=TRACES, links=LINKS)
    assert result.ret == 0
    (trace,) = latest(pytester).glob("attempts/*/trace.zip")
    link = trace.relative_to(pytester.path)
    result.stdout.fnmatch_lines([f"*linked: {{'content': '../{link}', 'name': 'Trace'}}"])
