"""The Testcontainers module keeps authentication on, and is published on loopback only."""

from mailserver.container import GreenMailContainer
from mailserver.server import GREENMAIL_VERSION
from mailserver.start import IMAGE


def test_image_and_module_name_the_one_pinned_version() -> None:
    defaults = GreenMailContainer.__init__.__defaults__
    assert defaults == (IMAGE,)
    assert IMAGE.endswith(f":{GREENMAIL_VERSION}")
