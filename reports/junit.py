"""JUnit of what was run again: pytest leaves a failed attempt without its failure, as if it passed.

Nothing else of JUnit is ours: pytest writes it, and secrets are taken out of it afterwards.
"""

import traceback

import pytest
from _pytest.junitxml import xml_key

from bluebar.reports.collector import went_wrong


def append_rerun(config: pytest.Config, report: pytest.TestReport) -> None:
    """Give an attempt that is run again the failure or error it would have if it were the last.

    To be called before pytest's own writer sees the report.
    """
    xml = config.stash.get(xml_key, None)
    if xml is None or report.failed or not went_wrong(report):
        return
    case = xml.node_reporter(report)
    case.record_testreport(report)
    if case.nodes:
        return  # A test case of JUnit has one failure; a teardown may have gone wrong, too.
    if report.when == "teardown":
        xml.cnt_double_fail_tests += 1  # It counted as passed when its body had.
    if report.when == "call":
        case.append_failure(report)
    else:
        case.append_error(report)


def could_not_write(config: pytest.Config, error: OSError) -> bool:
    """Say whether pytest's writer of JUnit raised this; if so, the writer tells of no file then."""
    xml = config.stash.get(xml_key, None)
    raised_in = [frame.f_locals.get("self") for frame, _ in traceback.walk_tb(error.__traceback__)]
    if xml is None or xml not in raised_in:
        return False
    del config.stash[xml_key]
    config.pluginmanager.unregister(xml)
    return True
