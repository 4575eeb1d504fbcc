"""The seconds of each test, in the format of pytest-split, which balances shards by them."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from bluebar.reports.record.record import Record
from bluebar.reports.report_errors import ReportError


def merged_durations(file: Path, records: Iterable[Record]) -> bytes:
    """Return a file of durations as JSON, with those of these records.

    If a test has several records, e.g. one for each mail server, the longest counts.

    Args:
        file: the file, which may be missing.
        records: the records of a run.

    Raises:
        ReportError: the file is no file of durations.
    """
    seconds = dict(_read(file))
    new: dict[str, float] = {}
    for each in records:
        new[each.test] = max(each.seconds, new.get(each.test, 0.0))
    return msgspec.json.format(msgspec.json.encode({**seconds, **new}, order="sorted"))


def _read(file: Path) -> Mapping[str, float]:
    if not file.exists():
        return {}
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, float])
    except (OSError, msgspec.DecodeError) as error:
        raise ReportError(
            wanted="to read the seconds of each test",
            happened=str(error),
            where=file,
            next_step="remove the file, or name another one with --durations",
        ) from error
