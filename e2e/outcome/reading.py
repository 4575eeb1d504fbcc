"""Note the text from which an adapter reads a verdict, so that failure messages can quote it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Reading:
    """The text of the app that led to a verdict.

    All attributes are empty if the adapter did not use bluebar's functions to read the verdict.

    Attributes:
        text: the whole text.
        words: the part of the text that matched the adapter's wording.
        is_unknown: whether the adapter searched the text by its wording, and found nothing.
        others: other parts of the text that match the wording and have another meaning, each with
            the meaning, e.g. "'limit' (server says try later)".
    """

    text: str = ""
    words: str = ""
    others: tuple[str, ...] = ()
    is_unknown: bool = False

    @property
    def also_read(self) -> str:
        """Return the other parts that match, as one text; empty if there are none."""
        return " and ".join(self.others)


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


def note_reading(
    text: str, words: str = "", others: Iterable[str] = (), *, is_unknown: bool = False
) -> None:
    """Keep the text that an adapter read, and the parts of the text that matched.

    Outside `noted_reading` nothing is kept. The arguments are the attributes of `Reading`.
    """
    if (reading := _READING.get()) is not None:
        reading.text, reading.words, reading.others = text, words, tuple(others)
        reading.is_unknown = is_unknown
