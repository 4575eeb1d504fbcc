"""Write the tables of the documentation from the scenarios and the target protocol.

    python -m docs.generate      # rewrites docs/adapter-reference.md, docs/article.md,
                                 # docs/scenarios.md, the tables in docs/checks.md and
                                 # docs/configuration.md, and the quotes in
                                 # docs/adapter-recipes.md

A test checks that the files are up to date.
"""

import re
from argparse import SUPPRESS, Action
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from _pytest.config import get_config

from bluebar.e2e.run.playwright_options import HELP
from bluebar.e2e.run.registration import MARKERS
from bluebar.e2e.run.settings_options import options_by_key
from bluebar.e2e.scenarios import certificates
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.scenarios.citations import links
from bluebar.e2e.scenarios.field_failures import FAILURES, FieldFailure
from bluebar.e2e.scenarios.model import FormTemplate, Group, Route, Scenario
from bluebar.e2e.targets.reference.adapter import Reference
from docs import ways
from docs.adapter_reference import adapter_reference
from docs.docstrings import cell
from docs.quotes import quoting

ROOT = Path(__file__).parents[1]
PROBES = " †"
"""The mark of rows that try to get past a protection of the app."""

NOT_LISTED = ("--output", "--playwright-debug")
"""Options of pytest-playwright that no run of bluebar needs."""

BEGINS, ENDS = "<!-- written by `python -m docs.generate` -->\n", "<!-- end -->\n"

STATEMENTS = {
    "S1": "Before connecting, a person must know four things: user name, IMAP incoming server, "
    "port, and whether SSL is on; these are mostly in the email account's own settings",
    "S2": "The user name is the whole email address or only the part before the @",
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
"""The statements of the help article "Connecting an IMAP email", by number."""

NOT_TESTED = {
    "S18": "Not tested: links to other articles; nothing happens in the app.",
}


def article() -> str:
    """Return the content of docs/article.md."""
    rows = "\n".join(
        f"| {number} | {text} | {_proof(number)} |" for number, text in STATEMENTS.items()
    )
    return (
        "# The help article, statement by statement\n\n"
        'What the help article "Connecting an IMAP email" of a contact manager (2017) states, and '
        "the scenarios that\nprove each statement. Written by `python -m docs.generate`; "
        "`pytest e2e -m article` runs these scenarios.\n\n"
        "| # | Statement | Proved by |\n|---|---|---|\n" + rows + "\n"
    )


def _proof(statement: str) -> str:
    ids = [f"`{row.id}`" for row in ALL if statement in row.sources.proves]
    return ", ".join(ids) or NOT_TESTED[statement]


def scenarios() -> str:
    """Return the content of docs/scenarios.md."""
    rows = "\n".join(
        f"| {_named(row)} | {row.why} | {cell(_staged(row))} | {_expected(row)} "
        f"| {_within(row):g} s | {_linked(row.sources.cited)} |"
        for row in ALL
    )
    return (
        "# The scenarios\n\n"
        "Every row of the table, in the order in which `pytest e2e` runs them. Written by\n"
        "`python -m docs.generate`. *Within* is how long bluebar waits for the reference app's "
        "verdict; *Reported in*\nnames public issues about the same failure. Rows "
        f"with{PROBES} try to get past a\nprotection: these rows are for your own app, or for "
        "`--security` ([targets](targets.md)).\n\n"
        f"{_truth_table()}\n{_field()}\n"
        "## All rows\n\n"
        "| Scenario | Why | Staged | Expected | Within | Reported in |\n"
        "|---|---|---|---|---|---|\n" + rows + "\n"
    )


def _named(row: Scenario) -> str:
    return f"`{row.id}`{PROBES if row.conditions.probes_protection else ''}"


def _staged(row: Scenario) -> str:
    """Return how a row is staged: the app's route to the mailbox, and what is typed into the form.

    User name, password and server are left out if the row types the default.
    """
    if row.route is Route.STRAIGHT:
        staged = "GreenMail's own ports"
    else:
        later = f"; later {row.later}" if row.later else ""
        staged = f"front door: {row.door}{later}"
    form, usual = row.form, FormTemplate()
    typed = [
        f"{name} {value!r}"
        for name, value in (
            ("user name", form.username if form.username != usual.username else None),
            ("password", form.password if form.password != usual.password else None),
            ("server", form.server if form.server != usual.server else None),
        )
        if value is not None
    ]
    typed.append(f"port {form.port}, SSL {'on' if form.use_ssl else 'off'}")
    return f"{staged}. Typed: {', '.join(typed)}"


def _expected(row: Scenario) -> str:
    return " or ".join(str(each) for each in (row.expected.verdict, *row.expected.tolerated))


def _within(row: Scenario) -> float:
    target = Reference()
    return (
        target.shipped_deadlines if row.conditions.shipped_deadlines else target.deadlines
    ).verdict


def _linked(cited: str) -> str:
    """Return citations in Markdown. A citation that has an address becomes a link."""
    return ", ".join(f"[{text}]({url})" if url else text for text, url in links(cited))


def _truth_table() -> str:
    """Return the section with a verdict for each certificate (line), and port and SSL (column)."""
    columns = [(at, ssl) for at in certificates.At for ssl in (True, False)]
    cells = {(each.certificate, each.at, each.ssl): each.expected for each in certificates.TABLE}
    head = " | ".join(f"{at}, SSL {'on' if ssl else 'off'}" for at, ssl in columns)
    lines = [
        f"| {kind.value} | " + " | ".join(str(cells[kind, at, ssl]) for at, ssl in columns) + " |"
        for kind in certificates.NAMES
    ]
    return (
        "## Certificates, ports and SSL\n\n"
        "With SSL on, the app must encrypt by TLS or STARTTLS; with SSL off, the app must use "
        "plain text.\nIn a cell with a refusal, the app must send no password.\n\n"
        f"| Certificate | {head} |\n|{'---|' * (len(columns) + 1)}\n" + "\n".join(lines) + "\n"
    )


def _field() -> str:
    """Return the section with failures that real people met, and the scenarios that stage them."""
    lines = [
        f"| {each.number} | {each.what} | {_linked(each.cited)} | {_stages(each)} |"
        for each in FAILURES
    ]
    return (
        "## Failures of the field\n\n"
        "How connecting a mailbox went wrong for real people, and the scenarios that stage each "
        "failure.\n\n"
        "| # | Failure | Reported in | Staged by |\n|---|---|---|---|\n" + "\n".join(lines) + "\n"
    )


def _stages(failure: FieldFailure) -> str:
    ids = [f"`{row.id}`" for row in ALL if failure.number in row.sources.failures]
    return ", ".join(ids) or f"not staged: {failure.not_staged}"


def checks() -> str:
    """Return the content of docs/checks.md, with a new table of all markers."""
    return _with_table("docs/checks.md", _markers(name for name, _ in SUBJECTS))


def readme() -> str:
    """Return the content of README.md, with a new table of the markers that are groups."""
    return _with_table("README.md", _markers(group.value for group in Group))


SUBJECTS = [tuple(line.split(": ", 1)) for line in MARKERS]
"""The name and the subject of each marker."""


def _markers(chosen: Iterable[str]) -> str:
    """Return a table with the number of scenarios of each of these markers."""
    names = set(chosen)
    count = Counter(mark.name for row in ALL for mark in row.marks)
    lines = [f"| `{name}` | {count[name]} | {about} |" for name, about in SUBJECTS if name in names]
    return f"| `-m` | {len(ALL)} scenarios | Subject |\n|---|---|---|\n" + "\n".join(lines) + "\n"


def configuration() -> str:
    """Return the content of docs/configuration.md, with a new table of options."""
    rows = "\n".join(
        f"| `{key}` | {cell(_value_of(action))} | {cell(_in_short(text))} |"
        for key, (action, text) in options_of_a_run().items()
    )
    return _with_table(
        "docs/configuration.md", f"| Key | Value | Meaning |\n|---|---|---|\n{rows}\n"
    )


def options_of_a_run() -> dict[str, tuple[Action, str]]:
    """Return bluebar's and pytest-playwright's options that a file may set, with help, by key."""
    config = get_config()
    config.pluginmanager.import_plugin("bluebar")
    config.pluginmanager.import_plugin("pytest_playwright.pytest_playwright")
    parser = config._parser
    # pytest-playwright adds this option later, in a hook.
    parser.getgroup("playwright").addoption("--base-url", metavar="url")
    keys = options_by_key(parser)
    named = [
        name.removeprefix("--")
        for group in parser._groups
        if group.name.startswith("bluebar") or group.name.lower() == "playwright"
        for option in group.options
        for name in option.names()
        if name not in NOT_LISTED and option.attrs()["help"] != SUPPRESS
    ]
    return {
        key: (keys[key], HELP.get(f"--{key}") or str(keys[key].help))
        for key in named
        if key in keys
    }


def _value_of(action: Action) -> str:
    if action.nargs == 0:
        return "true"
    if action.choices:
        return ", ".join(f'"{each}"' for each in action.choices)
    return str(action.metavar or action.dest).upper().replace("_", " ")


def _in_short(text: str) -> str:
    """Return the first sentence of a help text, without the default and without details."""
    sentence = re.split(r"(?<!e\.g)\. |; | \((?:no )?default", text.replace("%%", "%"))[0]
    return sentence + ")" * (sentence.count("(") - sentence.count(")"))


def _with_table(name: str, table: str) -> str:
    """Return the content of a file, in which a new table replaces the one between the marks.

    Args:
        name: the path of the file from the root of the repository.
        table: the new table.
    """
    before, _, rest = (ROOT / name).read_text(encoding="utf-8").partition(BEGINS)
    return before + BEGINS + table + ENDS + rest.partition(ENDS)[2]


def reach() -> str:
    """Return the content of docs/reach-your-app.md, with a new table of ways."""
    return _with_table("docs/reach-your-app.md", ways.table())


DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "README.md": readme,
    "docs/reach-your-app.md": reach,
    "docs/article.md": article,
    "docs/scenarios.md": scenarios,
    "docs/adapter-reference.md": adapter_reference,
    "docs/adapter-recipes.md": partial(quoting, "docs/adapter-recipes.md"),
    "docs/checks.md": checks,
    "docs/configuration.md": configuration,
}


def main() -> None:
    """Write all files of `DOCUMENTS`."""
    for name, text in DOCUMENTS.items():
        (ROOT / name).write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
