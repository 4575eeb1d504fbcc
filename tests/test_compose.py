"""docs/compose keeps up with bluebar: its schema, its options, its image and its app's settings."""

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
    """Run a program of this environment in the root, as the image does; return what it says."""
    done = subprocess.run(
        [Path(sys.executable).with_name(command), *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_is_a_compose_file() -> None:
    run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE))


def test_the_options_are_bluebars_and_the_image_is_the_one_of_other_runs() -> None:
    known = set(re.findall(r"--[a-z-]+", run("python", "-m", "pytest", "e2e", "--help")))
    command = TEXT[TEXT.index("pytest e2e") :]
    asked = set(re.findall(r"--[a-z-]+", command))
    assert {"--mail-host", "--mail-bind", "--allow-writes"} <= asked <= known
    assert f"image: {IMAGE}\n" in TEXT


def test_the_app_is_as_patient_there_as_its_adapter_takes_it_to_be() -> None:
    for name, seconds in SHORT_TIMEOUTS.items():
        assert f'{name}: "{seconds}"' in TEXT


def test_the_authoritys_store_can_be_read_by_greenmails_user(tmp_path: Path) -> None:
    script = COMPOSE.with_name("authority.py")
    for _ in range(2):
        run("python", str(script), str(tmp_path), "greenmail", "one-run-only")
        assert (tmp_path / "greenmail.p12").stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "ca.pem").is_file()
