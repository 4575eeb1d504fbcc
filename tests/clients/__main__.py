"""Run bluebar against one small app per mail library, and write docs/clients.md.

    python -m tests.clients [NAME …] [pytest options]      # or: make clients

NAME is a folder of tests/clients/; without a name, every library runs, one after the other. Exits
with 0 if each row passed, is a declared habit of the library, or is not offered. A library that
cannot be installed here is reported as not run, and keeps its earlier results.
"""

import subprocess
import sys
import time
from pathlib import Path

from bluebar.e2e.targets.registry import target_name
from bluebar.reports.report_errors import NotAReport
from bluebar.reports.report_folder import default_home, read_records
from tests.clients import adapter, document, results
from tests.clients.client import Client, all_clients
from tests.clients.install import NotRun, install

ROOT = Path(__file__).parents[2]
SUBJECTS = ("article", "ssl_port", "certificates", "credentials", "refusals", "counts")


def run(client: Client, options: list[str]) -> list[str]:
    """Install a library, run its rows, keep the results; return the unexplained failures."""
    try:
        version = install(client)
    except NotRun as error:
        print(f"{client.id}: not run: {error}", flush=True)
        return [f"{client.id}: not run: {error.happened}"]
    print(f"{client.id}: {client.title} {version}", flush=True)
    began, home = time.time(), default_home(ROOT)
    command = [
        sys.executable, "-m", "pytest", *(f"e2e/test_{each}.py" for each in SUBJECTS),
        "--target", target_name(adapter.BY_LIBRARY[client.id]()), "--tracing", "off",
        "--tb=line", "-rN", *client.options, *options, "--reports", str(home),
    ]  # fmt: skip
    subprocess.run(command, cwd=ROOT, check=False)
    try:
        # If the run could not start, the latest report is from an earlier run.
        records = [each for each in read_records(home / "latest") if each.began >= began]
    except NotAReport as error:
        return [f"{client.id}: no report: {error}"]
    if not records:
        return [f"{client.id}: the run has no records"]
    known = results.read(client.id)
    if known.version != version:
        known = results.LibraryResults(version=version)
    known.add(records)
    results.write(client.id, known)
    names = {record.name for record in records}
    return [f"{client.id}: {line}" for line in known.red() if line.partition(":")[0] in names]


def main() -> None:
    """Run the named libraries, write docs/clients.md, and exit with the unexplained failures."""
    if {"-h", "--help"}.intersection(sys.argv):
        sys.exit(__doc__)
    clients = all_clients()
    names = [each for each in sys.argv[1:] if each in clients]
    options = [each for each in sys.argv[1:] if each not in clients]
    problems = [line for name in names or clients for line in run(clients[name], options)]
    document.PLACE.write_text(document.text(), encoding="utf-8")
    if problems:
        sys.exit(
            "\n".join(
                [
                    "no habit in client.toml explains these; read their IMAP conversations:",
                    *problems,
                ]
            )
        )
    print(f"every row of {len(names or clients)} libraries passed, or fails by a declared habit")


if __name__ == "__main__":
    main()
