"""Each runtime on this machine trusts the run's CA by the setting in docs/reach-your-app.md."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from bluebar.mailserver.authority import Authority
from tests import skips
from tests.reach.running import PAGE, quoted

PYTHON = """
import socket, ssl, sys
plain = socket.create_connection(("localhost", int(sys.argv[1])))
ssl.create_default_context().wrap_socket(plain, server_hostname="localhost")
"""
NODE = """
const server = {host: "localhost", port: process.argv[1]};
const tls = require("tls").connect(server, () => process.exit(0));
tls.on("error", () => process.exit(1));
"""
JAVA = """
class Connect {
    public static void main(String[] words) throws Exception {
        var made = javax.net.ssl.SSLSocketFactory.getDefault()
            .createSocket("localhost", Integer.parseInt(words[0]));
        ((javax.net.ssl.SSLSocket) made).startHandshake();
    }
}
"""
RUBY = """
require "socket"
require "openssl"
context = OpenSSL::SSL::SSLContext.new
context.set_params
tls = OpenSSL::SSL::SSLSocket.new(TCPSocket.new("localhost", ARGV[0].to_i), context)
tls.hostname = "localhost"
tls.connect
"""
PHP = """<?php
exit(@stream_socket_client("ssl://localhost:" . $argv[1]) ? 0 : 1);
"""
GO = """
package main

import (
	"crypto/tls"
	"os"
)

func main() {
	if _, err := tls.Dial("tcp", "localhost:"+os.Args[1], nil); err != nil {
		os.Exit(1)
	}
}
"""


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """A runtime, in the words of the page, and how it connects.

    Attributes:
        row: the first words of the runtime's line on the page.
        command: the program and its arguments; {file} is a file with `code`, {port} the port.
        code: a program that exits with 0 after a TLS handshake with localhost.
        suffix: the end of the file's name.
    """

    row: str
    command: tuple[str, ...]
    code: str = ""
    suffix: str = ""


RUNTIMES = (
    Runtime(row="Python", command=("python3", "{file}", "{port}"), code=PYTHON, suffix=".py"),
    Runtime(row="Node.js", command=("node", "-e", NODE, "{port}")),
    Runtime(row="Java", command=("java", "{file}", "{port}"), code=JAVA, suffix=".java"),
    Runtime(row="Ruby", command=("ruby", "{file}", "{port}"), code=RUBY, suffix=".rb"),
    Runtime(row="PHP", command=("php", "{file}", "{port}"), code=PHP, suffix=".php"),
    Runtime(row="Go", command=("go", "run", "{file}", "{port}"), code=GO, suffix=".go"),
    Runtime(row="curl", command=("curl", "--silent", "https://localhost:{port}/")),
)
ANSWER = b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"
ELSEWHERE = ("CERT", "CA_BUNDLE", "SSL", "PROXY", "proxy")
"""Parts of the names of variables by which a machine gives its runtimes other settings."""

pytestmark = pytest.mark.runtime


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.create(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="module")
def port(ca: Authority) -> Iterator[int]:
    """The port of a server with a certificate for localhost that the CA signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.certificate("localhost").configure_cert(context)

    def serve(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with suppress(OSError), context.wrap_socket(connection, server_side=True) as tls:
                    tls.sendall(ANSWER)
                    tls.recv(4096)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def connects(runtime: Runtime, port: int, folder: Path, settings: dict[str, str]) -> bool:
    program = folder / f"Connect{runtime.suffix}"
    program.write_text(runtime.code)
    environ = {
        name: value
        for name, value in os.environ.items()
        if not any(part in name for part in ELSEWHERE)
    }
    words = [
        word.replace("{file}", str(program)).replace("{port}", str(port))
        for word in runtime.command
    ]
    ended = subprocess.run(
        words, env=environ | settings, cwd=folder, capture_output=True, timeout=120, check=False
    )
    return ended.returncode == 0


def settings_of(runtime: Runtime, ca: Authority, folder: Path) -> dict[str, str]:
    """Return the environment variables of a runtime's line on the page, with real files."""
    page = PAGE.read_text("utf-8")
    (line,) = re.findall(rf"^\| {re.escape(runtime.row)}\b.*$", page, re.MULTILINE)
    files = {"ca.pem": str(ca.ca_file), "trust.p12": str(folder / "trust.p12")}
    found: dict[str, str] = {}
    for name, value in re.findall(r"`([A-Z_]+)=([^`]*)`", line):
        for short, path in files.items():
            value = value.replace(short, path)  # noqa: PLW2901 - one replacement after another
        found[name] = value
    return found


@pytest.mark.parametrize("runtime", RUNTIMES, ids=lambda each: each.row)
def test_the_setting_of_the_page_makes_a_runtime_trust_the_ca(
    runtime: Runtime, ca: Authority, port: int, tmp_path: Path
) -> None:
    if shutil.which(runtime.command[0]) is None:
        pytest.skip(f"{skips.NO_RUNTIME}{runtime.command[0]}")
    settings = settings_of(runtime, ca, tmp_path)
    if "trust.p12" in str(settings):
        keytool = quoted("keytool").replace("ca.pem", str(ca.ca_file))
        subprocess.run(keytool.split(), cwd=tmp_path, check=True, capture_output=True)
    assert not connects(runtime, port, tmp_path, {})
    assert connects(runtime, port, tmp_path, settings)
