"""The pytest plugin of the reports: the fixture `attempt`, outcomes, records and pages.

Only a suite that calls `keep_everything` writes a report; bluebar's own tests do not.
"""

import os
import time
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bluebar.reports.collector import Collector
from bluebar.reports.html.pytest_html import page_of
from bluebar.reports.junit import append_rerun, could_not_write
from bluebar.reports.record.adapter_calls import never_matched
from bluebar.reports.record.attempt import Attempt
from bluebar.reports.record.attempts_of_test import group_by_test, needing_a_look
from bluebar.reports.record.outcomes import Outcome, any_judged, outcome_of_exception
from bluebar.reports.record.record import Record
from bluebar.reports.report_folder import ReportFolder, default_home
from bluebar.reports.report_writer import write_report
from bluebar.reports.scrubber import Scrubber
from bluebar.reports.secrets.redaction import Redactor
from bluebar.reports.terminal import five_lines

RUN_FACTS = pytest.StashKey[dict[str, str]]()
"""The facts of the run by name, for pytest's header and for the pages.

They are stored in the config of the controller, not of the workers of pytest-xdist.
"""

ARGUMENTS_OF_FILE = pytest.StashKey[tuple[str, ...]]()
"""The options that a file of settings adds to the command line, in pytest's config."""

ATTEMPT = pytest.StashKey[Attempt]()
"""The notes of the running attempt, in the stash of pytest's item."""

_REPORTER = pytest.StashKey["Reporter"]()
SUITE = (Path(__file__).parents[1] / "e2e").resolve()
"""The folder of bluebar's own tests, in the checkout or in site-packages."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options for the reports' folder and for more files to search for secrets."""
    group = parser.getgroup("bluebar: reports")
    group.addoption(
        "--reports",
        metavar="DIR",
        help="the folder for the reports of all runs; the last 10 reports are kept "
        "(default: bluebar-reports; in bluebar's checkout: reports/out)",
    )
    group.addoption(
        "--scan-for-secrets",
        action="append",
        default=[],
        metavar="PATH",
        help="a file or folder of another reporter, such as pytest-html or Allure, to search for "
        "secrets when the run ends; a secret in it fails the run; may be repeated (default: only "
        "bluebar's own report is searched)",
    )


def keep_everything(config: pytest.Config) -> None:
    """Keep a trace of every test and write a report, unless the command line says otherwise.

    A suite calls this function in pytest_configure, in the controller and in each worker of
    pytest-xdist.

    Raises:
        pytest.UsageError: the command line has `--output`.
    """
    if not _was_chosen(config, "--tracing"):
        config.option.tracing = "on"
    if hasattr(config, "workerinput"):
        return
    home = Path(config.getoption("--reports") or default_home(config.rootpath)).absolute()
    _reject_output(config)
    reporter = Reporter(config, ReportFolder(home))
    config.stash[_REPORTER] = reporter
    if not (config.option.xmlpath or config.option.collectonly):
        config.option.xmlpath = str(reporter.folder.path / "junit.xml")
    config.pluginmanager.register(reporter, "bluebar-reporter")


def _was_chosen(config: pytest.Config, option: str) -> bool:
    """Return whether the command line, addopts or a file of settings contains an option.

    The option's value does not show this: `--tracing off` is also the default.
    """
    return any(
        argument == option or argument.startswith(f"{option}=")
        for argument in (
            *config.invocation_params.args,
            *config.getini("addopts"),
            *config.stash.get(ARGUMENTS_OF_FILE, ()),
        )
    )


def _reject_output(config: pytest.Config) -> None:
    """Reject `--output` on the command line and in a file of settings.

    pytest-playwright deletes this folder when a run starts, and the collector moves the files from
    there into the report.

    Raises:
        pytest.UsageError: the option is given.
    """
    arguments = (*config.invocation_params.args, *config.stash.get(ARGUMENTS_OF_FILE, ()))
    given = [each for each in arguments if each.startswith("--output")]
    if given:
        raise pytest.UsageError(
            f"{given[0]}: a run moves traces, videos and screenshots into its report, so this "
            "folder would stay empty. Leave --output out, and name the folder for reports: "
            "--reports DIR"
        )


def note_run_error(config: pytest.Config, text: str) -> str:
    """Write the report of a run that could not start.

    pytest stops such a run before the end of the session, at which the report is usually written.

    Args:
        config: pytest's configuration.
        text: the error.

    Returns:
        The paths of the report as lines for the terminal; empty if the run writes no report.
    """
    reporter = config.stash.get(_REPORTER, None)
    return reporter.run_error(text) if reporter else ""


def records_of(config: pytest.Config) -> Sequence[Record]:
    """Return the records of the run's attempts so far; empty if the run writes no report."""
    reporter = config.stash.get(_REPORTER, None)
    return reporter.collector.records if reporter else ()


@pytest.fixture
def attempt(request: pytest.FixtureRequest) -> Attempt:
    """The notes of the running attempt: the test fills them in, and the report keeps them."""
    notes = Attempt(_test_id(request.node))
    request.node.stash[ATTEMPT] = notes
    return notes


def _test_id(item: pytest.Item) -> str:
    """Return a test's id for records: the path of the test's file, `::`, and the test's name.

    The path of one of bluebar's own tests begins with `e2e/`, in a checkout and in an installed
    bluebar: a mailbox is made from the seed and this id, so the same seed makes the same mailbox in
    both. The path of any other test is relative to pytest's root. pytest's node ID is not used,
    because it depends on the argument on the command line, and a replay has another argument.
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
    """Decide whether a failed test is an error or the app's failure, and attach the notes.

    The notes of the attempt travel to the controller as an attribute of the teardown's report.
    """
    report = yield
    noted = item.stash.get(ATTEMPT, None)
    if noted is None or not noted.used:
        return report
    if report.when == "call" and report.failed and call.excinfo is not None:
        outcome = outcome_of_exception(
            call.excinfo.value, clicked=noted.clicked, test_file=str(item.path)
        )
        if outcome is Outcome.ERROR:
            # For pytest, its terminal and JUnit, a failed set-up is an error.
            report.when = "setup"
    if report.failed or report.sections:
        _redact(noted.secrets, report)
    if report.when == "teardown":
        # The notes contain the secrets: the controller has to know each secret to overwrite it.
        report.attempt_notes = noted.to_bytes()  # type: ignore[attr-defined]
        # A rerun may fail before it makes its own notes, and must not send these notes again.
        del item.stash[ATTEMPT]
    return report


def _redact(secrets: Iterable[str], report: pytest.TestReport) -> None:
    """Overwrite secrets in a report's texts, which the terminal and other reporters show."""
    redactor = Redactor(secrets)
    if report.failed and redactor.find((text := report.longreprtext).encode(errors="replace")):
        report.longrepr = redactor.rewrite_text(text)
    report.sections = [(name, redactor.rewrite_text(text)) for name, text in report.sections]


class Reporter:
    """The pytest plugin that writes the report of one run.

    Only the controller has a reporter; the workers of pytest-xdist have none.
    """

    def __init__(self, config: pytest.Config, folder: ReportFolder) -> None:
        self.config = config
        self.folder = folder
        self.scrubber = Scrubber(folder)
        self.collector = Collector(folder, self.scrubber, page_of(config))
        self.nothing_judged = False

    @property
    def junit(self) -> Path:
        """Return the path of pytest's JUnit file, which pytest resolves in the same way."""
        given = Path(os.path.expandvars(self.config.option.xmlpath)).expanduser()
        return self.config.invocation_params.dir / given

    @property
    def facts(self) -> dict[str, str]:
        """Return the facts of the run by name, as far as they are known now."""
        return self.config.stash.get(RUN_FACTS, {})

    def pytest_sessionstart(self) -> None:
        """Make the report's folder, before the first record is written."""
        if not self.config.option.collectonly:
            self.folder.make()

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, report: pytest.TestReport) -> None:
        """Replace the text of pytest-xdist's report about a worker that ended during a test."""
        worker = report.node.gateway.id
        report.longrepr = (
            f"worker {worker} ended in the middle of this test, by a signal or because memory ran "
            "out. Its notes are lost."
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect one phase of a test: set-up, call or teardown.

        This runs before other reporters see the phase's report, because the test's files are moved
        and other reporters must see the new paths.
        """
        self.collector.add(report, self.facts, self.config.invocation_params.dir)
        append_rerun(self.config, report)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        """Write the page, let pytest write JUnit, then overwrite the secrets and search for them.

        A run in which no test was judged fails, and a run that leaves a secret in its files fails.
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
            # The secrets must also be removed if a session fixture's teardown raises an error.
            self._clean(interrupted=session.exitstatus == pytest.ExitCode.INTERRUPTED)
        judged = any_judged(each.outcome for each in self.collector.records)
        if session.exitstatus == pytest.ExitCode.OK and not judged:
            self.nothing_judged = True
            session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
        if session.exitstatus == pytest.ExitCode.OK and self.scrubber.hits:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return result

    def _clean(self, *, interrupted: bool) -> None:
        """Overwrite the secrets in all files that the run wrote, and search the files again.

        Args:
            interrupted: whether Ctrl-C ended the run.
        """
        started_in = self.config.invocation_params.dir
        if interrupted:
            self.scrubber.delete_traces(started_in / self.config.getoption("--output"))
        also = [started_in / path for path in self.config.getoption("--scan-for-secrets")]
        self.scrubber.finish(self.junit, also)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print five lines for each failed or flaky test, and the report's problems and path."""
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
        for each in never_matched(self.collector.records):
            terminalreporter.line(str(each), yellow=True)
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
        """Write the report of a run that could not start.

        Args:
            text: the error.

        Returns:
            A problem of the report if there is one, and the report's paths, as lines for the
            terminal.
        """
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
        """Return three lines: the paths of report and JUnit, and the command to open the report."""
        index, junit = self.folder.path / "index.html", self.config.option.xmlpath
        folder = os.path.relpath(self.folder.path)
        return f"report: {index}\njunit:  {junit}\nopen:   bluebar report open {folder}"

    def _write_page(self) -> None:
        write_report(self.folder, self.collector.records, self.facts)
