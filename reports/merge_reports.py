"""Merge the reports of several runs into one: shards, reruns, or runs on two mail servers."""

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bluebar.reports.html.report_writer import write_report
from bluebar.reports.record.attempts_of_test import tried
from bluebar.reports.record.record import Record, in_order
from bluebar.reports.report_errors import ReportError
from bluebar.reports.report_folder import ReportFolder, read_records


def merge_reports(folders: Sequence[Path], into: Path) -> int:
    """Merge reports into a new one; print the path of its page.

    Args:
        folders: the folders of the reports.
        into: the new report's folder; must be missing or empty.

    Returns:
        The exit status: 1 if a part of the report could not be written.

    Raises:
        ReportError: a report cannot be read, or the folder is not empty or not writable.
    """
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise ReportError(
            wanted="to write the merged report",
            happened="something is there already",
            where=into,
            next_step="name a folder that is new or empty with --into",
        )
    records = [(folder, each) for folder in folders for each in read_records(folder)]
    folder = ReportFolder(into.parent, name=into.name)
    try:
        into.mkdir(parents=True, exist_ok=True)
        merged = numbered(_kept(records, into))
    except OSError as error:
        raise ReportError(
            wanted="to write the merged report",
            happened=str(error),
            where=into,
            next_step="make room, or name another folder with --into",
        ) from error
    folder.write_records(merged)
    write_report(folder, merged)
    if folder.trouble:
        sys.stderr.write(f"{folder.trouble}\n")
        return 1
    sys.stdout.write(f"{len(merged)} attempts: {into / 'index.html'}\n")
    return 0


def _kept(records: Iterable[tuple[Path, Record]], into: Path) -> Iterator[Record]:
    """Yield each record once, with what is attached to it copied."""
    seen: set[tuple[str, float]] = set()
    for folder, record in records:
        if record.key in seen:
            continue
        seen.add(record.key)
        there: dict[str, str] = {}
        for name, path in record.attachments.items():
            if _copied(folder, path, into):
                there[name] = path
            else:
                sys.stderr.write(f"{record.name}: {path} is not in {folder}, and left out\n")
        yield replace(record, attachments=there)


def _copied(folder: Path, path: str, into: Path) -> bool:
    source = folder / path
    # What somebody else's records name must neither be read from nor written to elsewhere.
    if not source.resolve().is_relative_to(folder.resolve()) or not source.is_file():
        return False
    target = into / path
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return True


def numbered(records: Iterable[Record]) -> Sequence[Record]:
    """Return records in the order of their beginning, the attempts of each test numbered anew."""
    return in_order(
        replace(record, attempt=number)
        for test in tried(records)
        for number, record in enumerate(test.attempts, 1)
    )
