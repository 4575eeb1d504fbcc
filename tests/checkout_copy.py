"""Copies of this checkout from which Python imports `bluebar`.

The editable installation in .venv maps `bluebar` to this checkout. In a copy, links make the same
mapping, and PYTHONPATH names the copy.
"""

from pathlib import Path

FOLDERS = ("app", "e2e", "fixtures", "mailserver", "reports")
"""Folders that setup.py maps to packages below `bluebar`."""


def link_package(copy: Path) -> None:
    """Link the mapped folders of a copy into its folder `bluebar`."""
    for name in FOLDERS:
        (copy / "bluebar" / name).symlink_to(copy / name)
