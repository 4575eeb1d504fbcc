"""pytest-html's page, where somebody adds it: its links lead to where an attempt's files lie now.

pytest-playwright hangs a link on a report for each file that it kept; bluebar moves these into its
own report, without their secrets. The page itself is pytest-html's and is looked through only when
told (`--also-check`).
"""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote

import pytest


def page_of(config: pytest.Config) -> Path | None:
    """Return where pytest-html writes its page, as it resolves `--html` itself; None if nowhere."""
    given = config.getoption("htmlpath", None)
    if not given:
        return None
    return Path(config.invocation_params.dir, Path(os.path.expandvars(given)).expanduser())


def follow(report: pytest.TestReport, page: Path, moved: Mapping[Path, Path | None]) -> None:
    """Turn a report's links to files that were moved; drop those to files that are no more.

    Args:
        report: with pytest-html's `extras`, if there are any.
        page: from whose folder links are told.
        moved: where a file is, by where it was; None if it was deleted.
    """
    now = {os.path.normpath(was): file for was, file in moved.items()}
    kept = []
    for extra in getattr(report, "extras", []):
        was = os.path.normpath(page.parent / unquote(str(extra["content"])))
        if was not in now:
            kept.append(extra)
        elif file := now[was]:
            link = Path(os.path.relpath(file, page.parent)).as_posix()
            kept.append(extra | {"content": quote(link)})
    report.extras = kept  # type: ignore[attr-defined]
