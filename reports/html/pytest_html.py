"""Change the links of pytest-html's page, if a user has installed pytest-html.

pytest-playwright adds a link for each file that it keeps, and bluebar moves these files into
bluebar's report. The option `--scan-for-secrets` searches pytest-html's page itself for secrets.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote

import pytest


def page_of(config: pytest.Config) -> Path | None:
    """Return the path of pytest-html's page, as pytest-html resolves it; None without `--html`."""
    given = config.getoption("htmlpath", None)
    if not given:
        return None
    return Path(config.invocation_params.dir, Path(os.path.expandvars(given)).expanduser())


def change_links(report: pytest.TestReport, page: Path, moved: Mapping[Path, Path | None]) -> None:
    """Change a report's links to moved files, and remove links to deleted files.

    Args:
        report: pytest's report, which has pytest-html's links in `extras`.
        page: the path of pytest-html's page; its links are relative to its folder.
        moved: the new path of each file by its old path; None if the file was deleted.
    """
    by_old_path = {os.path.normpath(old): new for old, new in moved.items()}
    kept = []
    for extra in getattr(report, "extras", []):
        old = os.path.normpath(page.parent / unquote(str(extra["content"])))
        if old not in by_old_path:
            kept.append(extra)
        elif new := by_old_path[old]:
            link = Path(os.path.relpath(new, page.parent)).as_posix()
            kept.append(extra | {"content": quote(link)})
    report.extras = kept  # type: ignore[attr-defined]
