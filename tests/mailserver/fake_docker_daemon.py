"""A fake Docker daemon without any image; DOCKER_HOST can point to its socket."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer


class FakeDockerDaemon(ThreadingMixIn, UnixStreamServer):
    """A Docker daemon without any image; `pulling` says how a pull behaves."""

    daemon_threads = True
    pulling = "hangs"

    def __init__(self, path: Path) -> None:
        self.ended = threading.Event()
        super().__init__(str(path), DaemonRequest)

    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing: a client that has abandoned a pull is gone when the pull ends."""


class DaemonRequest(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeDockerDaemon

    def do_GET(self) -> None:
        if self.path.endswith("/version"):
            self.answer(200, {"ApiVersion": "1.41"})
        elif self.path.endswith("/_ping"):
            self.answer(200, "OK")
        else:
            self.answer(404, {"message": "No such image"})

    def do_POST(self) -> None:
        self.begin(200, "Transfer-Encoding", "chunked")
        self.chunk({"status": "Pulling fs layer"})
        if self.server.pulling == "hangs":
            self.server.ended.wait()
        self.chunk({"error": "toomanyrequests: rate limit"})
        self.wfile.write(b"0\r\n\r\n")

    def answer(self, status: int, content: object) -> None:
        body = json.dumps(content).encode()
        self.begin(status, "Content-Length", str(len(body)))
        self.wfile.write(body)

    def begin(self, status: int, name: str, value: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Connection", "close")
        self.send_header(name, value)
        self.end_headers()

    def chunk(self, event: object) -> None:
        line = json.dumps(event).encode() + b"\r\n"
        self.wfile.write(b"%x\r\n%b\r\n" % (len(line), line))

    def address_string(self) -> str:
        return "a unix socket has no address"

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@contextmanager
def fake_docker_daemon(path: Path) -> Iterator[FakeDockerDaemon]:
    """Run the daemon at a socket; it ends with the block, even during a pull that hangs."""
    with FakeDockerDaemon(path) as daemon:
        thread = threading.Thread(target=daemon.serve_forever, args=(0.05,))
        thread.start()
        yield daemon
        daemon.ended.set()
        daemon.shutdown()
        thread.join()
