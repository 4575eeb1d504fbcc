"""The root of bluebar's own trouble, told so that a person knows what to do next.

A harness error says that bluebar could not do its work. It never says anything about the app
under test: what the app did wrong is an `AppFailure`, which lives in `e2e`.

    HarnessError
    ├── Unforeseen: an exception that no code of bluebar's expected
    └── … one subclass a situation, beside the code that meets it
"""

import os
import traceback
from typing import ClassVar


class HarnessError(Exception):
    """Say what bluebar wanted, what happened instead, where, and what to do next.

    Args:
        wanted: what was being attempted, e.g. "GreenMail to answer on 127.0.0.1:3143".
        happened: what happened instead, with figures (seconds are named as such).
        where: the process, file, image or address concerned.
        next_step: what the person can do about it.
        output: the last output of the process concerned, if there is one.
    """

    outcome: ClassVar[str] = "error"
    """Read by the reports, which import nothing of ours."""

    def __init__(
        self, wanted: str, happened: str, where: str, next_step: str, output: str = ""
    ) -> None:
        self.wanted = wanted
        self.happened = happened
        self.where = where
        self.next_step = next_step
        self.output = output
        super().__init__(wanted, happened, where, next_step, output)

    def __str__(self) -> str:
        text = (
            f"wanted: {self.wanted}\nhappened: {self.happened}\n"
            f"where: {self.where}\nnext: {self.next_step}"
        )
        if self.output.strip():
            text += "\nlast output:\n" + "\n".join(
                f"    {line}" for line in self.output.rstrip().splitlines()[-20:]
            )
        return text


class Unforeseen(HarnessError):
    """An exception that no code of bluebar's expected, told without its traceback.

    Args:
        wanted: what was being attempted.
        error: what was raised.
    """

    def __init__(self, wanted: str, error: BaseException) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        last = (
            f"{os.path.relpath(frames[-1].filename)}:{frames[-1].lineno}" if frames else "bluebar"
        )
        super().__init__(
            wanted=wanted,
            happened=f"{type(error).__name__}: {error}",
            where=last or "bluebar",
            next_step="if the message names a setting, a file or a folder of this machine, mend "
            "that; if it does not, report it to bluebar's authors with the traceback in the report",
        )
