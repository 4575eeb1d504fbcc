"""Add the failures of rerun attempts to JUnit, which pytest reports as passed.

pytest writes everything else in JUnit, and the scrubber removes secrets afterwards.
"""

import traceback

import pytest
from _pytest.junitxml import xml_key

from bluebar.reports.collector import went_wrong


def append_rerun(config: pytest.Config, report: pytest.TestReport) -> None:
    """Add the failure or error of an attempt that is rerun.

    Call this function before pytest's JUnit writer receives the report.
    """
    xml = config.stash.get(xml_key, None)
    if xml is None or report.failed or not went_wrong(report):
        return
    case = xml.node_reporter(report)
    case.record_testreport(report)
    if case.nodes:
        return  # A JUnit test case has one failure; a later failure of the teardown is ignored.
    if report.when == "teardown":
        xml.cnt_double_fail_tests += 1  # Its body had passed, and was counted.
    if report.when == "call":
        case.append_failure(report)
    else:
        case.append_error(report)


def could_not_write(config: pytest.Config, error: OSError) -> bool:
    """Return whether pytest's JUnit writer raised an error; if so, unregister the writer.

    The unregistered writer does not print the path of a missing file.
    """
    xml = config.stash.get(xml_key, None)
    raised_in = [frame.f_locals.get("self") for frame, _ in traceback.walk_tb(error.__traceback__)]
    if xml is None or xml not in raised_in:
        return False
    del config.stash[xml_key]
    config.pluginmanager.unregister(xml)
    return True
