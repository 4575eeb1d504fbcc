"""`bluebar init`: write what a repository needs to be tested by bluebar every night.

The adapter is written by `bluebar new`, or is a template. `init_files` has the texts of the other
files. A file that exists is never changed.
"""

import ast
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from bluebar.commands.adapter_template import adapter
from bluebar.commands.form_detection import DetectedForm
from bluebar.commands.init_files import (
    CI_FILES,
    IGNORED,
    address_lines,
    ci_of,
    filled_in,
    requirements,
)
from bluebar.commands.installed_versions import dependencies_of_bluebar, source_of_bluebar
from bluebar.commands.new_adapter import is_class_name, is_ours, new
from bluebar.mailserver.errors import HarnessError

TEMPLATE_CLASS = "MyApp"
SAFE = re.compile(r"[A-Za-z0-9._/-]+")
"""A path that needs no quotes in a shell, in YAML and in TOML."""

EXAMPLE = "bluebar @ git+https://git.example/bluebar@v0.2.0"
QUESTION = (
    "This bluebar was installed from a folder of this machine, which no CI can reach.\n"
    f"What shall pip install there? E.g. {EXAMPLE}\n"
    "(Enter: decide later) "
)


class NotInitialized(HarnessError):
    """A file cannot be written, or the folder is not the right one."""


@dataclass(frozen=True)
class WrittenFile:
    """A file of `bluebar init`.

    Attributes:
        path: the path of the file.
        is_new: whether the file was written; False if it existed.
        note: what the person should know about the file.
    """

    path: Path
    is_new: bool
    note: str = ""

    def __str__(self) -> str:
        note = f": {self.note}" if self.note else ""
        return f"{'written' if self.is_new else 'kept   '}  {self.path}{note}"


@click.command()
@click.argument("url", required=False, metavar="[URL]")
@click.option(
    "--ci",
    type=click.Choice([*CI_FILES, "none"]),
    help="The CI that runs bluebar every night.  [default: gitlab if the repository has "
    ".gitlab-ci.yml or a remote with gitlab in its address, else github]",
)
@click.option(
    "--from",
    "source",
    metavar="SPEC",
    help="What pip installs on the CI to get bluebar, with its version, e.g. "
    f"'{EXAMPLE}'.  [default: from where this bluebar was installed]",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("bluebar-tests"),
    show_default=True,
    help="The folder for the adapter and the known issues.",
)
@click.option(
    "--class", "name", metavar="NAME", default="", help="The class.  [default: from the address]"
)
@click.option("--headed", is_flag=True, help="With URL: open a window, as `bluebar new` does.")
@click.option(
    "--ours/--not-ours",
    default=None,
    help="Whether the app is your own, so that tests may try to get past its protection.  "
    "[default: asked in a terminal, else --not-ours]",
)
@click.pass_context
def init(
    context: click.Context,
    url: str | None,
    ci: str | None,
    source: str | None,
    folder: Path,
    name: str,
    *,
    headed: bool,
    ours: bool | None,
) -> int:
    """Write the files that test your app every night.

    Call the command in the root of your app's repository. URL is the address of the app's open
    connect form, from which the adapter is written, as by `bluebar new`; without URL the adapter
    is a template. Further files: known issues, requirements with exact versions, bluebar.toml, and
    a workflow for GitHub or a job for GitLab. A file that exists is never changed.

    \b
    Examples:
      bluebar init --ours
      bluebar init http://localhost:3000/settings/email --ours --class Crm
      bluebar init --ci gitlab --from "bluebar @ git+https://git.example/bluebar@v0.2.0"
    \f

    Raises:
        NotInitialized: a file cannot be written, or the folder is not the right one.
        NotWritten: there is no form at the address.
    """
    root = Path.cwd()
    if name and not is_class_name(name):
        raise click.UsageError(f"--class {name}: not a name of a class")
    if folder.is_absolute() or ".." in folder.parts or not SAFE.fullmatch(str(folder)):
        raise click.UsageError(
            f"--folder {folder}: name a folder inside of the repository; its name may have "
            "letters, digits and the characters . _ -"
        )
    ci = ci or ci_of(root)
    if ci in CI_FILES:
        _require_root(root)
    adapter_file = folder / "adapter.py"
    if adapter_file.exists():
        files = [WrittenFile(adapter_file, is_new=False)]
    elif url:
        status = context.invoke(
            new, url=url, out=adapter_file, name=name, storage_state=None, headed=headed, ours=ours
        )
        files = [WrittenFile(adapter_file, is_new=not status, note="as `bluebar new` says above")]
    else:
        files = [_template(adapter_file, name or TEMPLATE_CLASS, ours=is_ours(ours))]
    class_name = adapter_class(adapter_file)
    spec = source or source_of_bluebar() or _asked()
    values = {
        "FOLDER": folder.as_posix(),
        "CLASS": class_name,
        "ADDRESS": address_lines(url),
    }
    files += [
        _write(folder / "known_issues.toml", filled_in("known_issues.toml", values)),
        _write(
            folder / "requirements.txt",
            requirements(spec, dependencies_of_bluebar()),
            note=spec or "TODO: write the address of bluebar, with its version",
        ),
        _settings(values),
        *_ci_file(ci, values),
        *_ignored(),
    ]
    for file in files:
        click.echo(file)
    click.echo(_next_steps(adapter_file))
    return 0


def adapter_class(file: Path) -> str:
    """Return the name of the adapter's class in a file, without running the file.

    Raises:
        NotInitialized: the file cannot be read, or has no class that inherits from `Adapter`.
    """
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError) as error:
        raise _failed(file, str(error), "correct the file, or name another --folder") from error
    classes = [each for each in tree.body if isinstance(each, ast.ClassDef)]
    adapters = [
        each.name
        for each in classes
        if any(ast.unparse(base).rpartition(".")[2] == "Adapter" for base in each.bases)
    ]
    if not adapters:
        raise _failed(
            file,
            "no class in the file inherits from Adapter",
            "let the adapter's class inherit from bluebar.api.Adapter, or name another --folder",
        )
    return adapters[0]


def _template(file: Path, name: str, *, ours: bool) -> WrittenFile:
    """Write an adapter with a TODO for each decision."""
    text = adapter(
        DetectedForm(), url="", title="", name=name, by_hand=False, is_ours=ours,
        command="bluebar init",
    )  # fmt: skip
    return _write(file, text, note=f"a template with {text.count('TODO: ')} TODOs")


def _require_root(root: Path) -> None:
    """Check that a folder is not inside of a repository: a CI reads only the root's files.

    Raises:
        NotInitialized: the repository's root is a folder above.
    """
    if (root / ".git").exists():
        return
    for above in root.parents:
        if (above / ".git").exists():
            raise _failed(
                root,
                f"the folder is inside of the repository {above}",
                "call `bluebar init` in the repository's root, or with --ci none",
            )


def _write(file: Path, text: str, note: str = "") -> WrittenFile:
    """Write a file, unless the file exists.

    Raises:
        NotInitialized: the file cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        if file.exists():
            return WrittenFile(file, is_new=False)
        raise _failed(file, "a part of the path is a file", "name another --folder") from None
    except OSError as error:
        happened = error.strerror or str(error)
        raise _failed(file, happened, "call the command where you may write") from error
    return WrittenFile(file, is_new=True, note=note)


def _settings(values: dict[str, str]) -> WrittenFile:
    """Write bluebar.toml. If the file exists and has another target, say so."""
    file = _write(Path("bluebar.toml"), filled_in("bluebar.toml", values))
    target = f'target = "{values["FOLDER"]}/adapter.py:{values["CLASS"]}"'
    if not file.is_new and target not in file.path.read_text(encoding="utf-8", errors="replace"):
        return WrittenFile(file.path, is_new=False, note=f"add {target}, if it is missing there")
    return file


def _ci_file(ci: str, values: dict[str, str]) -> Sequence[WrittenFile]:
    """Write the file of the CI. A GitLab that has its file already includes a second one."""
    if ci not in CI_FILES:
        return []
    file = Path(CI_FILES[ci])
    note = ""
    if ci == "gitlab" and file.exists():
        file = Path(values["FOLDER"], "gitlab-ci.yml")
        note = f"add to .gitlab-ci.yml:  include: [{{ local: {file.as_posix()} }}]"
    return [_write(file, filled_in(f"{ci}.yml", values), note=note)]


def _ignored() -> Sequence[WrittenFile]:
    """Write a file .gitignore, or name the lines that an existing file lacks."""
    file = Path(".gitignore")
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    missing = [each for each in IGNORED if each.rstrip("/") not in {x.strip("/") for x in lines}]
    if not lines:
        return [_write(file, "".join(f"{each}\n" for each in IGNORED))]
    note = f"add the lines {' and '.join(missing)}" if missing else ""
    return [WrittenFile(file, is_new=False, note=note)]


def _asked() -> str:
    """Ask what pip installs to get bluebar; empty if there is no terminal, or no answer."""
    if not sys.stdin.isatty():
        return ""
    click.echo(QUESTION, nl=False)
    return sys.stdin.readline().strip()


def _next_steps(file: Path) -> str:
    return (
        f"next: fill in the TODOs, above all in {file}; then\n"
        "  bluebar check                    try the adapter without a mailbox\n"
        "  bluebar run -k wrong-password    a few scenarios\n"
        "  bluebar run                      all scenarios\n"
        "  bluebar known --add …            what fails today becomes a known issue"
    )


def _failed(where: Path, happened: str, next_step: str) -> NotInitialized:
    return NotInitialized(
        wanted="to write the files of `bluebar init`",
        happened=happened,
        where=str(where),
        next_step=next_step,
    )
