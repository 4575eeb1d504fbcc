"""Say that a row cannot be judged: the target or the mail server lacks what the row is about.

pytest knows nothing of `NotOffered`: e2e/plugin.py turns it into a skip. Elsewhere it is an error
like any other, so that a `NotOffered` in bluebar's own tests makes them red.
"""


class NotOffered(Exception):
    """The target or the mail server lacks something that the row needs.

    Args:
        what: is missing, in a sentence.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"not offered: {what}")
