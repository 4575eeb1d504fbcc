"""The root of bluebar's own errors, written so that a person knows what to do next.

A harness error says that bluebar could not do its work. A harness error says nothing about the app
under test: a fault of the app is an `AppFailure`, defined in `e2e`.

    HarnessError
    ├── UnexpectedError: an exception that no code of bluebar handles
    └── … one subclass for each situation, beside the code that raises it
"""

import os
import traceback
from typing import ClassVar


class HarnessError(Exception):
    """Say what bluebar wanted, what happened instead, where, and what to do next.

    Args:
        wanted: what bluebar attempted, e.g. "GreenMail to answer on 127.0.0.1:3143".
        happened: what happened instead, with figures and units.
        where: the process, file, image or address concerned.
        next_step: what the person can do.
        output: the last output of the process concerned, if there is one.
    """

    outcome: ClassVar[str] = "error"
    """The outcome of a test with this error, for `reports`, which does not import this class."""

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


class UnexpectedError(HarnessError):
    """An exception that no code of bluebar handles, shown without its traceback.

    Args:
        wanted: what bluebar attempted.
        error: the exception.
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
            next_step="if the message names a setting, a file or a folder of this machine, correct "
            "it; if not, send bluebar's authors the message and the traceback in the report",
        )
