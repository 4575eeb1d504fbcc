"""Make, prune, write and read the folder of a run's report."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bluebar.reports.record.record import Record, UnreadableRecord
from bluebar.reports.report_errors import NotAReport
from bluebar.reports.secrets.secret_store import delete_secrets_without_run

KEPT_RUNS = 10
NAME = re.compile(r"\d{4}-\d\d-\d\d-\d{6}-\d{6}")
RECORDS = "records.jsonl"


def default_home(root: Path) -> Path:
    """Return the folder that contains the reports of all runs.

    In bluebar's own checkout this is `reports/out`. In another project it is `bluebar-reports`, so
    that bluebar does not touch a folder `reports` of that project.

    Args:
        root: the folder from which the tests are run.
    """
    reports = Path(__file__).parent.resolve()
    return reports / "out" if reports.parent == root.resolve() else root / "bluebar-reports"


@dataclass
class ReportFolder:
    """The folder of one run's report.

    A write error fails no test. The first one is kept in `problem`, and reported when the run ends.

    Attributes:
        home: the folder that contains the folders of all runs.
        name: the name of this run's folder; the default is the current time.
        problem: a message about the first write error or other problem; empty if there is none.
    """

    home: Path
    name: str = field(default_factory=lambda: f"{datetime.now():%Y-%m-%d-%H%M%S-%f}")
    problem: str = ""

    @property
    def path(self) -> Path:
        """Return the path of the folder."""
        return self.home / self.name

    def make(self) -> None:
        """Make this run's folder, and let the link `latest` name the folder.

        Only the folders of the last KEPT_RUNS runs are kept: older ones are deleted.
        """
        try:
            self.path.mkdir(parents=True)
            latest = self.home / "latest"
            latest.unlink(missing_ok=True)
            latest.symlink_to(self.path.name, target_is_directory=True)
            runs = sorted(each for each in self.home.iterdir() if _is_of_a_run(each))
            for old in runs[:-KEPT_RUNS]:
                shutil.rmtree(old, ignore_errors=True)
            delete_secrets_without_run(self.home)
        except OSError as error:
            self.add_write_error("the report's folder", self.path, error)

    def write(self, name: str, text: str, *, more: bool = False) -> None:
        """Write a file of the report.

        Args:
            name: the name of the file in the report's folder.
            text: the text to write.
            more: whether to append the text to the file instead of replacing the file.
        """
        try:
            with (self.path / name).open("a" if more else "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            self.add_write_error(name, self.path / name, error)

    def write_records(self, records: Iterable[Record], *, more: bool = False) -> None:
        """Write one line per record to the file of records. With `more`, append the lines."""
        self.write(RECORDS, "".join(f"{each.to_line()}\n" for each in records), more=more)

    def move_in(self, source: Path, name: str) -> bool:
        """Move a file into the report; return whether the file was moved.

        Args:
            source: the file.
            name: the new path of the file, relative to the report's folder.
        """
        target = self.path / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(source, target)
        except OSError as error:
            self.add_write_error(name, target, error)
            return False
        return True

    def add_write_error(self, what: str, where: Path, error: Exception) -> None:
        """Keep a write error, which is reported when the run ends.

        Args:
            what: the thing that could not be written, in a few words.
            where: the path of the file or folder.
            error: the exception.
        """
        happened = getattr(error, "strerror", None) or error
        self.add_problem(
            f"the report is incomplete. Wanted: to write {what}; happened: {happened}; "
            f"where: {where}; next: free some space, or name another folder with --reports DIR. "
            "The tests themselves are not affected."
        )

    def add_problem(self, problem: str) -> None:
        """Keep a problem, which is reported when the run ends.

        Only the first problem is kept, because it may be the cause of later problems.
        """
        self.problem = self.problem or problem


def _is_of_a_run(folder: Path) -> bool:
    """Return whether the name of a folder shows that the folder belongs to a run."""
    return bool(NAME.fullmatch(folder.name)) and folder.is_dir()


def read_records(folder: Path) -> list[Record]:
    """Return the records of a report, in the order in which the attempts ended.

    Raises:
        NotAReport: the report's file of records is missing or unreadable.
    """
    try:
        lines = (folder / RECORDS).read_text(encoding="utf-8").split("\n")
    except FileNotFoundError as error:
        raise NotAReport(folder, f"{RECORDS} is missing") from error
    except (OSError, UnicodeDecodeError) as error:
        raise NotAReport(folder, f"{RECORDS} cannot be read: {error}") from error
    return [_read_line(folder, number, line) for number, line in enumerate(lines, 1) if line]


def _read_line(folder: Path, number: int, line: str) -> Record:
    try:
        return Record.from_line(line)
    except UnreadableRecord as error:
        raise NotAReport(folder, f"{RECORDS} cannot be read: line {number}: {error}") from error


def read_all(folders: Iterable[Path]) -> list[Record]:
    """Return the records of several reports, each record once.

    Two reports may contain the same record, e.g. a merged report and one of its shards.

    Raises:
        NotAReport: one of the folders has no readable records.
    """
    records = (record for folder in folders for record in read_records(folder))
    return list({record.key: record for record in records}.values())
