"""The process of the preflight writes no secret that the adapter has read."""

import io
import sys
from typing import Any

import msgspec
import pytest

from bluebar.e2e.environment import preflight_process
from bluebar.e2e.run.preflight import PreflightRequest, PreflightResult
from bluebar.e2e.targets.env_credentials import from_environment
from tests.e2e.test_preflight import RUNNING

PASSWORD = "correct-horse-77"
REQUEST = PreflightRequest(running=RUNNING, target="reference", engine="chromium", launch={})


@pytest.fixture(autouse=True)
def _asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_PASSWORD", PASSWORD)
    request = msgspec.json.encode(REQUEST).decode()
    monkeypatch.setattr(sys, "stdin", io.StringIO(request))


def test_what_was_typed_is_neither_in_the_result_nor_in_the_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def preflight(_: Any) -> PreflightResult:
        print(f'fill("{from_environment("CRM_PASSWORD")}")')  # noqa: T201 - as an adapter may
        return PreflightResult(problem=f"typed {PASSWORD!r} in vain")

    monkeypatch.setattr(preflight_process, "preflight", preflight)
    preflight_process.main()
    written = capsys.readouterr()
    result = msgspec.json.decode(written.out, type=PreflightResult)
    assert result.problem == "typed 'xxxxxxxxxxxxxxxx' in vain"
    assert written.err == 'fill("xxxxxxxxxxxxxxxx")\n'


def test_an_exception_of_the_adapter_ends_the_process_with_its_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def preflight(_: Any) -> PreflightResult:
        raise KeyError(from_environment("CRM_PASSWORD"))

    monkeypatch.setattr(preflight_process, "preflight", preflight)
    with pytest.raises(SystemExit) as ended:
        preflight_process.main()
    written = capsys.readouterr()
    assert (ended.value.code, written.out) == (1, "")
    assert written.err.endswith("KeyError: 'xxxxxxxxxxxxxxxx'\n")
