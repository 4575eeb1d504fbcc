"""The exceptions of a row (a scenario) that ends without a judgement of the app.

e2e/environment/outcome_of_test.py turns these exceptions into skips. bluebar's own tests
(tests/) do not use this module, so there the exceptions make a test red.
"""

from typing import ClassVar


class NotOffered(Exception):
    """The target, the mail server or the run lacks something that the row needs.

    Args:
        what: a sentence that says what is missing.
    """

    outcome: ClassVar[str] = "not offered"

    def __init__(self, what: str) -> None:
        super().__init__(f"not offered: {what}")


class NotLookedAt(Exception):
    """The target does not show what the row checks, so a passed test would prove nothing.

    Args:
        what: a sentence that says what the target does not show.
    """

    outcome: ClassVar[str] = "not looked at"

    def __init__(self, what: str) -> None:
        super().__init__(f"not looked at: {what}")
