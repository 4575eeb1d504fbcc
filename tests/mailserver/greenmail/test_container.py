"""The Testcontainers module: its docstring's example runs, and ports are on loopback only."""

import doctest

import pytest
from testcontainers.core.config import testcontainers_config

from bluebar.mailserver.greenmail import container
from bluebar.mailserver.greenmail.container import GreenMailContainer
from bluebar.mailserver.greenmail.release import GREENMAIL_VERSION, IMAGE


@pytest.mark.docker
@pytest.mark.slow
def test_the_example_in_the_docstring_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    # Ryuk needs another image; the example's `with` removes the container.
    monkeypatch.setattr(testcontainers_config, "_ryuk_disabled", True)
    found = doctest.testmod(container)
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.docker
def test_authentication_is_enabled_and_ports_are_on_loopback_only() -> None:
    greenmail = GreenMailContainer(users=["ada:secret@mail.test", "bob:secret@mail.test"])
    greenmail._configure()
    assert "auth.disabled" not in greenmail.env["GREENMAIL_OPTS"]
    assert "users=ada:secret@mail.test,bob:secret@mail.test" in greenmail.env["GREENMAIL_OPTS"]
    published: set[object] = set(greenmail.ports.values())
    assert published == {("127.0.0.1", None)}
    greenmail.stop()


def test_the_default_image_is_the_pinned_version() -> None:
    defaults = GreenMailContainer.__init__.__defaults__
    assert defaults == (IMAGE,)
    assert IMAGE.endswith(f":{GREENMAIL_VERSION}")
