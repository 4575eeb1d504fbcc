"""The inbox in docs/attached-apps.md reads a hosted service, and every named option exists."""

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bluebar.e2e.protocol.user_capabilities import HasInbox
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.fixtures.inbox.inbox_from_options import PASSWORD
from tests.served import served

DOCS = (Path(__file__).parents[2] / "docs" / "attached-apps.md").read_text("utf-8")
MAIL = "To: qa+1@example.com\r\nSubject: Imported\r\n\r\n12 contacts\r\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """Requests to a stand-in for the service, which has one mail."""
    asked: list[dict[str, Any]] = []

    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            asked.append({**query, "authorization": self.headers["Authorization"]})
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps([{"raw": MAIL}]).encode())

        def log_message(self, *_: object) -> None: ...

    with served(ThreadingHTTPServer(("127.0.0.1", 0), Service)) as server:
        monkeypatch.setenv("MAIL_SERVICE", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("MAIL_SERVICE_TOKEN", "service-token")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        yield asked


def test_the_example_of_a_hosted_service_reads_its_mail(asked: list[dict[str, Any]]) -> None:
    example = DOCS.partition("### A hosted service")[2].split("```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102 - it is the documentation's
    target = names["WithMailService"]()
    assert isinstance(target, HasInbox)
    mail = target.inbox("qa+1@example.com").wait_for(what="it", within=1)
    assert mail is not None
    assert mail.subject == "Imported"
    assert asked[0]["to"] == ["qa+1@example.com"]
    assert asked[0]["authorization"] == "Bearer service-token"


def test_every_option_and_file_that_the_page_names_exists() -> None:
    rows = set(re.findall(r"`((?:article|summary|account)/[a-z-]+)`", DOCS))
    assert rows
    assert rows <= {row.id for row in ALL}
    assert f"`{PASSWORD}`" in DOCS
