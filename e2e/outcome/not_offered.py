"""The exceptions of a row that is not judged: something is missing, or nothing could be looked at.

pytest does not know them: e2e/plugin.py turns them into skips. In bluebar's own tests they are
errors like any other, and make the test red.
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
    """The target does not show what the row is about, so a pass would say nothing.

    Args:
        what: a sentence that says what the target does not show.
    """

    outcome: ClassVar[str] = "not looked at"

    def __init__(self, what: str) -> None:
        super().__init__(f"not looked at: {what}")
