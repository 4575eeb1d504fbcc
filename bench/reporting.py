"""What writing a run's report costs: bluebar beside what one would do instead, on equal attempts.

    python -m bench.reporting [--attempts N]

Each way gets the same made-up attempts (`bench.attempts`), and what it leaves is looked through
for the secrets in them. Playwright's own way is to move the traces and look at nothing. One form is
what a script with `unzip`, `sed` and `zip` would do: each known password replaced as it stands.
bluebar is timed twice, the first time without anything that it does for the secrets, so that
the difference is what these cost.

Seconds are the processor's: writing waits for nothing else. What varies: a busy machine makes all
ways slower by up to a half, because its cores share caches.
"""

import argparse
import io
import shutil
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.attempts import MadeUp, make_up
from bluebar.reports.collector import Collector
from bluebar.reports.html.report_writer import write_report
from bluebar.reports.report_folder import ReportFolder
from bluebar.reports.scrubber import Scrubber
from bluebar.reports.secrets.redaction import Redactor
from bluebar.reports.secrets.secret_scan import files_below, scan
from bluebar.reports.secrets.trace_secrets import session_secrets

RUNS = 3
WANTED, WANTED_FOR_SECRETS = 2.0, 1.0
"""Seconds for 100 attempts."""

JUDGED_FROM = 100
"""Attempts below which what is done once a run weighs too much for a judgement."""

Way = Callable[[Sequence[MadeUp], Path, Path], Path]
"""Writes a report of attempts, whose traces lie in a folder, into another; returns where it is."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a way took and left.

    Attributes:
        seconds: for 100 attempts.
        size: kilobytes of an attempt.
        fixed: kilobytes besides, once a run.
        left: places in which a secret stands.
    """

    way: str
    seconds: float
    size: float
    fixed: float
    left: int


class Careless(Scrubber):
    """Do nothing for the secrets."""

    def learn(self, secrets: Iterable[str], traces: Iterable[zipfile.ZipFile]) -> Redactor:  # noqa: ARG002
        """Know none."""
        return Redactor(())

    def clean(self, file: Path, redactor: Redactor) -> bool:  # noqa: ARG002
        """Leave a file as it is."""
        return True

    def finish(self, junit: Path, also: Iterable[Path]) -> None:
        """Look at nothing."""


def moved(attempts: Sequence[MadeUp], traces: Path, home: Path) -> Path:
    """Keep the traces as they are, and nothing else."""
    for made in attempts:
        target = home / "attempts" / str(made.number) / "trace.zip"
        target.parent.mkdir(parents=True)
        shutil.move(traces / f"{made.number}.zip", target)
    return home


def one_form(attempts: Sequence[MadeUp], traces: Path, home: Path) -> Path:
    """Unpack each trace, replace the passwords as they stand, and pack it again."""
    for made in attempts:
        written = io.BytesIO()
        with (
            zipfile.ZipFile(traces / f"{made.number}.zip") as before,
            zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after,
        ):
            for member in before.namelist():
                data = before.read(member)
                for secret in made.secrets:
                    data = data.replace(secret.encode(), b"x" * len(secret))
                after.writestr(member, data)
        target = home / "attempts" / str(made.number) / "trace.zip"
        target.parent.mkdir(parents=True)
        target.write_bytes(written.getvalue())
    return home


def careless(attempts: Sequence[MadeUp], traces: Path, home: Path) -> Path:
    """Write the report as bluebar does, secrets and all."""
    return report(attempts, traces, home, Careless)


def ours(attempts: Sequence[MadeUp], traces: Path, home: Path) -> Path:
    """Write the report as bluebar does."""
    return report(attempts, traces, home, Scrubber)


def report(attempts: Sequence[MadeUp], traces: Path, home: Path, kind: type[Scrubber]) -> Path:
    """Take the attempts in, draw the report, and look through it."""
    folder = ReportFolder(home)
    folder.make()
    cleaner = kind(folder)
    collector = Collector(folder, cleaner)
    run = {"mail server": "none", "seed": "1"}
    for made in attempts:
        collector.add(made.report(traces / f"{made.number}.zip"), run, home)
    write_report(folder, collector.records, run)
    cleaner.finish(home / "none.xml", ())
    if folder.trouble or cleaner.leaks:
        sys.exit(f"the bench is broken: {folder.trouble} {cleaner.leaks[:1]}")
    return folder.path


WAYS: dict[str, Way] = {
    "moved as they are": moved,
    "one form replaced": one_form,
    "bluebar, careless": careless,
    "bluebar": ours,
}


def measure(way: str, attempts: Sequence[MadeUp], folder: Path) -> Row:
    """Measure one way; what it leaves is looked through afterwards."""
    count = len(attempts)
    runs = [timed(WAYS[way], attempts, folder / str(number)) for number in range(RUNS)]
    _, written = runs[-1]
    _, empty = timed(WAYS[way], (), folder / "empty")
    fixed = size_of(empty)
    return Row(
        way=way,
        seconds=statistics.median(seconds for seconds, _ in runs) * 100 / count,
        size=(size_of(written) - fixed) / count,
        fixed=fixed,
        left=left_in(written, attempts),
    )


def timed(way: Way, attempts: Sequence[MadeUp], folder: Path) -> tuple[float, Path]:
    """Return how many seconds a way takes, and where it wrote to."""
    traces, home = folder / "traces", folder / "home"
    for each in (traces, home):
        each.mkdir(parents=True)
    for made in attempts:
        (traces / f"{made.number}.zip").write_bytes(made.trace)
    started = time.process_time()
    written = way(attempts, traces, home)
    return time.process_time() - started, written


def size_of(folder: Path) -> float:
    """Return the kilobytes of all files in a folder."""
    return sum(file.stat().st_size for file in files_below(folder)) / 1000


def left_in(written: Path, attempts: Sequence[MadeUp]) -> int:
    """Return in how many places secrets of the attempts stand."""
    known = {secret for made in attempts for secret in made.secrets}
    for made in attempts:
        known |= session_secrets(zipfile.ZipFile(io.BytesIO(made.trace)))
    redactor = Redactor(known)
    return sum(1 for file in files_below(written) for _ in scan(file, redactor))


def table(rows: Sequence[Row]) -> str:
    """Return the rows for a terminal."""
    lines = [f"{'way':<20}{'s/100':>8}{'kB each':>10}{'kB fixed':>10}{'secrets left in':>17}"]
    lines += [
        f"{row.way:<20}{row.seconds:>8.2f}{row.size:>10.0f}{row.fixed:>10.0f}{row.left:>17}"
        for row in rows
    ]
    return "\n".join(lines)


def say(text: str) -> None:
    """Show what is being measured, beside the result."""
    print(f"… {text}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit status: 1 when bluebar takes too long."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.reporting",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--attempts", type=int, default=100, metavar="N", help="how many (default: 100)"
    )
    count = parser.parse_args(arguments).attempts
    if count < 1:
        parser.error("--attempts needs at least 1")
    say(f"making {count} attempts up")
    attempts = [make_up(number) for number in range(count)]
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="bluebar-bench-") as folder:
        for number, way in enumerate(WAYS):
            say(f"{way}: {count} attempts, {RUNS} times")
            rows.append(measure(way, attempts, Path(folder, str(number))))
    print(table(rows))
    return judge(rows[-1].seconds, rows[-1].seconds - rows[-2].seconds, count)


def judge(seconds: float, for_secrets: float, count: int) -> int:
    """Tell what bluebar took; return 1 if that was too long."""
    print(
        f"\nbluebar takes {seconds:.1f} s for 100 attempts (wanted: at most {WANTED:.0f}); "
        f"{for_secrets:.1f} s of it are for the secrets (wanted: at most {WANTED_FOR_SECRETS:.0f})."
    )
    too_long = seconds > WANTED or for_secrets > WANTED_FOR_SECRETS
    return 1 if too_long and count >= JUDGED_FROM else 0


if __name__ == "__main__":
    sys.exit(main())
