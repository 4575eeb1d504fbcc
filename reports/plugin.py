"""The reports' place in pytest: the fixture `attempt`, outcomes, and when records are written.

Only a run that has facts (`RUN_FACTS`, set by the browser suite) writes a report; bluebar's own
tests write none.
"""

import os
import time
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bluebar.reports.collector import Collector
from bluebar.reports.html.pytest_html import page_of
from bluebar.reports.html.report_writer import write_report
from bluebar.reports.junit import append_rerun, could_not_write
from bluebar.reports.record.attempt import Attempt
from bluebar.reports.record.attempts_of_test import tried, wrong
from bluebar.reports.record.outcomes import Outcome, anything_was_judged, whose_trouble
from bluebar.reports.record.record import Record
from bluebar.reports.report_folder import ReportFolder, default_home
from bluebar.reports.scrubber import Scrubber
from bluebar.reports.secrets.redaction import Redactor
from bluebar.reports.terminal import five_lines

RUN_FACTS = pytest.StashKey[dict[str, str]]()
"""Names and values that header and page show of the run; set on the controller's config."""

_ATTEMPT = pytest.StashKey[Attempt]()
_REPORTER = pytest.StashKey["Reporter"]()
SUITE = (Path(__file__).parents[1] / "e2e").resolve()
"""bluebar's own tests, in the checkout or in site-packages."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add where reports are kept, and what else is looked through."""
    group = parser.getgroup("bluebar: reports")
    group.addoption(
        "--reports",
        metavar="DIR",
        help="the folder for the reports of all runs; the last ten are kept "
        "(default: bluebar-reports; in bluebar's checkout: reports/out)",
    )
    group.addoption(
        "--also-check",
        action="append",
        default=[],
        metavar="PATH",
        help="a file or folder that something else writes, such as pytest-html or Allure: looked "
        "through for secrets at the end; one that stands there fails the run (can be given again)",
    )


def keep_everything(config: pytest.Config) -> None:
    """Make this run keep a trace of every test, and write a report.

    Called from a suite's pytest_configure, on the controller and on workers. What the person
    chose on the command line stands.

    Raises:
        pytest.UsageError: pytest-playwright's --output would delete something that is needed.
    """
    if not _was_chosen(config, "--tracing"):
        config.option.tracing = "on"
    if hasattr(config, "workerinput"):
        return
    home = Path(config.getoption("--reports") or default_home(config.rootpath)).absolute()
    _refuse_dangerous_output(config, home)
    reporter = Reporter(config, ReportFolder(home))
    config.stash[_REPORTER] = reporter
    if not (config.option.xmlpath or config.option.collectonly):
        config.option.xmlpath = str(reporter.folder.path / "junit.xml")
    config.pluginmanager.register(reporter, "bluebar-reporter")


def _was_chosen(config: pytest.Config, option: str) -> bool:
    """Say whether an option was given; its value does not tell `off` from nothing."""
    return any(
        argument == option or argument.startswith(f"{option}=")
        for argument in (*config.invocation_params.args, *config.getini("addopts"))
    )


def _refuse_dangerous_output(config: pytest.Config, home: Path) -> None:
    """Refuse a folder that pytest-playwright would delete with something needed in it."""
    output = Path(config.getoption("--output")).absolute()
    root = config.rootpath.absolute()
    is_around = output == root or output in root.parents or output in home.parents
    inside_reports = output == home or home in output.parents
    holds_sources = output.is_dir() and any(output.rglob("*.py"))
    if is_around or inside_reports or holds_sources:
        raise pytest.UsageError(
            f"--output {output}: pytest-playwright deletes this whole folder at the start of each "
            "run, and it holds sources or kept reports. Name another, or leave the option out."
        )


def note_run_error(config: pytest.Config, text: str) -> str:
    """Write a report of a run that could not start; pytest will not come to its end.

    Returns:
        Where it lies, for the terminal.
    """
    reporter = config.stash.get(_REPORTER, None)
    return reporter.run_error(text) if reporter else ""


@pytest.fixture
def attempt(request: pytest.FixtureRequest) -> Attempt:
    """Collect what this attempt does and sees, for its record."""
    made = Attempt(_address(request.node))
    request.node.stash[_ATTEMPT] = made
    return made


def _address(item: pytest.Item) -> str:
    """Return the path of a test's file, and the test's name in the file.

    A test of bluebar is named `e2e/…` in the checkout and where bluebar is installed, so that the
    same seed makes the same mailbox. Another file is named by its path from pytest's root: its node
    ID begins at the argument on the command line, and a replay has another argument.
    """
    name = item.nodeid.partition("::")[2]
    path = item.path.resolve()
    if path.is_relative_to(SUITE):
        return f"{SUITE.name}/{path.relative_to(SUITE).as_posix()}::{name}"
    file = os.path.relpath(item.path, item.config.rootpath)
    return f"./{file}::{name}" if Path(file).parts[0] == SUITE.name else f"{file}::{name}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell bluebar's own trouble from the app's, and send the attempt's notes along."""
    report = yield
    noted = item.stash.get(_ATTEMPT, None)
    if noted is None or not noted.used:
        return report
    if report.when == "call" and report.failed and call.excinfo is not None:
        outcome = whose_trouble(call.excinfo.value, clicked=noted.clicked)
        if outcome is Outcome.ERROR:
            # What fails outside of a test's body is an error to pytest, its terminal and JUnit.
            report.when = "setup"
    if report.failed or report.sections:
        _take_out(noted.secrets, report)
    if report.when == "teardown":
        report.attempt_notes = noted.to_json()  # type: ignore[attr-defined]
        # For the controller's eyes only: it takes them out of what it writes.
        report.attempt_secrets = sorted(noted.secrets)  # type: ignore[attr-defined]
        # The next attempt at this test may not come as far as to note anything.
        del item.stash[_ATTEMPT]
    return report


def _take_out(secrets: Iterable[str], report: pytest.TestReport) -> None:
    """Rid what the terminal and other reporters are about to tell of secrets."""
    redactor = Redactor(secrets)
    if report.failed and redactor.find((told := report.longreprtext).encode(errors="replace")):
        report.longrepr = redactor.rewrite_text(told)
    report.sections = [(name, redactor.rewrite_text(text)) for name, text in report.sections]


class Reporter:
    """Write the report of one run; lives on the controller only."""

    def __init__(self, config: pytest.Config, folder: ReportFolder) -> None:
        self.config = config
        self.folder = folder
        self.cleaner = Scrubber(folder)
        self.collector = Collector(folder, self.cleaner, page_of(config))
        self.nothing_judged = False

    @property
    def junit(self) -> Path:
        """Return where pytest writes JUnit, as it resolves that itself."""
        given = Path(os.path.expandvars(self.config.option.xmlpath)).expanduser()
        return self.config.invocation_params.dir / given

    @property
    def facts(self) -> dict[str, str]:
        """Return what is known of the run by now."""
        return self.config.stash.get(RUN_FACTS, {})

    def pytest_sessionstart(self) -> None:
        """Make the folder before the first record comes."""
        if not self.config.option.collectonly:
            self.folder.make()

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, report: pytest.TestReport) -> None:
        """Say what ended a worker of pytest-xdist, as far as that is known."""
        worker = report.node.gateway.id
        report.longrepr = (
            f"worker {worker} ended in the middle of this test: by a signal, or because memory ran "
            "out? What it had noted is gone with it."
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in one phase of a test, before other reporters see its files where they were."""
        self.collector.add(report, self.facts, self.config.invocation_params.dir)
        append_rerun(self.config, report)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        """Write the page; take secrets out of JUnit once it is there; look whether any is left.

        A run in which nothing was judged must not look like a good one, nor one that tells secrets.
        """
        if self.config.option.collectonly:
            return (yield)
        self._write_page()
        result: object = None
        try:
            result = yield
        except OSError as error:
            if not could_not_write(self.config, error):
                raise
            self.folder.cannot("junit.xml", self.junit, error)
        finally:
            # Also where a fixture that ends only now raises.
            self._clean(interrupted=session.exitstatus == pytest.ExitCode.INTERRUPTED)
        judged = anything_was_judged(each.outcome for each in self.collector.records)
        if session.exitstatus == pytest.ExitCode.OK and not judged:
            self.nothing_judged = True
            session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
        if session.exitstatus == pytest.ExitCode.OK and self.cleaner.leaks:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return result

    def _clean(self, *, interrupted: bool) -> None:
        """Take the secrets out of all that was written, and look whether any is left."""
        started_in = self.config.invocation_params.dir
        if interrupted:
            self.cleaner.forget_traces(started_in / self.config.getoption("--output"))
        also = [started_in / path for path in self.config.getoption("--also-check")]
        self.cleaner.finish(self.junit, also)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Tell what went wrong, five lines each, and where the report lies."""
        if self.config.option.collectonly:
            return
        lines = [
            line
            for test in wrong(tried(self.collector.records))
            for line in five_lines(test.telling)
        ]
        if lines:
            terminalreporter.section("what went wrong")
            for line in lines:
                terminalreporter.line(line)
        if self.nothing_judged:
            terminalreporter.line(
                "nothing was judged: no test of this run passed or failed, so it proves nothing "
                "and exits with 5",
                red=True,
            )
        for leak in self.cleaner.leaks:
            terminalreporter.line(str(leak), red=True)
        if self.folder.trouble:
            terminalreporter.line(self.folder.trouble, red=True)
        terminalreporter.line(self._where())

    def run_error(self, text: str) -> str:
        """Record that the run could not start; return where that can be read."""
        self.folder.make()
        record = Record(
            test="the run",
            attempt=1,
            outcome=Outcome.ERROR,
            began=time.time(),
            seconds=0.0,
            error=text,
            run=self.facts,
        )
        self.collector.records.append(record)
        self.folder.write_records([record], more=True)
        self._write_page()
        suite = ElementTree.Element("testsuite", name="pytest", tests="1", errors="1", failures="0")
        case = ElementTree.SubElement(suite, "testcase", classname="bluebar", name=record.test)
        ElementTree.SubElement(case, "error", message=text.partition("\n")[0]).text = text
        try:
            ElementTree.ElementTree(suite).write(self.junit, encoding="utf-8")
        except OSError as error:
            self.folder.cannot("junit.xml", self.junit, error)
        return f"{self.folder.trouble}\n{self._where()}".lstrip()

    def _where(self) -> str:
        """Say where report and JUnit lie, and how to look at it with its trace viewer."""
        index, junit = self.folder.path / "index.html", self.config.option.xmlpath
        folder = os.path.relpath(self.folder.path)
        return f"report: {index}\njunit:  {junit}\nopen:   bluebar report open {folder}"

    def _write_page(self) -> None:
        write_report(self.folder, self.collector.records, self.facts)
