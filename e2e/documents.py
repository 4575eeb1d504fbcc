"""Write the tables of the documentation from the scenarios.

    python -m e2e.documents      # rewrites docs/article.md, docs/scenarios.md, README.md's table

A test holds the files against what this writes.
"""

from pathlib import Path

from e2e.scenario import Group, Route, Scenario
from e2e.scenarios import ALL

ROOT = Path(__file__).parents[1]
BEGINS, ENDS = "<!-- written by `python -m e2e.documents` -->\n", "<!-- end -->\n"

STATEMENTS = {
    "S1": "Before connecting, a person has to know four things: user name, IMAP incoming server, "
    "port, and whether SSL is on; mostly these stand in the email account's own settings",
    "S2": "The user name is the whole email address or only what stands before the @",
    "S3": "If one doesn't work, try the other",
    "S4": "For a domain bought from a third party such as GoDaddy, server and port are that "
    "provider's",
    "S5": "Some providers (Yahoo, AOL) can be IMAP or POP: check which the account is",
    "S6": "An account that uses POP can be switched to IMAP",
    "S7": "Go to Settings, then **Email** on the left-hand side",
    "S8": "Under **Connect Your Email Account**, click **IMAP**",
    "S9": "Enter username, email password, IMAP server address, port number, usually 993 or 143",
    "S10": "Tick **Use SSL** if the port is 993",
    "S11": "Click **Connect**",
    "S12": "A **blue bar** on top confirms that the email address was successfully connected",
    "S13": "Once the mailbox has synced, an email arrives",
    "S14": "It says how many **contacts** were brought in",
    "S15": "It says how many **messages** were brought in",
    "S16": 'Wording for last-sync times: "seconds ago", "a minute ago", "minutes ago", "an hour '
    'ago", "hours ago", "a day ago", "days ago"',
    "S17": 'Wording for field validation: "Invalid characters found"',
    "S18": "Related articles: settings in Outlook and Apple Mail, IMAP against POP3 and Exchange, "
    "Yahoo, GoDaddy",
}
"""What the help article "Connecting an IMAP email" states."""

NOT_TESTED = {
    "S18": "Not tested: links to other articles; nothing happens in the app.",
}


def article() -> str:
    """Return docs/article.md."""
    rows = "\n".join(
        f"| {number} | {text} | {_proof(number)} |" for number, text in STATEMENTS.items()
    )
    return (
        "# The help article, statement by statement\n\n"
        'What the help article "Connecting an IMAP email" of a contact manager (2017) states, and '
        "the scenarios that\nprove each statement. Written by `python -m e2e.documents`; "
        "`pytest e2e -m article` runs just these.\n\n"
        "| # | Statement | Proved by |\n|---|---|---|\n" + rows + "\n"
    )


def _proof(statement: str) -> str:
    ids = [f"`{row.id}`" for row in ALL if statement in row.proves]
    return ", ".join(ids) or NOT_TESTED[statement]


def scenarios() -> str:
    """Return docs/scenarios.md."""
    rows = "\n".join(
        f"| `{row.id}` | {row.why} | {_front_door(row)} | {row.expected} | {row.cited} |"
        for row in ALL
    )
    return (
        "# The scenarios\n\n"
        "Every row of the table, in the order in which a bare `pytest e2e` runs them. Written by\n"
        "`python -m e2e.documents`. A citation names the public issue in which this went wrong "
        "for somebody.\n\n"
        "| Scenario | Why | Reached through | Expected | Went wrong in |\n|---|---|---|---|---|\n"
        + rows
        + "\n"
    )


def _front_door(row: Scenario) -> str:
    if row.route is Route.STRAIGHT:
        return "GreenMail's own ports"
    return f"front door: {row.door}"


def readme() -> str:
    """Return README.md with its table of scenarios written anew."""
    before, _, rest = (ROOT / "README.md").read_text(encoding="utf-8").partition(BEGINS)
    rows = "\n".join(f"| {group} | {_short_ids(group)} |" for group in Group)
    table = f"| Group | {len(ALL)} scenarios |\n|---|---|\n{rows}\n"
    return before + BEGINS + table + ENDS + rest.partition(ENDS)[2]


def _short_ids(group: Group) -> str:
    ids = (row.id.removeprefix(f"{group}/") for row in ALL if row.group is group)
    return ", ".join(f"`{each}`" for each in ids)


DOCUMENTS = {"docs/article.md": article, "docs/scenarios.md": scenarios, "README.md": readme}


def main() -> None:
    """Write the files."""
    for name, text in DOCUMENTS.items():
        (ROOT / name).write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
