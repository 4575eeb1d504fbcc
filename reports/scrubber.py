"""Take the secrets of a run out of what it writes, look at it again, and remember what is left."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

from bluebar.reports.record.trace import UNREADABLE
from bluebar.reports.report_folder import RECORDS, ReportFolder
from bluebar.reports.secrets.redaction import Redactor
from bluebar.reports.secrets.secret_scan import SecretHit, files_below, rewrite, scan
from bluebar.reports.secrets.secret_store import store_secrets
from bluebar.reports.secrets.trace_secrets import session_secrets

DRAWN = (RECORDS, "index.html", "trace")
"""What is made of rewritten records, and Playwright's trace viewer."""


class Scrubber:
    """Keep a run's reports free of its secrets.

    Args:
        folder: of the report.

    Attributes:
        secrets: all that are known by now.
        leaks: what was left nevertheless.
        seen: files that were cleaned.
    """

    def __init__(self, folder: ReportFolder) -> None:
        self.folder = folder
        self.secrets: set[str] = set()
        self.leaks: list[SecretHit] = []
        self.seen: set[Path] = set()

    def learn(self, secrets: Iterable[str], traces: Iterable[ZipFile]) -> Redactor:
        """Take in an attempt's secrets, keep them for `check`, and return what takes them out.

        Args:
            secrets: that were noted.
            traces: in which there are more.
        """
        own = set(secrets)
        for trace in traces:
            with suppress(*UNREADABLE):
                own |= session_secrets(trace)
        new = own - self.secrets
        self.secrets |= new
        if new:
            try:
                store_secrets(new, self.folder.path)
            except OSError as error:
                self.folder.cannot("the secrets to look for later", self.folder.home, error)
        return Redactor(own)

    def clean(self, file: Path, redactor: Redactor) -> bool:
        """Take the secrets out of a file; return whether it can be kept.

        What was written is read again: that it was rewritten is a belief, that nothing is found
        in it is evidence.
        """
        self.seen.add(file)
        if next(scan(file, redactor), None) is None:
            return True
        try:
            is_there = rewrite(file, redactor)
        except OSError as error:
            self.folder.cannot(f"{file.name} without secrets", file, error)
            return False
        if is_there:
            self.leaks += scan(file, redactor)
        else:
            self.folder.tell(f"{file} was deleted: secrets could not be taken out of it")
        return is_there

    def forget_traces(self, output: Path) -> None:
        """Delete the traces of tests that were interrupted: their secrets never came here.

        Args:
            output: where pytest-playwright left them.
        """
        traces = list(output.rglob("*.zip"))
        for trace in traces:
            trace.unlink()
        if traces:
            self.folder.tell(
                f"{len(traces)} traces in {output} were deleted: their tests did not come to an "
                "end, so what secrets are in them is not known"
            )

    def finish(self, junit: Path, also: Iterable[Path]) -> None:
        """Clean JUnit and what others left in the report; look through all the rest.

        Args:
            junit: where it was written, if it was.
            also: files and folders of others, which are looked through and left as they are.
        """
        redactor = Redactor(self.secrets)
        if junit.is_file():
            self.clean(junit, redactor)
        for file in files_below(self.folder.path):
            if file.relative_to(self.folder.path).parts[0] in DRAWN:
                # It was free of secrets when it was written, and must not lose a letter.
                self.leaks += scan(file, redactor)
            elif file not in self.seen:
                self.clean(file, redactor)
        for path in also:
            for file in files_below(path) if path.is_dir() else [path]:
                self.leaks += scan(file, redactor)
