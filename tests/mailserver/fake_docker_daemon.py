"""A stand-in for a Docker daemon that has no image, to be named by DOCKER_HOST."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer


class Daemon(ThreadingMixIn, UnixStreamServer):
    """A Docker daemon that has no image. What it does when one is pulled is `pulling`."""

    daemon_threads = True
    pulling = "hangs"

    def __init__(self, path: Path) -> None:
        self.over = threading.Event()
        super().__init__(str(path), Answers)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that has given a pull up is gone when the pull ends."""


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Daemon

    def do_GET(self) -> None:
        if self.path.endswith("/version"):
            self.say(200, {"ApiVersion": "1.41"})
        elif self.path.endswith("/_ping"):
            self.say(200, "OK")
        else:
            self.say(404, {"message": "No such image"})

    def do_POST(self) -> None:
        self.begin(200, "Transfer-Encoding", "chunked")
        self.chunk({"status": "Pulling fs layer"})
        if self.server.pulling == "hangs":
            self.server.over.wait()
        self.chunk({"error": "toomanyrequests: rate limit"})
        self.wfile.write(b"0\r\n\r\n")

    def say(self, status: int, answer: object) -> None:
        body = json.dumps(answer).encode()
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
        """Say nothing."""


@contextmanager
def answering(path: Path) -> Iterator[Daemon]:
    """Have the daemon answer at a socket; it ends with the block, a pull that hangs included."""
    with Daemon(path) as daemon:
        thread = threading.Thread(target=daemon.serve_forever, args=(0.05,))
        thread.start()
        yield daemon
        daemon.over.set()
        daemon.shutdown()
        thread.join()
