"""Benchmark reporting: bluebar's report against moved traces and against plain zip.

    python -m bench.reporting [--attempts N]

Each candidate gets the same sample attempts, and then its output is searched for their secrets:

- moved traces: as Playwright keeps traces, with all secrets
- replaced passwords: as a script with unzip, sed and zip, for passwords in plain text only
- bluebar, no scrubbing: the whole report, with all secrets
- bluebar: the whole report without secrets

The difference of the last two is the cost of scrubbing. Seconds are CPU seconds, because reporting
waits for nothing. On a busy machine, all candidates take up to 50 % longer: the cores share caches.
"""

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

from bench.command_line import parse_count, show_progress
from bench.sample_attempts import SampleAttempt, make_attempt
from bluebar.reports.collector import Collector
from bluebar.reports.report_folder import ReportFolder
from bluebar.reports.report_writer import write_report
from bluebar.reports.scrubber import Scrubber
from bluebar.reports.secrets.redaction import Redactor
from bluebar.reports.secrets.secret_scan import files_below, scan
from bluebar.reports.secrets.trace_secrets import session_secrets

REPEATS = 3
MAX_SECONDS, MAX_SECONDS_OF_SCRUBBING = 2.0, 1.0
"""The maximum CPU seconds for 100 attempts: in total, and for scrubbing alone."""

JUDGED_FROM = 100
"""A slow result fails the benchmark from this number of attempts on.

With fewer attempts, the work that is done once per run distorts the time per attempt.
"""

Candidate = Callable[[Sequence[SampleAttempt], Path, Path], Path]
"""A function that writes a report, and returns the path of the report's folder.

Its arguments are the attempts, the folder with their traces, and the folder to write into.
"""


@dataclass(frozen=True, kw_only=True)
class ReportingResult:
    """The cost of a candidate, and the secrets in its output.

    Attributes:
        candidate: the candidate's name.
        seconds: the CPU seconds for 100 attempts.
        size: the size of the output per attempt, in kilobytes.
        fixed: the size of the output without attempts, in kilobytes.
        left: the number of secrets that are still in the output.
    """

    candidate: str
    seconds: float
    size: float
    fixed: float
    left: int


class NoScrubbing(Scrubber):
    """A scrubber that neither overwrites secrets nor searches for them."""

    def add_secrets(self, secrets: Iterable[str], traces: Iterable[zipfile.ZipFile]) -> Redactor:  # noqa: ARG002
        """Ignore the secrets."""
        return Redactor(())

    def scrub(self, file: Path, redactor: Redactor) -> bool:  # noqa: ARG002
        """Keep the file unchanged."""
        return True

    def finish(self, junit: Path, also: Iterable[Path]) -> None:
        """Search nothing."""


def move_traces(attempts: Sequence[SampleAttempt], traces: Path, home: Path) -> Path:
    """Move the traces unchanged; write nothing else."""
    for made in attempts:
        target = home / "attempts" / str(made.number) / "trace.zip"
        target.parent.mkdir(parents=True)
        shutil.move(traces / f"{made.number}.zip", target)
    return home


def replace_passwords(attempts: Sequence[SampleAttempt], traces: Path, home: Path) -> Path:
    """Rewrite each trace, with each plain-text password replaced by an equal number of x."""
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


def write_unscrubbed(attempts: Sequence[SampleAttempt], traces: Path, home: Path) -> Path:
    """Write bluebar's report without scrubbing."""
    return write(attempts, traces, home, NoScrubbing)


def write_scrubbed(attempts: Sequence[SampleAttempt], traces: Path, home: Path) -> Path:
    """Write bluebar's report without secrets."""
    return write(attempts, traces, home, Scrubber)


def write(
    attempts: Sequence[SampleAttempt], traces: Path, home: Path, kind: type[Scrubber]
) -> Path:
    """Write bluebar's report with this kind of scrubber; return the report's folder."""
    folder = ReportFolder(home)
    folder.make()
    scrubber = kind(folder)
    collector = Collector(folder, scrubber)
    run = {"mail server": "none", "seed": "1"}
    for made in attempts:
        collector.add(made.report(traces / f"{made.number}.zip"), run, home)
    write_report(folder, collector.records, run)
    scrubber.finish(home / "none.xml", ())
    if folder.problem or scrubber.hits:
        sys.exit(f"the benchmark's report is broken: {folder.problem} {scrubber.hits[:1]}")
    return folder.path


CANDIDATES: dict[str, Candidate] = {
    "moved traces": move_traces,
    "replaced passwords": replace_passwords,
    "bluebar, no scrubbing": write_unscrubbed,
    "bluebar": write_scrubbed,
}


def measure(candidate: str, attempts: Sequence[SampleAttempt], folder: Path) -> ReportingResult:
    """Measure one candidate, and search its output for secrets.

    Args:
        candidate: the candidate's name.
        attempts: the sample attempts.
        folder: the folder to write into.
    """
    count = len(attempts)
    runs = [
        timed(CANDIDATES[candidate], attempts, folder / str(number)) for number in range(REPEATS)
    ]
    _, written = runs[-1]
    _, empty = timed(CANDIDATES[candidate], (), folder / "empty")
    fixed = size_of(empty)
    return ReportingResult(
        candidate=candidate,
        seconds=statistics.median(seconds for seconds, _ in runs) * 100 / count,
        size=(size_of(written) - fixed) / count,
        fixed=fixed,
        left=left_in(written, attempts),
    )


def timed(
    candidate: Candidate, attempts: Sequence[SampleAttempt], folder: Path
) -> tuple[float, Path]:
    """Run a candidate once; return the CPU seconds that it took, and the path of its output."""
    traces, home = folder / "traces", folder / "home"
    for each in (traces, home):
        each.mkdir(parents=True)
    for made in attempts:
        (traces / f"{made.number}.zip").write_bytes(made.trace)
    started = time.process_time()
    written = candidate(attempts, traces, home)
    return time.process_time() - started, written


def size_of(folder: Path) -> float:
    """Return the kilobytes of all files in a folder."""
    return sum(file.stat().st_size for file in files_below(folder)) / 1000


def left_in(written: Path, attempts: Sequence[SampleAttempt]) -> int:
    """Return how many times a candidate's output contains a secret of the attempts."""
    known = {secret for made in attempts for secret in made.secrets}
    for made in attempts:
        known |= session_secrets(zipfile.ZipFile(io.BytesIO(made.trace)))
    redactor = Redactor(known)
    return sum(1 for file in files_below(written) for _ in scan(file, redactor))


def table(rows: Sequence[ReportingResult]) -> str:
    """Return the results as a table for a terminal."""
    lines = [f"{'candidate':<22}{'s/100':>8}{'kB each':>10}{'kB fixed':>10}{'secrets left in':>17}"]
    lines += [
        f"{row.candidate:<22}{row.seconds:>8.2f}{row.size:>10.0f}{row.fixed:>10.0f}{row.left:>17}"
        for row in rows
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure all candidates and print a table; return the exit status, 1 if bluebar is slow."""
    count = parse_count(
        arguments,
        prog="python -m bench.reporting",
        description=__doc__,
        option="attempts",
        default=100,
    )
    show_progress(f"generating {count} attempts")
    attempts = [make_attempt(number) for number in range(count)]
    rows: list[ReportingResult] = []
    with tempfile.TemporaryDirectory(prefix="bluebar-bench-") as folder:
        for number, candidate in enumerate(CANDIDATES):
            show_progress(f"{candidate}: {count} attempts, {REPEATS} times")
            rows.append(measure(candidate, attempts, Path(folder, str(number))))
    print(table(rows))
    return judge(rows[-1].seconds, rows[-1].seconds - rows[-2].seconds, count)


def judge(seconds: float, of_scrubbing: float, count: int) -> int:
    """Print bluebar's times and their maximums; return 1 if a time is too long, else 0.

    With fewer attempts than JUDGED_FROM, no time is too long.

    Args:
        seconds: the CPU seconds of bluebar for 100 attempts.
        of_scrubbing: the part of these seconds that scrubbing takes.
        count: the number of measured attempts.
    """
    print(
        f"\nbluebar takes {seconds:.1f} s for 100 attempts (maximum: {MAX_SECONDS:.0f}), "
        f"{of_scrubbing:.1f} s of them for scrubbing (maximum: {MAX_SECONDS_OF_SCRUBBING:.0f})."
    )
    too_long = seconds > MAX_SECONDS or of_scrubbing > MAX_SECONDS_OF_SCRUBBING
    return 1 if too_long and count >= JUDGED_FROM else 0


if __name__ == "__main__":
    sys.exit(main())
