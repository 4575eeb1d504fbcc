"""Write docs/clients.md from the results and the client.toml files.

python -m tests.clients.document
"""

from collections.abc import Iterable
from pathlib import Path

from bluebar.reports.record.outcomes import Outcome
from tests.clients import results
from tests.clients.client import Client, Habit, all_clients
from tests.clients.results import LibraryResults

PLACE = Path(__file__).parents[2] / "docs" / "clients.md"

INTRODUCTION = """\
# Mail libraries behind a connect form

`make clients` runs bluebar against small apps. Each app is one page with the article's form, and
imports a mailbox with one library, in the way the library's own documentation shows
([tests/clients](../tests/clients)). One adapter drives all of them. The libraries come from their
registries, in pinned versions.

The apps show the library's words, so this page also says what your users read if your app quotes
the library. The rows are those of the article, SSL and port, certificates, credentials, refusals
and counts. The apps set a deadline of 5 s with the library's own option; one row waits for the
deadline that the library has by itself. *Use SSL* means TLS from the first byte on, so rows that
want STARTTLS are not offered; neither are rows that try to get past a protection, because the
libraries are not bluebar's.

`make clients` writes this page from the results of its runs.

"""


def text() -> str:
    """Return the content of docs/clients.md."""
    clients = [(client, results.read(name)) for name, client in all_clients().items()]
    return (
        INTRODUCTION
        + _table(clients)
        + "".join(_section(client, found) for client, found in clients)
    )


def _table(clients: Iterable[tuple[Client, LibraryResults]]) -> str:
    lines = [
        f"| [{client.title}](#{_anchor(client)}) | {found.version or 'not run'} "
        f"| {client.language} | {found.count(Outcome.PASSED)} | {found.count(Outcome.KNOWN)} "
        f"| {found.count(Outcome.NOT_OFFERED)} | {found.signs_in_by or '?'} "
        f"| {found.logins or '?'} | {found.sni or '?'} |"
        for client, found in clients
    ]
    return (
        "*Passed*, *habit* and *not offered* are numbers of the rows that were run. The last three "
        "columns are\nread at the front door: the command of the login, how often a wrong password "
        "is sent after one\nclick, and whether TLS named the host `localhost` (SNI).\n\n"
        "| Library | Version | Language | Passed | Habit | Not offered | Signs in by | Logins "
        "| SNI |\n"
        "|---|---|---|---|---|---|---|---|---|\n" + "\n".join(lines) + "\n"
    )


def _anchor(client: Client) -> str:
    kept = (each for each in client.title.lower() if each.isalnum() or each in " -_")
    return "".join(kept).replace(" ", "-")


def _section(client: Client, found: LibraryResults) -> str:
    lines = [
        f"\n## {client.title}\n",
        f"- A silent server: the library {client.deadline}.",
        f"- The app sets a deadline by {client.sets}.",
        f"- The app trusts an authority of your own by {client.authority}.",
        f"- The adapter declares: {_declared(client)}.",
    ]
    lines += [_habit(habit) for habit in client.habits]
    lines += [f"- Not explained: {line}" for line in found.red()]
    return "\n".join(lines) + "\n"


def _declared(client: Client) -> str:
    named = [f"`{name} = {value}`" for name, value in client.declares.items()]
    named += [f"`{' '.join(client.options)}` for the run"] if client.options else []
    return ", ".join(named) or "nothing"


def _habit(habit: Habit) -> str:
    rows = ", ".join(f"`{row}`" for row in habit.rows)
    advice = f" {habit.advice}" if habit.advice else ""
    return f"- {habit.why}{advice}" + (f" ({rows})" if rows else "")


if __name__ == "__main__":
    PLACE.write_text(text(), encoding="utf-8")
