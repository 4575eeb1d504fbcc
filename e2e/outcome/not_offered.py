"""The exception of a row that cannot be judged: something that the row needs is missing.

pytest does not know `NotOffered`: e2e/plugin.py turns it into a skip. In bluebar's own tests it is
an error like any other, and makes the test red.
"""


class NotOffered(Exception):
    """The target, the mail server or the run lacks something that the row needs.

    Args:
        what: a sentence that says what is missing.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"not offered: {what}")
