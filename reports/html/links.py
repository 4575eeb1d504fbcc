"""Where a test stands in a report: the one place that knows how the report names its pages."""


def to_test(report: str, test_id: str) -> str:
    """Return the address of a test's page; empty where it is not known where the report lies.

    Args:
        report: the address of the report's index.html, or of a folder that is served with it.
        test_id: `Record.test_id`.
    """
    return f"{report}#?testId={test_id}" if report else ""
