"""The texts of the files that `bluebar init` writes, and what a repository says about its CI."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import tomli_w

from bluebar.e2e.run.running_app import is_this_machine

TEMPLATES = Path(__file__).with_name("templates")

CI_FILES: Mapping[str, str] = {
    "github": ".github/workflows/bluebar.yml",
    "gitlab": ".gitlab-ci.yml",
}
"""The file of each CI, from the repository's root."""

IGNORED = ("bluebar-reports/", ".bluebar/")
"""Folders that belong to no commit. `.bluebar/` has the sessions of people who signed in."""

TODO_SOURCE = (
    "TODO: write the address of bluebar with its version, e.g. "
    "bluebar @ git+https://git.example/bluebar@v0.2.0"
)
"""A line that pip refuses and quotes, so that pip installs nothing from a wrong address."""

NO_ADDRESS = """\
# The address of an app that runs already, and its host once more. Without them, `running` of the
# adapter starts the app.
# base-url = "https://staging.crm.example"
# allow-writes = "staging.crm.example\""""


def filled_in(template: str, values: Mapping[str, str]) -> str:
    """Return a template with its values.

    Args:
        template: the name of the template.
        values: the values by name. In a template, a name stands between two @.
    """
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    return re.sub(r"@([A-Z]+)@", lambda found: values[found[1]], text)


def requirements(source: str, dependencies: Sequence[str]) -> str:
    """Return the file of requirements.

    Args:
        source: what pip installs to get bluebar; empty if unknown.
        dependencies: bluebar's dependencies with exact versions.
    """
    # pip takes a path in a file of requirements from its own folder, not from the file's.
    path = Path(source).absolute() if source and Path(source).exists() else None
    lines = [str(path or source or TODO_SOURCE), *dependencies]
    return (
        "# bluebar, and the versions of its dependencies with which these files were written.\n"
        "# Written by `bluebar init`; `pip install -r` installs all of them.\n"
        + "".join(f"{line}\n" for line in lines)
    )


def address_lines(url: str | None) -> str:
    """Return the lines of bluebar.toml with the address of the app.

    Args:
        url: the address of the connect form; None if unknown.
    """
    if not url:
        return NO_ADDRESS
    parts = urlsplit(url)
    host = parts.hostname or ""
    values = {"base-url": f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"}
    if not is_this_machine(host):
        values["allow-writes"] = host
    return tomli_w.dumps(values).rstrip()


def ci_of(root: Path) -> str:
    """Return the CI that a repository uses: gitlab if something says so, else github.

    Args:
        root: the root of the repository.
    """
    if (root / ".github").exists():
        return "github"
    if (root / ".gitlab-ci.yml").exists() or "gitlab" in _remotes(root):
        return "gitlab"
    return "github"


def _remotes(root: Path) -> str:
    """Return the addresses of the repository's remotes; empty if there is no git."""
    command = ["git", "-C", str(root), "remote", "--verbose"]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return listed.stdout
