"""The Testcontainers module does what its own tutorial says, and is published on loopback only."""

import doctest

import pytest
from testcontainers.core.config import testcontainers_config

from bluebar.mailserver.greenmail import container
from bluebar.mailserver.greenmail.container import GreenMailContainer
from bluebar.mailserver.server import GREENMAIL_VERSION
from bluebar.mailserver.start import IMAGE


@pytest.mark.docker
@pytest.mark.slow
def test_the_tutorial_in_the_docstring_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    # Ryuk would need an image of its own; the tutorial's `with` removes the container.
    monkeypatch.setattr(testcontainers_config, "_ryuk_disabled", True)
    found = doctest.testmod(container)
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.docker
def test_authentication_stays_on_and_ports_are_on_loopback_only() -> None:
    greenmail = GreenMailContainer(users=["ada:secret@mail.test", "bob:secret@mail.test"])
    greenmail._configure()
    assert "auth.disabled" not in greenmail.env["GREENMAIL_OPTS"]
    assert "users=ada:secret@mail.test,bob:secret@mail.test" in greenmail.env["GREENMAIL_OPTS"]
    published: set[object] = set(greenmail.ports.values())
    assert published == {("127.0.0.1", None)}
    greenmail.stop()


def test_image_and_module_name_the_one_pinned_version() -> None:
    defaults = GreenMailContainer.__init__.__defaults__
    assert defaults == (IMAGE,)
    assert IMAGE.endswith(f":{GREENMAIL_VERSION}")
