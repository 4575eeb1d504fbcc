"""Decide the outcome of an attempt from the exception that ended the attempt. No I/O.

An exception's attribute `outcome` says whose error it is: "error" means bluebar's or the adapter's,
and "failed" means the app's. Of the exceptions without this attribute, only two kinds are a failure
of the app, and only after the click on Connect: Playwright's errors about the app's page, and an
`assert` in the test's own file. Every other exception is an error.
"""

import traceback
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

NOT_OFFERED = "not offered: "
"""Prefix of the reason for a skip; the rest says what the target or mail server lacks."""

NOT_LOOKED_AT = "not looked at: "
"""Prefix of the reason for a skip; the rest says what the target does not show."""

NOT_OF_THE_PAGE = (
    "while parsing", "Invalid selector", "Route is already handled", "has been closed",
)  # fmt: skip
"""Parts of Playwright's errors about its caller's code or about the browser, not about the page."""


class Outcome(StrEnum):
    """The outcomes of an attempt or a test, the worst first."""

    ERROR = "error"
    FAILED = "failed"
    FLAKY = "flaky"
    KNOWN = "known finding"
    NOT_OFFERED = "not offered"
    NOT_LOOKED_AT = "not looked at"
    SKIPPED = "skipped"
    PASSED = "passed"

    @property
    def slug(self) -> str:
        """Return the outcome as a name that CSS and HTML accept."""
        return self.value.replace(" ", "-")


RED = (Outcome.ERROR, Outcome.FAILED)
"""Outcomes that fail a run."""

JUDGED = (Outcome.PASSED, Outcome.KNOWN, Outcome.FAILED, Outcome.FLAKY)
"""Outcomes that are a statement about the app."""


SKIPS = (Outcome.NOT_OFFERED, Outcome.NOT_LOOKED_AT, Outcome.SKIPPED)
"""Outcomes of a test that pytest skipped."""


def outcome_of_exception(error: BaseException, *, clicked: bool, test_file: str = "") -> Outcome:
    """Decide whether an exception is an error of bluebar or the adapter, or the app's failure.

    Args:
        error: the exception that the test's function raised. The attribute `outcome` of its causes,
            and of the members of an exception group, counts, too.
        clicked: whether Connect was clicked before the exception.
        test_file: the path of the test's file.

    Returns:
        ERROR or FAILED.
    """
    declared = {getattr(each, "outcome", None) for each in _with_causes(error)}
    if Outcome.ERROR in declared:
        return Outcome.ERROR
    if Outcome.FAILED in declared:
        return Outcome.FAILED
    of_the_app = says_of_page(error) or _asserted_in(test_file, error)
    return Outcome.FAILED if clicked and of_the_app else Outcome.ERROR


def says_of_page(error: BaseException) -> bool:
    """Return whether an exception is about a page: Playwright's time-out, error or failed `expect`.

    An error about a selector that Playwright cannot parse, or about a closed browser, is no
    statement about the page.
    """
    if any(text in str(error) for text in NOT_OF_THE_PAGE):
        return False
    if isinstance(error, AssertionError):
        frames = list(traceback.walk_tb(error.__traceback__))
        return bool(frames) and _is_playwrights(frames[-1][0].f_globals.get("__name__", ""))
    return any(
        _is_playwrights(each.__module__) and each.__name__ == "Error"
        for each in type(error).__mro__
    )


def _is_playwrights(module: str) -> bool:
    return module.partition(".")[0] == "playwright"


def _asserted_in(file: str, error: BaseException) -> bool:
    frames = traceback.extract_tb(error.__traceback__)
    return isinstance(error, AssertionError) and bool(frames) and frames[-1].filename == file


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        each = pending.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        pending += [each.__cause__, each.__context__]
        if isinstance(each, BaseExceptionGroup):
            pending += each.exceptions


def outcome_of_skip(reason: str) -> Outcome:
    """Return the outcome with which the reason of a skipped test begins; else SKIPPED."""
    prefixes = {NOT_OFFERED: Outcome.NOT_OFFERED, NOT_LOOKED_AT: Outcome.NOT_LOOKED_AT}
    found = (outcome for prefix, outcome in prefixes.items() if reason.startswith(prefix))
    return next(found, Outcome.SKIPPED)


def outcome_of_attempts(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the outcome of a test from the outcomes of its attempts.

    The test is flaky if an attempt failed and the last one passed. Else the last attempt counts.

    Args:
        outcomes: the outcomes of the attempts in order; at least one.
    """
    attempts = list(outcomes)
    if attempts[-1] is Outcome.PASSED and any(each in RED for each in attempts):
        return Outcome.FLAKY
    return attempts[-1]


def any_judged(outcomes: Iterable[Outcome]) -> bool:
    """Return whether any outcome is a statement about the app.

    A run without such an outcome proves nothing.
    """
    return any(each in JUDGED for each in outcomes)


def counts_in_words(count: Mapping[Outcome, int]) -> str:
    """Return the number of tests by outcome in words, the worst outcome first."""
    return ", ".join(f"{count[each]} {each}" for each in Outcome if count.get(each)) or (
        "nothing ran"
    )
