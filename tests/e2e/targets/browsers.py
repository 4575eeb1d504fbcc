"""Run code that needs a browser in a separate process."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
MAX_SECONDS = 240
"""Maximum seconds of a run; many, because the machine may be busy."""


def run(*command: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    """Run a module in bluebar's folder; return the finished process."""
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=MAX_SECONDS, check=False,
    )  # fmt: skip


def read_pages(task: str, pages: Sequence[str]) -> list[Any]:
    """Return the result of a task of `pages.py` for each page, given as HTML."""
    ended = run("tests.e2e.targets.pages", task, stdin=json.dumps(list(pages)))
    assert ended.returncode == 0, ended.stderr
    seen: list[Any] = json.loads(ended.stdout)
    return seen
