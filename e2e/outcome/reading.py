"""Note the text from which an adapter reads its verdict, for the messages about a failure."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Reading:
    """The text that led to a verdict, and the part of the text that the adapter's wording names.

    Both are empty if the adapter did not use bluebar's functions to read the verdict.
    """

    text: str = ""
    words: str = ""


_READING: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def noted_reading() -> Iterator[Reading]:
    """Return a context that keeps the last reading in it."""
    reading = Reading()
    token = _READING.set(reading)
    try:
        yield reading
    finally:
        _READING.reset(token)


def note_reading(text: str, words: str) -> None:
    """Inside `noted_reading`, keep the text that was read and the words in it that matched."""
    if (reading := _READING.get()) is not None:
        reading.text, reading.words = text, words
