"""The folder of a run's report: made, pruned, written to, and read again."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bluebar.reports.record.record import Record, UnreadableRecord
from bluebar.reports.report_errors import NotAReport
from bluebar.reports.secrets.secret_store import forget_what_is_gone

KEPT_RUNS = 10
NAME = re.compile(r"\d{4}-\d\d-\d\d-\d{6}-\d{6}")
RECORDS = "records.jsonl"


def default_home(root: Path) -> Path:
    """Return the folder for all reports of runs in `root`.

    In bluebar's own checkout that is `reports/out`, else `bluebar-reports`: another project's
    folder `reports` is not touched.
    """
    reports = Path(__file__).parent.resolve()
    return reports / "out" if reports.parent == root.resolve() else root / "bluebar-reports"


@dataclass
class ReportFolder:
    """The folder of one run's report. What cannot be written is told once and fails nothing.

    Attributes:
        home: where the folders of all runs lie.
        name: of this one; by default the time.
        trouble: why something could not be written, or empty.
    """

    home: Path
    name: str = field(default_factory=lambda: f"{datetime.now():%Y-%m-%d-%H%M%S-%f}")
    trouble: str = ""

    @property
    def path(self) -> Path:
        """Return where it lies."""
        return self.home / self.name

    def make(self) -> None:
        """Make it, point `latest` at it, and remove runs beyond the last ten."""
        try:
            self.path.mkdir(parents=True)
            latest = self.home / "latest"
            latest.unlink(missing_ok=True)
            latest.symlink_to(self.path.name, target_is_directory=True)
            runs = sorted(each for each in self.home.iterdir() if _is_a_runs(each))
            for old in runs[:-KEPT_RUNS]:
                shutil.rmtree(old, ignore_errors=True)
            forget_what_is_gone(self.home)
        except OSError as error:
            self.cannot("the report's folder", self.path, error)

    def write(self, name: str, text: str, *, more: bool = False) -> None:
        """Write a file of the report, or add to it."""
        try:
            with (self.path / name).open("a" if more else "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            self.cannot(name, self.path / name, error)

    def write_records(self, records: Iterable[Record], *, more: bool = False) -> None:
        """Write records, a line each, or add them to those that are there."""
        self.write(RECORDS, "".join(f"{each.to_line()}\n" for each in records), more=more)

    def move_in(self, source: Path, name: str) -> bool:
        """Move a file into the report; return whether it is there."""
        target = self.path / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(source, target)
        except OSError as error:
            self.cannot(name, target, error)
            return False
        return True

    def cannot(self, what: str, where: Path, error: Exception) -> None:
        """Remember why something could not be written."""
        happened = getattr(error, "strerror", None) or error
        self.tell(
            f"the report is not whole. Wanted: to write {what}; happened: {happened}; "
            f"where: {where}; next: make room or another folder with --reports DIR. "
            "The tests themselves are not affected."
        )

    def tell(self, trouble: str) -> None:
        """Remember what is to be told at the end: the first, which the others may come from."""
        self.trouble = self.trouble or trouble


def _is_a_runs(folder: Path) -> bool:
    """Say whether a folder is a run's, and no other that lies where reports are kept."""
    return bool(NAME.fullmatch(folder.name)) and folder.is_dir()


def read_records(folder: Path) -> list[Record]:
    """Return the records of a report, in the order in which the attempts ended.

    Raises:
        NotAReport: there are none, or they cannot be read.
    """
    try:
        lines = (folder / RECORDS).read_text(encoding="utf-8").split("\n")
        return [Record.from_line(line) for line in lines if line]
    except FileNotFoundError as error:
        raise NotAReport(folder, f"{RECORDS} is not there") from error
    except (OSError, UnicodeDecodeError, UnreadableRecord) as error:
        raise NotAReport(folder, f"{RECORDS} cannot be read: {error}") from error


def read_all(folders: Iterable[Path]) -> list[Record]:
    """Return the records of several reports, each once: a shard's may be in the whole, too.

    Raises:
        NotAReport: one of the folders holds none.
    """
    records = (record for folder in folders for record in read_records(folder))
    return list({record.key: record for record in records}.values())
