"""Note the text from which an adapter reads a verdict, so that failure messages can quote it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Reading:
    """The text of the app that led to a verdict.

    Both attributes are empty if the adapter did not use bluebar's functions to read the verdict.

    Attributes:
        text: the whole text.
        words: the part of the text that matched the adapter's wording.
    """

    text: str = ""
    words: str = ""


_READING: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def noted_reading() -> Iterator[Reading]:
    """Return a context that yields a `Reading`; `note_reading` fills the `Reading` in."""
    reading = Reading()
    token = _READING.set(reading)
    try:
        yield reading
    finally:
        _READING.reset(token)


def note_reading(text: str, words: str) -> None:
    """Keep the text that an adapter read, and the words of the text that matched.

    Outside `noted_reading` nothing is kept.
    """
    if (reading := _READING.get()) is not None:
        reading.text, reading.words = text, words
