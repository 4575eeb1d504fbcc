"""Add the failures of attempts that are rerun to pytest's JUnit file.

pytest itself reports an attempt that is rerun as passed in that file. pytest writes everything else
in the file, and the scrubber removes the secrets afterwards.
"""

import traceback

import pytest
from _pytest.junitxml import xml_key

from bluebar.reports.collector import went_wrong


def append_rerun(config: pytest.Config, report: pytest.TestReport) -> None:
    """Add the failure or error to JUnit if the attempt is rerun; else do nothing.

    Call this function before pytest's JUnit writer receives the report.
    """
    xml = config.stash.get(xml_key, None)
    if xml is None or report.failed or not went_wrong(report):
        return
    case = xml.node_reporter(report)
    case.record_testreport(report)
    if case.nodes:
        return  # A JUnit test case has one failure only: a failure of the teardown is left out.
    if report.when == "teardown":
        xml.cnt_double_fail_tests += 1  # pytest has counted the passed call, too.
    if report.when == "call":
        case.append_failure(report)
    else:
        case.append_error(report)


def could_not_write(config: pytest.Config, error: OSError) -> bool:
    """Return whether the error came from pytest's JUnit writer; if so, unregister the writer.

    An unregistered writer does not print the path of the JUnit file, which does not exist.
    """
    xml = config.stash.get(xml_key, None)
    raised_in = [frame.f_locals.get("self") for frame, _ in traceback.walk_tb(error.__traceback__)]
    if xml is None or xml not in raised_in:
        return False
    del config.stash[xml_key]
    config.pluginmanager.unregister(xml)
    return True
