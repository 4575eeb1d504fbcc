"""The pytest plugin of the reports: the fixture `attempt`, outcomes, records and pages.

Only a suite that calls `keep_everything` writes a report; bluebar's own tests do not.
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
from bluebar.reports.junit import append_rerun, could_not_write
from bluebar.reports.record.attempt import Attempt
from bluebar.reports.record.attempts_of_test import group_by_test, needing_a_look
from bluebar.reports.record.outcomes import Outcome, any_judged, outcome_of_exception
from bluebar.reports.record.record import Record
from bluebar.reports.report_folder import ReportFolder
from bluebar.reports.report_writer import write_report
from bluebar.reports.scrubber import Scrubber
from bluebar.reports.secrets.redaction import Redactor
from bluebar.reports.terminal import five_lines

RUN_FACTS = pytest.StashKey[dict[str, str]]()
"""Names and values of the run for header and pages; set on the controller's config."""

_ATTEMPT = pytest.StashKey[Attempt]()
_REPORTER = pytest.StashKey["Reporter"]()
DEFAULT_HOME = Path("reports") / "out"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options for the reports' folder and for more files to search for secrets."""
    group = parser.getgroup("bluebar: reports")
    group.addoption(
        "--reports",
        metavar="DIR",
        help="folder for the reports; each run makes a folder in it, and the last ten are kept "
        "(default: reports/out)",
    )
    group.addoption(
        "--also-check",
        action="append",
        default=[],
        metavar="PATH",
        help="a file or folder of another reporter, such as pytest-html or Allure, to search for "
        "secrets when the run ends; a secret in it fails the run (repeatable)",
    )


def keep_everything(config: pytest.Config) -> None:
    """Keep a trace of every test and write a report, unless the command line says otherwise.

    A suite calls this in pytest_configure, on the controller and on workers.

    Raises:
        pytest.UsageError: pytest-playwright would delete sources or reports in --output.
    """
    if not _was_chosen(config, "--tracing"):
        config.option.tracing = "on"
    if hasattr(config, "workerinput"):
        return
    home = Path(config.getoption("--reports") or config.rootpath / DEFAULT_HOME).absolute()
    _reject_dangerous_output(config, home)
    reporter = Reporter(config, ReportFolder(home))
    config.stash[_REPORTER] = reporter
    if not (config.option.xmlpath or config.option.collectonly):
        config.option.xmlpath = str(reporter.folder.path / "junit.xml")
    config.pluginmanager.register(reporter, "bluebar-reporter")


def _was_chosen(config: pytest.Config, option: str) -> bool:
    """Return whether an option was given; the value `off` is also the default."""
    return any(
        argument == option or argument.startswith(f"{option}=")
        for argument in (*config.invocation_params.args, *config.getini("addopts"))
    )


def _reject_dangerous_output(config: pytest.Config, home: Path) -> None:
    """Reject an --output folder that contains sources or reports."""
    output = Path(config.getoption("--output")).absolute()
    root = config.rootpath.absolute()
    contains_root = output == root or output in root.parents or output in home.parents
    inside_reports = output == home or home in output.parents
    contains_sources = output.is_dir() and any(output.rglob("*.py"))
    if contains_root or inside_reports or contains_sources:
        raise pytest.UsageError(
            f"--output {output}: pytest-playwright deletes this whole folder at the start of each "
            "run, and the folder contains sources or reports. Name another folder, or leave the "
            "option out."
        )


def note_run_error(config: pytest.Config, text: str) -> str:
    """Write the report of a run that could not start, because pytest stops before it writes one.

    Returns:
        The report's path for the terminal.
    """
    reporter = config.stash.get(_REPORTER, None)
    return reporter.run_error(text) if reporter else ""


@pytest.fixture
def attempt(request: pytest.FixtureRequest) -> Attempt:
    """Collect the notes of this attempt for its record."""
    notes = Attempt(_test_id(request.node))
    request.node.stash[_ATTEMPT] = notes
    return notes


def _test_id(item: pytest.Item) -> str:
    """Return the path of a test's file relative to pytest's root, and the test's name in the file.

    This is the node id, except for a test outside of the root: the node id of such a test depends
    on the path on the command line.
    """
    file = os.path.relpath(item.path, item.config.rootpath)
    return f"{file}::{item.nodeid.partition('::')[2]}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Decide between an error in bluebar and a failure of the app, and attach the notes."""
    report = yield
    noted = item.stash.get(_ATTEMPT, None)
    if noted is None or not noted.used:
        return report
    if report.when == "call" and report.failed and call.excinfo is not None:
        outcome = outcome_of_exception(call.excinfo.value, clicked=noted.clicked)
        if outcome is Outcome.ERROR:
            # For pytest, its terminal and JUnit, a failed set-up is an error.
            report.when = "setup"
    if report.failed or report.sections:
        _redact(noted.secrets, report)
    if report.when == "teardown":
        # The notes contain the secrets; the controller removes them from everything it writes.
        report.attempt_notes = noted.to_bytes()  # type: ignore[attr-defined]
        # The next attempt may stop before it notes anything.
        del item.stash[_ATTEMPT]
    return report


def _redact(secrets: Iterable[str], report: pytest.TestReport) -> None:
    """Remove secrets from the texts that the terminal and other reporters show."""
    redactor = Redactor(secrets)
    if report.failed and redactor.find((text := report.longreprtext).encode(errors="replace")):
        report.longrepr = redactor.rewrite_text(text)
    report.sections = [(name, redactor.rewrite_text(text)) for name, text in report.sections]


class Reporter:
    """Write the report of one run; only the controller has a reporter."""

    def __init__(self, config: pytest.Config, folder: ReportFolder) -> None:
        self.config = config
        self.folder = folder
        self.scrubber = Scrubber(folder)
        self.collector = Collector(folder, self.scrubber, page_of(config))
        self.nothing_judged = False

    @property
    def junit(self) -> Path:
        """Return the path of pytest's JUnit file, resolved in pytest's way."""
        given = Path(os.path.expandvars(self.config.option.xmlpath)).expanduser()
        return self.config.invocation_params.dir / given

    @property
    def facts(self) -> dict[str, str]:
        """Return the names and values of the run that are known now."""
        return self.config.stash.get(RUN_FACTS, {})

    def pytest_sessionstart(self) -> None:
        """Make the folder before the first record."""
        if not self.config.option.collectonly:
            self.folder.make()

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, report: pytest.TestReport) -> None:
        """Describe the end of a worker of pytest-xdist."""
        worker = report.node.gateway.id
        report.longrepr = (
            f"worker {worker} ended in the middle of this test, by a signal or because memory ran "
            "out. Its notes are lost."
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect one phase of a test, before other reporters see the old paths of its files."""
        self.collector.add(report, self.facts, self.config.invocation_params.dir)
        append_rerun(self.config, report)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        """Write the page, let pytest write JUnit, then remove and search for secrets.

        A run without a judged test fails, and also a run that leaves a secret in its files.
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
            self.folder.add_write_error("junit.xml", self.junit, error)
        finally:
            # Also if the teardown of a session fixture raises.
            self._clean(interrupted=session.exitstatus == pytest.ExitCode.INTERRUPTED)
        judged = any_judged(each.outcome for each in self.collector.records)
        if session.exitstatus == pytest.ExitCode.OK and not judged:
            self.nothing_judged = True
            session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
        if session.exitstatus == pytest.ExitCode.OK and self.scrubber.hits:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return result

    def _clean(self, *, interrupted: bool) -> None:
        """Remove the secrets from everything that was written, and search again."""
        started_in = self.config.invocation_params.dir
        if interrupted:
            self.scrubber.delete_traces(started_in / self.config.getoption("--output"))
        also = [started_in / path for path in self.config.getoption("--also-check")]
        self.scrubber.finish(self.junit, also)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print five lines per failed test, problems of the report, and the report's path."""
        if self.config.option.collectonly:
            return
        lines = [
            line
            for test in needing_a_look(group_by_test(self.collector.records))
            for line in five_lines(test.reported)
        ]
        if lines:
            terminalreporter.section("what went wrong")
            for line in lines:
                terminalreporter.line(line)
        if self.nothing_judged:
            terminalreporter.line(
                "nothing was judged: no test passed or failed, so this run proves nothing and "
                "exits with 5",
                red=True,
            )
        for hit in self.scrubber.hits:
            terminalreporter.line(str(hit), red=True)
        if self.folder.problem:
            terminalreporter.line(self.folder.problem, red=True)
        terminalreporter.line(self._paths())

    def run_error(self, text: str) -> str:
        """Write the report of a run that could not start; return the report's path."""
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
            self.folder.add_write_error("junit.xml", self.junit, error)
        return f"{self.folder.problem}\n{self._paths()}".lstrip()

    def _paths(self) -> str:
        """Return the paths of report and JUnit, and the command that opens the report."""
        index, junit = self.folder.path / "index.html", self.config.option.xmlpath
        folder = os.path.relpath(self.folder.path)
        return f"report: {index}\njunit:  {junit}\nopen:   bluebar report open {folder}"

    def _write_page(self) -> None:
        write_report(self.folder, self.collector.records, self.facts)
