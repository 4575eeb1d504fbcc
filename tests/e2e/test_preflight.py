"""The preflight reports why a run stops before its first scenario."""

import subprocess
from typing import Any

import msgspec
import pytest

from bluebar.e2e.protocol.target import Instance
from bluebar.e2e.run.browser import Browser
from bluebar.e2e.run.context import RunContext
from bluebar.e2e.run.preflight import AppNeverCame, NotDriven, PreflightResult, run_preflight
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.greenmail.release import FACTS
from bluebar.mailserver.server import MailServer

SIGNED_OUT = HarnessError("a session", "it has ended", "here", "sign in: python -m x", "last words")
RUNNING = RunContext(
    folder="/tmp/run",  # noqa: S108 - nothing is written there
    server=MailServer(
        brand="GreenMail", launcher="jvm", version="2", why="", host="127.0.0.1", imap_port=1,
        imaps_port=2, smtp_host="127.0.0.1", smtp_port=3, pop3_port=4, pop3s_port=5, accounts_at="http://127.0.0.1:6",
        ca_file="ca.pem", facts=FACTS,
    ),
    instance=Instance(base_url="http://127.0.0.1:9"),
    browser=Browser(engine="chromium", name="Chromium 1", executable=None),
    seed=7,
    now="2026-11-25T04:22:06+00:00",
    no_real_ports="",
    bind=BindConfig(),
    authority="authority",
    pair=("certificate.pem", "key.pem"),
    no_front_door=False,
    password="",
    inbox="",
    inbox_address="",
)  # fmt: skip


def ends(monkeypatch: pytest.MonkeyPatch, output: str, status: int = 0) -> None:
    """Replace the process of the preflight by one with this output."""
    ended: Any = subprocess.CompletedProcess([], status, stdout=output, stderr="Traceback")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: ended)


def result(**values: Any) -> str:
    return msgspec.json.encode(PreflightResult(**values)).decode()


def preflight() -> None:
    run_preflight(RUNNING, "reference", "chromium", {})


def test_the_values_of_a_run_survive_the_way_to_a_worker() -> None:
    assert RunContext.from_json(RUNNING.to_json()) == RUNNING


def test_an_app_that_connects_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    ends(monkeypatch, result())
    preflight()


def test_an_app_that_never_came_is_reported_with_what_it_showed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ends(monkeypatch, result(problem="the app never reached mail.host:993: firewall"))
    with pytest.raises(AppNeverCame, match=r"mail\.host:993: firewall\n"):
        preflight()


def test_an_app_that_could_not_be_driven_is_reported_by_the_original_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ends(monkeypatch, result(error=SIGNED_OUT.args))
    with pytest.raises(NotDriven) as raised:
        preflight()
    assert str(raised.value) == str(SIGNED_OUT)


def test_a_process_without_a_result_is_reported_with_its_output(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ends(monkeypatch, "", status=1)
    with pytest.raises(AppNeverCame, match=r"status 1, without a result(.|\n)*Traceback"):
        preflight()
