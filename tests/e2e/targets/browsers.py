"""Run what needs a browser in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
LONGEST = 240
"""Seconds; a machine may be busy."""


def run(*command: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    """Run a module in bluebar's folder; return what came of it."""
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=LONGEST, check=False,
    )  # fmt: skip


def seen_on(task: str, pages: Sequence[str]) -> list[Any]:
    """Return what is read on each page."""
    ended = run("tests.e2e.targets.pages", task, stdin=json.dumps(list(pages)))
    assert ended.returncode == 0, ended.stderr
    seen: list[Any] = json.loads(ended.stdout)
    return seen
