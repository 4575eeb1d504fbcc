"""Overwrite a run's secrets in the files that the run wrote, and search the files again.

The second search proves that no secret is left. If it finds a secret, the scrubber keeps the hit,
and the run fails.
"""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

from bluebar.reports.archives import UNREADABLE
from bluebar.reports.report_folder import RECORDS, ReportFolder
from bluebar.reports.secrets.redaction import Redactor
from bluebar.reports.secrets.secret_scan import SecretHit, files_below, rewrite, scan
from bluebar.reports.secrets.secret_store import store_secrets
from bluebar.reports.secrets.trace_secrets import session_secrets

WRITTEN_WITHOUT_SECRETS = (RECORDS, "index.html", "trace")
"""Files and folders of the report that never contain a secret.

The records are scrubbed before they are written, index.html is made of the scrubbed records, and
`trace` is Playwright's trace viewer.
"""


class Scrubber:
    """Keep a run's report free of the run's secrets.

    Args:
        folder: the report's folder.

    Attributes:
        secrets: all secrets known so far.
        hits: the secrets that are still in a file after scrubbing.
        scrubbed: the files that `scrub` has already handled.
    """

    def __init__(self, folder: ReportFolder) -> None:
        self.folder = folder
        self.secrets: set[str] = set()
        self.hits: list[SecretHit] = []
        self.scrubbed: set[Path] = set()

    def add_secrets(self, secrets: Iterable[str], traces: Iterable[ZipFile]) -> Redactor:
        """Add the secrets of an attempt, and store the secrets for `bluebar report check`.

        Args:
            secrets: the secrets that the test noted.
            traces: the attempt's traces, which contain session secrets.

        Returns:
            A redactor that finds and overwrites the secrets of this attempt.
        """
        of_attempt = set(secrets)
        for trace in traces:
            with suppress(*UNREADABLE):
                of_attempt |= session_secrets(trace)
        new = of_attempt - self.secrets
        self.secrets |= new
        if new:
            try:
                store_secrets(new, self.folder.path)
            except OSError as error:
                self.folder.add_write_error("the run's secrets", self.folder.home, error)
        return Redactor(of_attempt)

    def scrub(self, file: Path, redactor: Redactor) -> bool:
        """Overwrite the secrets in a file; return whether the file still exists.

        A rewritten file is searched again, because only a search proves that no secret is left. A
        file whose secrets cannot be overwritten is deleted.
        """
        self.scrubbed.add(file)
        if next(scan(file, redactor), None) is None:
            return True
        try:
            exists = rewrite(file, redactor)
        except OSError as error:
            self.folder.add_write_error(f"{file.name} without secrets", file, error)
            return False
        if exists:
            self.hits += scan(file, redactor)
        else:
            self.folder.add_problem(f"{file} was deleted: its secrets could not be overwritten")
        return exists

    def delete_traces(self, output: Path) -> None:
        """Delete the traces of interrupted tests, because their secrets are not known.

        Args:
            output: the output folder of pytest-playwright.
        """
        traces = list(output.rglob("*.zip"))
        for trace in traces:
            trace.unlink()
        if traces:
            self.folder.add_problem(
                f"{len(traces)} traces in {output} were deleted: their tests were interrupted, so "
                "the secrets in them are not known"
            )

    def finish(self, junit: Path, also: Iterable[Path]) -> None:
        """Scrub or search all files when the run ends, and keep the hits.

        JUnit's file, and the files that other reporters wrote into the report, are scrubbed. All
        other files are searched only.

        Args:
            junit: the path of JUnit's file, which may be missing.
            also: files and folders outside of the report. They are searched, but not changed.
        """
        redactor = Redactor(self.secrets)
        if junit.is_file():
            self.scrub(junit, redactor)
        for file in files_below(self.folder.path):
            if file.relative_to(self.folder.path).parts[0] in WRITTEN_WITHOUT_SECRETS:
                # These files never contained a secret, so rewriting could only break them.
                self.hits += scan(file, redactor)
            elif file not in self.scrubbed:
                self.scrub(file, redactor)
        for path in also:
            for file in files_below(path) if path.is_dir() else [path]:
                self.hits += scan(file, redactor)
