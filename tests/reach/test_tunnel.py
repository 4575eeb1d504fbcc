"""An app in a network that cannot reach bluebar connects through the SSH tunnel of the page.

Two network namespaces are the networks: staging has the app and an SSH server, and bluebar listens
only at a loopback address of the other one.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from bluebar.mailserver.authority import Authority
from tests import skips
from tests.reach.running import app_settings, bluebar, quoted

LAPTOP, STAGING = "10.213.77.1", "10.213.77.2"
TOOLS = ("ip", "ssh", "sshd", "ssh-keygen")
SSHD = """
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
ListenAddress {STAGING}
GatewayPorts clientspecified
PidFile none
StrictModes no
"""


def why_not_here() -> str:
    if os.geteuid() != 0:
        return f"{skips.NO_NETWORK_NAMESPACE}only root can create one"
    path = f"{os.environ['PATH']}:/usr/sbin"
    if missing := [tool for tool in TOOLS if shutil.which(tool, path=path) is None]:
        return f"{skips.NO_NETWORK_NAMESPACE}{', '.join(missing)} is missing"
    tried = subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else f"{skips.NO_NETWORK_NAMESPACE}unshare fails"


pytestmark = [
    pytest.mark.namespace,
    pytest.mark.skipif(bool(why_not_here()), reason=why_not_here()),
]


@dataclass(frozen=True)
class Networks:
    """Two namespaces that are connected by one cable."""

    laptop: str
    staging: str


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture
def networks() -> Iterator[Networks]:
    laptop, staging = f"laptop-{os.getpid()}", f"staging-{os.getpid()}"
    with ExitStack() as stack:
        for name in (laptop, staging):
            ip("netns", "add", name)
            stack.callback(ip, "netns", "delete", name)
            ip("-n", name, "link", "set", "lo", "up")
        ip("-n", laptop, "link", "add", "cable", "type", "veth", "peer", "cable", "netns", staging)
        for name, address in ((laptop, LAPTOP), (staging, STAGING)):
            ip("-n", name, "address", "add", f"{address}/24", "dev", "cable")
            ip("-n", name, "link", "set", "cable", "up")
        yield Networks(laptop, staging)


@pytest.fixture
def processes() -> Iterator[ExitStack]:
    """A stack that ends each process that was started in a test."""
    with ExitStack() as stack:
        yield stack


def start(stack: ExitStack, network: str, command: list[str], environ: Mapping[str, str]) -> None:
    """Start a program in a network, until the test ends."""
    process = stack.enter_context(
        subprocess.Popen(["ip", "netns", "exec", network, *command], env=os.environ | environ)
    )
    stack.callback(process.terminate)


def wait_for_port(network: str, host: str, port: int) -> None:
    """Wait until somebody listens at a port; at most 30 seconds."""
    ask = f"import socket; socket.create_connection(({host!r}, {port}), 1)"
    deadline = time.monotonic() + 30
    while True:
        tried = subprocess.run(
            ["ip", "netns", "exec", network, sys.executable, "-c", ask],
            capture_output=True,
            check=False,
        )
        if tried.returncode == 0:
            return
        assert time.monotonic() < deadline, f"nobody listens at {host}:{port}: {tried.stderr!r}"


def start_staging(stack: ExitStack, network: str, folder: Path, ca: Path) -> None:
    """Start an SSH server and the app at port 8000 in staging's network."""
    for name in ("host", "user"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True
        )
    (folder / "sshd.conf").write_text(SSHD.format(folder=folder, STAGING=STAGING))
    Path("/run/sshd").mkdir(exist_ok=True)
    sshd = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin") or "sshd"
    start(stack, network, [sshd, "-D", "-e", "-f", str(folder / "sshd.conf")], {})
    settings = app_settings(
        host=STAGING, port=8000, mail_hosts=f"{STAGING}:*", ca=ca, data=folder / "data"
    )
    start(stack, network, [sys.executable, "-m", "bluebar.app"], settings)
    wait_for_port(network, STAGING, 22)
    wait_for_port(network, STAGING, 8000)


def test_a_staging_system_connects_through_the_tunnel(
    networks: Networks, processes: ExitStack, tmp_path: Path
) -> None:
    ca = Authority.create(tmp_path / ".bluebar" / "ca").ca_file
    start_staging(processes, networks.staging, tmp_path, ca)
    tunnel = quoted("ssh -N").replace("10.0.0.5", STAGING).replace("you@staging.example", STAGING)
    trust = ["-i", str(tmp_path / "user"), "-o", "StrictHostKeyChecking=no",
             "-o", f"UserKnownHostsFile={tmp_path}/known", "-l", "root"]  # fmt: skip
    start(processes, networks.laptop, [*tunnel.split(), *trust], {})
    wait_for_port(networks.staging, STAGING, 1993)
    options = (
        quoted("bluebar run --base-url https://staging.example")
        .removeprefix("bluebar run ")
        .replace("10.0.0.5", STAGING)
        .replace("https://staging.example", f"http://{STAGING}:8000")
        .replace("staging.example", STAGING)
    )
    within = ("ip", "netns", "exec", networks.laptop)
    output = bluebar(*options.split(), "--mailserver", "jvm", folder=tmp_path, within=within)
    assert "2 passed" in output
    assert f"front doors: at {STAGING}:1143 and 1993" in output
