"""Why a run stops before its first scenario is told as it is."""

import json
import subprocess
from typing import Any

import pytest

from bluebar.e2e.run.preflight import TROUBLE, AppNeverCame, NotDriven, run_preflight
from bluebar.mailserver.errors import HarnessError

SIGNED_OUT = HarnessError("a session", "it has ended", "here", "sign in: python -m x", "last words")


def ends(monkeypatch: pytest.MonkeyPatch, said: str, status: int = 0) -> None:
    """Let the preflight's process end so."""
    ended: Any = subprocess.CompletedProcess([], status, stdout=said, stderr="")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: ended)


def test_a_target_that_came_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    ends(monkeypatch, "reached")
    run_preflight("{}", "reference", "chromium", {})


def test_one_that_never_came_is_told_with_what_it_showed(monkeypatch: pytest.MonkeyPatch) -> None:
    ends(monkeypatch, "the app never reached mail.host:993: firewall")
    with pytest.raises(AppNeverCame, match=r"mail\.host:993: firewall\n"):
        run_preflight("{}", "reference", "chromium", {})


def test_one_that_could_not_be_driven_is_told_by_its_own_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ends(monkeypatch, json.dumps(SIGNED_OUT.args), TROUBLE)
    with pytest.raises(NotDriven) as raised:
        run_preflight("{}", "reference", "chromium", {})
    assert str(raised.value) == str(SIGNED_OUT)
