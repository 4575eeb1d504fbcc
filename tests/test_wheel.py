"""The wheel has every file of the mapped folders, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("app", "e2e", "fixtures", "mailserver", "reports")
ONLY_FOR_DEVELOPERS = {"bluebar/e2e/targets/helpdesk/requirements.in"}
"""The input of `make lock`."""


def tracked() -> set[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "bluebar", *FOLDERS]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    there = [name for name in listed.splitlines() if (ROOT / name).is_file()]
    return {name if name.startswith("bluebar/") else f"bluebar/{name}" for name in there}


def test_the_wheel_has_every_file_of_the_mapped_folders_and_nothing_else(tmp_path: Path) -> None:
    command = [
        sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--no-build-isolation", "--no-index", "--wheel-dir", str(tmp_path), str(ROOT),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("bluebar-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    metadata = {name for name in names if ".dist-info/" in name}
    assert names - metadata == tracked() - ONLY_FOR_DEVELOPERS
    assert not (ROOT / "build").exists()
    assert list(ROOT.glob("*.egg-info")) == []
