"""Count what a run does to an app and a mail server: sign-ins, clicks and logins.

python -m docs.logins REPORT      # the folder of a report; prints the table of reach-your-app.md
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from bluebar.reports.record.record import Record
from bluebar.reports.report_folder import read_records


def phases(records: Sequence[Record], name: str) -> int:
    """Return how often a phase took place."""
    return sum(phase.name == name for record in records for phase in record.phases)


def table(records: Sequence[Record]) -> str:
    """Return the numbers of a run in Markdown."""
    sessions = [each for record in records for each in record.conversations]
    logins = [login for each in sessions for login in each.logins]
    refused = [
        sum(login.result == "NO" for each in record.conversations for login in each.logins)
        for record in records
    ]
    lines = [
        ("users who sign in to the app, or up", phases(records, "sign in")),
        ("clicks on *Connect*", phases(records, "connect")),
        ("IMAP connections of the app", len(sessions)),
        ("IMAP logins, of which the server refuses", f"{len(logins)}, {sum(refused)}"),
        ("refused logins to one mailbox, at most", max(refused, default=0)),
    ]
    rows = "\n".join(f"| {what} | {number} |" for what, number in lines)
    return f"| In a run of {len(records)} scenarios | Number |\n|---|---|\n{rows}"


if __name__ == "__main__":
    print(table(read_records(Path(sys.argv[1]))))  # noqa: T201 - a command prints
