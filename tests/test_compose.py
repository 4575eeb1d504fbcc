"""docs/compose has a valid schema, and bluebar's options, image and settings of the app."""

import os
import re
import subprocess
import sys
from pathlib import Path

from bluebar.e2e.targets.reference.adapter import SHORT_TIMEOUTS
from bluebar.mailserver.greenmail.release import IMAGE

ROOT = Path(__file__).parents[1]
COMPOSE = ROOT / "docs" / "compose" / "compose.yaml"
TEXT = COMPOSE.read_text("utf-8")


def run(command: str, *arguments: str) -> str:
    """Run a program of this environment in the root, as the image does; return its output."""
    done = subprocess.run(
        [Path(sys.executable).with_name(command), *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_file_has_the_schema_of_compose() -> None:
    run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE))


def test_the_options_exist_and_the_image_is_bluebars_default() -> None:
    known = set(re.findall(r"--[a-z-]+", run("python", "-m", "pytest", "e2e", "--help")))
    command = TEXT[TEXT.index("bluebar run\n") :]
    used = set(re.findall(r"--[a-z-]+", command))
    assert {"--proxy-host", "--proxy-bind", "--allow-writes"} <= used <= known
    assert f"image: {IMAGE}\n" in TEXT


def test_the_app_has_the_deadlines_that_the_adapter_expects() -> None:
    for name, seconds in SHORT_TIMEOUTS.items():
        assert f'{name}: "{seconds}"' in TEXT


def test_greenmails_user_can_read_the_key_store(tmp_path: Path) -> None:
    script = COMPOSE.with_name("authority.py")
    for _ in range(2):
        run("python", str(script), str(tmp_path), "greenmail", "one-run-only")
        assert (tmp_path / "greenmail.p12").stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "ca.pem").is_file()
