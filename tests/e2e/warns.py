"""An adapter of the reference app whose helpers cause warnings, as real adapters may."""

import socket
import threading
import warnings
from typing import Any

from playwright.sync_api import Page

from bluebar.e2e.outcome.verdict import Verdict
from bluebar.e2e.protocol.target import AppUser, FormInput, Instance
from bluebar.e2e.targets.reference.adapter import Reference

warnings.warn("old when imported", DeprecationWarning, stacklevel=1)


class Careless(Reference):
    """An adapter in which everything works and causes warnings."""

    name = "careless"

    def running(self, surroundings: Any) -> Any:
        warnings.warn("old when started", FutureWarning, stacklevel=1)
        return super().running(surroundings)

    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:
        warnings.warn("old in sign_in", DeprecationWarning, stacklevel=1)
        self._leave_something_open()
        thread = threading.Thread(target=self._fail, name="careless")
        thread.start()
        thread.join()
        super().sign_in(page, instance, person)

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:
        warnings.warn("old in verdict", UserWarning, stacklevel=1)
        Unraisable()
        return super().verdict(page, typed, within)

    def _leave_something_open(self) -> None:
        socket.socket()

    def _fail(self) -> None:
        raise OSError("failed in a thread")


class Unraisable:
    def __del__(self) -> None:
        raise OSError("failed while deleted")
