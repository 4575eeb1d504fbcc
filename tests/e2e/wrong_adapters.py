"""Adapters with a mistake in one method each, and an adapter without one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bluebar.e2e.outcome.verdict import Connected, NoVerdict, Verdict
from bluebar.e2e.protocol.target import FormInput, Imported, Instance, Surroundings
from bluebar.e2e.targets.base_adapter import Adapter


class Right(Adapter):
    """An adapter without a mistake, which shows the counts and starts a sync."""

    name = "right"

    def open_connect_form(self, page: Any) -> Any:
        return page

    def verdict(self, page: Any, typed: FormInput, within: float) -> Verdict:  # noqa: ARG002
        return Connected() if page else NoVerdict(within=within)

    def sync_now(self, page: Any, address: str, within: float) -> Imported:  # noqa: ARG002
        return Imported(contacts=None, messages=2)

    def messages(self, page: Any) -> list[str]:
        return list(page)


class ForgetsToReturn(Right):
    def sync_now(self, page: Any, address: str, within: float) -> Imported:  # type: ignore[return]
        super().sync_now(page, address, within)


class ReturnsText(Right):
    def messages(self, page: Any) -> list[str]:
        return str(page)  # type: ignore[return-value]


class ReturnsTextAsCount(Right):
    def sync_now(self, page: Any, address: str, within: float) -> Imported:  # noqa: ARG002
        return Imported(contacts=None, messages="2")  # type: ignore[arg-type]


class LacksAnAttribute(Right):
    data: Mapping[str, Imported]

    def sync_now(self, page: Any, address: str, within: float) -> Imported:  # noqa: ARG002
        return self._read(address)

    def _read(self, address: str) -> Imported:
        return self.data[address]


class WaitsInVain(Right):
    def sync_now(self, page: Any, address: str, within: float) -> Imported:  # noqa: ARG002
        raise page


class WaitsInArrange(Right):
    """An adapter whose `arrange` raises an exception."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def arrange(self, page: Any, instance: Instance, typed: FormInput) -> None:  # noqa: ARG002
        raise self.error


class Yields(Right):
    """An adapter whose `running` yields a value, or raises an exception."""

    yielded: Any = Instance(base_url="http://127.0.0.1:7/crm/", values={"admin": "sesame"})
    folders: tuple[Path, ...] = ()
    ended = 0

    @contextmanager
    def running(self, surroundings: Surroundings) -> Iterator[Instance]:
        self.folders += (surroundings.folder,)
        if isinstance(self.yielded, Exception):
            raise self.yielded
        if self.yielded is not Ellipsis:
            yield self.yielded
        self.ended += 1


def callback_of_adapter(_: object) -> None:
    """A callback that raises an error; an adapter passes it to Playwright's `page.on`."""
    raise KeyError("row")
