"""Build the address of a test's page in a report."""


def to_test(report: str, test_id: str) -> str:
    """Return the address of a test's page; empty if the report's address is unknown.

    Args:
        report: the address of the report's index.html, or of the folder that contains index.html;
            empty if unknown.
        test_id: the test's id, as in `Record.test_id`.
    """
    return f"{report}#?testId={test_id}" if report else ""
