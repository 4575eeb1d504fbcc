"""Find out who is at fault if a test raises an exception: the app, the adapter or bluebar."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from bluebar.e2e.outcome.adapter_error import adapter_error
from bluebar.e2e.outcome.unanswered import did_not_answer
from bluebar.e2e.protocol.checked_target import noted_calls
from bluebar.mailserver.errors import UnexpectedError
from bluebar.reports.record.attempt import Attempt


@contextmanager
def adapter_blamed(running: Callable[[], Attempt | None], target: object) -> Iterator[None]:
    """Return a context that turns an exception of the adapter's code into an `AdapterError`.

    The calls of the adapter's methods in the context are noted for the test's record.

    Args:
        running: a function that returns the attempt, which collects the test's record; None if no
            attempt has begun.
        target: the adapter.

    Raises:
        AdapterError: the adapter is at fault.
        AppDidNotAnswer: the app did not answer the browser before the click on Connect.
    """
    with noted_calls() as calls:
        try:
            yield
        except Exception as error:
            attempt = running()
            clicked = attempt is not None and attempt.clicked
            if not clicked and (unanswered := did_not_answer(error)):
                raise unanswered from error
            found = adapter_error(error, target, clicked=clicked)
            if found is not None and attempt is not None:
                attempt.at_fault = found.at_fault
            if found is None or found is error:
                raise
            raise found from error
        finally:
            if (noted := running()) is not None:
                noted.adapter_calls += calls.values()


def raise_error_of_callback(pages: Iterable[Page], target: object) -> None:
    """Raise the exception that a callback of these pages has raised, e.g. one of `page.route`.

    Playwright keeps such an exception until the next call of its API. Until then, a request that
    the callback should have continued hangs, and the app seems not to answer.

    Raises:
        AdapterError: the callback is in the adapter's code.
        UnexpectedError: the callback is in bluebar's code or in a test.
    """
    for page in pages:
        try:
            # Any call of the API would do. This one works even if the page hangs.
            page.context.cookies()
        except PlaywrightError:
            continue
        except Exception as error:
            found = adapter_error(error, target, clicked=False)
            raise found or UnexpectedError("a callback of the page to work", error) from error
