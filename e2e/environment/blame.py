"""Find out who is at fault if a test raises an exception: the app, the adapter or bluebar."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from bluebar.e2e.outcome.adapter_error import adapter_error
from bluebar.e2e.protocol.checked_target import noted_calls
from bluebar.mailserver.errors import UnexpectedError
from bluebar.reports.record.attempt import Attempt


@contextmanager
def adapter_blamed(running: Callable[[], Attempt | None], target: object) -> Iterator[None]:
    """Return a context that raises an exception of the adapter's code as an `AdapterError`.

    The calls of the adapter's methods in the context are noted for the record.

    Args:
        running: returns the attempt that collects the test's record; None if there is none.
        target: the adapter.

    Raises:
        AdapterError: the adapter is at fault.
    """
    with noted_calls() as calls:
        try:
            yield
        except Exception as error:
            attempt = running()
            clicked = attempt is not None and attempt.clicked
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
    """Raise the exception of a callback of these pages, e.g. of `page.route`, if there is one.

    Playwright keeps the exception until the next call of its API. A request that the callback
    should have continued never ends, and the app looks as if it did not answer.

    Raises:
        AdapterError: the callback is the adapter's.
        UnexpectedError: the callback is bluebar's, or of a test.
    """
    for page in pages:
        try:
            # This call does not need the page itself, which may hang.
            page.context.cookies()
        except PlaywrightError:
            continue
        except Exception as error:
            found = adapter_error(error, target, clicked=False)
            raise found or UnexpectedError("a callback of the page to work", error) from error
