"""Merge the reports of several runs into one: shards, reruns, or runs on two mail servers."""

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from bluebar.reports.record.attempts_of_test import group_by_test
from bluebar.reports.record.record import Record, by_start
from bluebar.reports.report_errors import ReportError
from bluebar.reports.report_folder import ReportFolder, read_records
from bluebar.reports.report_writer import write_report


def merge_reports(folders: Sequence[Path], into: Path) -> int:
    """Merge reports into a new report, and print the path of the new report's page.

    Args:
        folders: the folders of the reports to merge.
        into: the folder of the new report. The folder must not exist, or must be empty.

    Returns:
        The exit status: 0, or 1 if a part of the new report could not be written.

    Raises:
        ReportError: a report cannot be read, or the folder `into` is not empty or not writable.
    """
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise ReportError(
            wanted="to write the merged report",
            happened="the folder is not empty, or is a file",
            where=into,
            next_step="name a new or empty folder with --into",
        )
    records = [(folder, each) for folder in folders for each in read_records(folder)]
    folder = ReportFolder(into.parent, name=into.name)
    try:
        into.mkdir(parents=True, exist_ok=True)
        merged = renumber_attempts(_copy_attachments(records, into))
    except OSError as error:
        raise ReportError(
            wanted="to write the merged report",
            happened=str(error),
            where=into,
            next_step="free disk space, or name another folder with --into",
        ) from error
    folder.write_records(merged)
    write_report(folder, merged)
    if folder.problem:
        sys.stderr.write(f"{folder.problem}\n")
        return 1
    sys.stdout.write(f"{len(merged)} attempts: {into / 'index.html'}\n")
    return 0


def _copy_attachments(records: Iterable[tuple[Path, Record]], into: Path) -> Iterator[Record]:
    """Yield each record once, and copy the record's attachments into the new report.

    A record that is in several reports is yielded for the first report only.
    """
    seen: set[tuple[str, float]] = set()
    for folder, record in records:
        if record.key in seen:
            continue
        seen.add(record.key)
        copied: dict[str, str] = {}
        for name, path in record.attachments.items():
            if _copy(folder, path, into):
                copied[name] = path
            else:
                sys.stderr.write(f"{record.name}: {path} is not in {folder}, and is omitted\n")
        yield replace(record, attachments=copied)


def _copy(folder: Path, path: str, into: Path) -> bool:
    source = folder / path
    # A record from another machine may name any path: a copy must stay inside both folders.
    if not source.resolve().is_relative_to(folder.resolve()) or not source.is_file():
        return False
    target = into / path
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return True


def renumber_attempts(records: Iterable[Record]) -> Sequence[Record]:
    """Return the records in the order of their start; number the attempts of each test from 1."""
    return by_start(
        replace(record, attempt=number)
        for test in group_by_test(records)
        for number, record in enumerate(test.attempts, 1)
    )
