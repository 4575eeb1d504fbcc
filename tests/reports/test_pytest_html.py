"""pytest-html's page links to moved files; other links stay."""

from pathlib import Path

import pytest

from bluebar.reports.html.pytest_html import change_links


def test_links_to_moved_files_change_and_other_links_stay(tmp_path: Path) -> None:
    left = tmp_path / "test-results" / "it [a b]"
    page = tmp_path / "pages" / "page.html"
    report = pytest.TestReport("t", ("t", 0, "t"), {}, "passed", None, "teardown")
    pixels = {"name": "Screenshot", "content": "iVBORw0KGgo=" * 1000}
    elsewhere = {"name": "Issue", "content": "https://example.org/test-results/it"}
    extras = [
        {"name": "Trace", "content": "../test-results/it%20%5Ba%20b%5D/trace.zip"},
        {"name": "Trace", "content": "../test-results/it%20%5Ba%20b%5D/trace-2.zip"},
        pixels,
        elsewhere,
    ]
    report.extras = extras  # type: ignore[attr-defined]
    kept = tmp_path / "out" / "run 1" / "trace.zip"
    change_links(report, page, {left / "trace.zip": kept, left / "trace-2.zip": None})
    assert report.extras == [
        {"name": "Trace", "content": "../out/run%201/trace.zip"},
        pixels,
        elsewhere,
    ]
