"""The results of a library, in results/NAME.json: outcomes, and facts from the front door."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct, field, json

from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from tests.clients.client import FOLDER

RESULTS = FOLDER / "results"
CONNECTS = "article/imaps-993/whole-address"
WRONG_PASSWORD = "refusals/wrong-password/imaps-993"
BY_NAME = "certificates/by-name/sni"
"""The rows whose IMAP conversations give the facts of the table in docs/clients.md."""


class RowResult(Struct, frozen=True, omit_defaults=True):
    """The outcome of one row.

    Attributes:
        outcome: the outcome of the last attempt.
        shown: the last verdict that the app showed; empty if it showed none.
        error: why the row is not offered, or the message of a failure that no habit explains.
    """

    outcome: Outcome
    shown: str = ""
    error: str = ""


class LibraryResults(Struct, omit_defaults=True):
    """The results of one library.

    Attributes:
        version: the version that the library states.
        rows: the rows by id.
        signs_in_by: the command of the first login, e.g. LOGIN; empty if no run has shown it.
        logins: how often the library sent a wrong password after one click; 0 if unknown.
        sni: the name in the TLS handshake of a server that was typed by name: "yes" or "none";
            empty if unknown.
    """

    version: str = ""
    rows: dict[str, RowResult] = field(default_factory=dict)
    signs_in_by: str = ""
    logins: int = 0
    sni: str = ""

    def add(self, records: Iterable[Record]) -> None:
        """Add the outcomes of a run, which replace those of an earlier run."""
        for record in records:
            last = record.verdicts[-1] if record.verdicts else None
            is_explained = record.outcome in (Outcome.PASSED, Outcome.KNOWN)
            self.rows[record.name] = RowResult(
                outcome=record.outcome,
                shown=last.shown if last else "",
                error="" if is_explained else record.error.strip().splitlines()[-1],
            )
            self._read_wire(record)
        self.rows = dict(sorted(self.rows.items()))

    def _read_wire(self, record: Record) -> None:
        logins = [login for each in record.conversations for login in each.logins]
        if record.name == CONNECTS and logins:
            self.signs_in_by = logins[0].method
        if record.name == WRONG_PASSWORD:
            self.logins = len(logins)
        hellos = [each.tls for each in record.conversations if each.tls]
        if record.name == BY_NAME and hellos:
            self.sni = "yes" if hellos[0].sni else "none"

    def count(self, *outcomes: Outcome) -> int:
        """Return the number of rows with one of these outcomes."""
        return sum(row.outcome in outcomes for row in self.rows.values())

    def red(self) -> list[str]:
        """Return a line for each row that failed and that no habit explains."""
        explained = (Outcome.PASSED, Outcome.KNOWN, Outcome.NOT_OFFERED)
        return [
            f"{name}: {row.outcome}: {row.error}"
            for name, row in self.rows.items()
            if row.outcome not in explained
        ]


def path_of(name: str) -> Path:
    """Return the file with the results of a library."""
    return RESULTS / f"{name}.json"


def read(name: str) -> LibraryResults:
    """Return the results of a library; they are empty before its first run."""
    file = path_of(name)
    if not file.is_file():
        return LibraryResults()
    return json.decode(file.read_bytes(), type=LibraryResults)


def write(name: str, results: LibraryResults) -> None:
    """Write the results of a library."""
    RESULTS.mkdir(exist_ok=True)
    path_of(name).write_bytes(json.format(json.encode(results), indent=1) + b"\n")
