"""An app's process is known by the line that it prints, gone afterwards, and told when it fails."""

import sys
from pathlib import Path

import psutil
import pytest

from e2e.targets.process import AppDidNotStart, running

SERVES = "import time; print('It listens on http://127.0.0.1:7'); time.sleep(60)"
FAILS = "import sys; sys.exit('no such database')"


def test_it_is_there_while_it_is_needed_and_gone_afterwards(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SERVES]
    with running(command, folder=tmp_path / "app", settings={}) as instance:
        assert instance.base_url == "http://127.0.0.1:7"
        assert psutil.pid_exists(instance.pid)
    assert not psutil.pid_exists(instance.pid)


def test_one_that_does_not_come_up_is_told_with_its_last_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FAILS]
    with (
        pytest.raises(AppDidNotStart, match=r"last output:\n +no such database"),
        running(command, folder=tmp_path / "app", settings={}),
    ):
        pass


def test_an_empty_setting_is_none(tmp_path: Path) -> None:
    asks = "import os, sys; sys.exit(str('LIMIT' in os.environ))"
    with (
        pytest.raises(AppDidNotStart, match=r"last output:\n +False"),
        running([sys.executable, "-c", asks], folder=tmp_path, settings={"LIMIT": ""}),
    ):
        pass
