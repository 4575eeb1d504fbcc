"""Run scenarios against a reference app that runs elsewhere, by the commands of the page."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bluebar.e2e.targets.reference.adapter import SHORT_TIMEOUTS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reach-your-app.md"
ROWS = "article/imaps-993/whole-address or certificates/unknown-authority/993-tls/ssl"
"""A mailbox connects because the app trusts the CA; the certificate of another one is refused."""

SECONDS = 240


def bluebar(*options: str, folder: Path, within: tuple[str, ...] = ()) -> str:
    """Run the two rows; return the output.

    Args:
        options: the options of `bluebar run`.
        folder: the working folder, in which the report is written.
        within: a command that runs another command, e.g. in a network namespace.
    """
    command = [*within, str(Path(sys.executable).with_name("bluebar")), "run", "-k", ROWS, *options]
    ended = subprocess.run(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


def app_settings(*, host: str, port: int, mail_hosts: str, ca: Path, data: Path) -> dict[str, str]:
    """Return the environment of a reference app that connects to these mail servers only."""
    settings: Mapping[str, object] = {
        "APP_HOST": host,
        "APP_PORT": port,
        "APP_DATA": data,
        "ALLOWED_MAIL_HOSTS": mail_hosts,
        "MAIL_CA_FILE": ca,
        **SHORT_TIMEOUTS,
    }
    return {name: str(value) for name, value in settings.items()}


def quoted(begins: str) -> str:
    """Return the command of the page that begins with these words, on one line."""
    lines = PAGE.read_text("utf-8").replace("\\\n", " ").splitlines()
    (found,) = [line for line in lines if line.startswith(begins)]
    return " ".join(found.split())
