"""The end of a command that runs a mail server."""

import signal
import subprocess
import sys

import pytest

from bluebar.commands import start_mailserver
from bluebar.commands.main import main
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.server import ServerOptions

PROGRAM = """
import threading
from bluebar.commands.own_mailserver import print_until_stopped

ended = threading.Event()
for _ in range(8):
    threading.Thread(target=ended.wait, daemon=True).start()
print_until_stopped("started")
print("cleaned up", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_wait_in_a_process_with_threads(number: signal.Signals) -> None:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    process.send_signal(number)
    output, _ = process.communicate(timeout=30)
    assert (output, process.returncode) == ("stopping…\ncleaned up\n", 0)


@pytest.mark.parametrize(
    ("choice", "brand"), [("docker", "GreenMail"), ("dovecot", "Dovecot"), ("auto", "GreenMail")]
)
def test_each_brand_has_its_own_image_by_default(
    monkeypatch: pytest.MonkeyPatch, choice: str, brand: str
) -> None:
    asked: list[ServerOptions] = []

    def start(_: object, options: ServerOptions) -> None:
        asked.append(options)
        raise HarnessError("a server", "none", "here", "nothing")

    monkeypatch.setattr(start_mailserver, "start_own_mailserver", start)
    assert main(["mailserver", "--mailserver", choice])
    assert [(each.brand, each.image) for each in asked] == [(brand, "")]
