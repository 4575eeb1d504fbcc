"""Run *Your app in fifteen minutes* of README.md: its commands, its edits and their output.

    python -m tests.readme

The app is Satchel of the tutorial. A person's window is replaced by a session of that person. The
exit status is 0 if each line of output that the README shows is printed, in this order.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
SATCHEL = ROOT / "tests" / "tutorial" / "app.py"
BEGINS = "<!-- run by: python -m tests.readme -->"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHORTENED = "…"
ADDRESS = "http://localhost:3000"


@dataclass(frozen=True)
class Command:
    """A command of the README, and the lines of its output that the README shows."""

    line: str
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Edit:
    """Lines to remove, and lines to put there; if `ends` is given, all lines up to this one go."""

    removed: tuple[str, ...]
    added: tuple[str, ...]
    ends: str = ""


def section() -> list[tuple[str, str]]:
    """Return the blocks of code of the section, each with its language."""
    text = README.read_text("utf-8").partition(BEGINS)[2].partition("\n## ")[0]
    return [(language, block) for language, block in BLOCK.findall(text)]


def commands_in(block: str) -> list[Command]:
    """Return the commands of a block: the lines that begin with `$`, each with its output."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [Command(lines[0], tuple(lines[1:])) for lines in map(str.splitlines, parts)]


def edits_in(diff: str) -> list[Edit]:
    """Return the edits of a diff, in which `…` stands for any lines."""
    edits: list[Edit] = []
    for hunk in re.split(rf"^ {SHORTENED}\n", diff, flags=re.MULTILINE):
        lines = hunk.splitlines()
        signs = {sign: [each[1:] for each in lines if each[:1] == sign] for sign in "-+ "}
        removed = [each for each in signs["-"] if each.strip() != SHORTENED]
        ends = signs[" "][0] if len(removed) < len(signs["-"]) else ""
        edits.append(Edit(tuple(removed), tuple(signs["+"]), ends))
    return edits


def edited(source: str, edits: Sequence[Edit]) -> str:
    """Return the source with these edits.

    Raises:
        ValueError: the source does not have the lines.
    """
    for edit in edits:
        old, new = "\n".join(edit.removed) + "\n", "\n".join(edit.added) + "\n"
        begins = source.index(old)
        after = source.index(f"{edit.ends}\n", begins) if edit.ends else begins + len(old)
        source = source[:begins] + new + source[after:]
    return source


def missing(shown: Sequence[str], output: str) -> list[str]:
    """Return the shown lines that the output does not have, or not in this order."""
    found = []
    place = 0
    for line in shown:
        pattern = ".*".join(map(re.escape, line.split(SHORTENED)))
        match = re.compile(pattern).search(output, place)
        if match is None:
            found.append(line)
        else:
            place = match.end()
    return found


@contextmanager
def satchel(ca: Path) -> Iterator[str]:
    """Run Satchel, which trusts the CA; yield its address."""
    with subprocess.Popen(
        [sys.executable, SATCHEL],
        env=os.environ | {"MAIL_CA_FILE": str(ca)}, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def run(command: Command, *, address: str, folder: Path) -> str:
    """Run a command of the README; return its output."""
    print(f"$ {command.line}", flush=True)
    words = shlex.split(command.line.replace(ADDRESS, address))
    words[0] = str(Path(sys.executable).with_name(words[0]))
    if "--headed" in words:
        place = words.index("--headed")
        words[place : place + 1] = ["--storage-state", str(_session(folder))]
    ended = subprocess.run(
        words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    print(ended.stdout, flush=True)
    if ended.returncode != 0:
        sys.exit(f"exit status {ended.returncode}: {command.line}")
    return ended.stdout


def _session(folder: Path) -> Path:
    """Write the browser session of a person whom Satchel knows; return the file."""
    cookie = {"name": "who", "value": "ana", "domain": "127.0.0.1", "path": "/", "expires": -1,
              "httpOnly": True, "secure": False, "sameSite": "Lax"}  # fmt: skip
    file = folder / "session.json"
    file.write_text(json.dumps({"cookies": [cookie], "origins": []}))
    return file


def main() -> None:
    """Follow the section; exit with the lines that the README shows and nobody printed."""
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="bluebar-readme-") as made:
        folder = Path(made)
        adapter = folder / "bluebar-tests" / "adapter.py"
        with satchel(folder / ".bluebar" / "ca" / "ca.pem") as address:
            for language, block in section():
                if language == "diff":
                    adapter.write_text(edited(adapter.read_text("utf-8"), edits_in(block)))
                for command in commands_in(block) if not language else []:
                    output = run(command, address=address, folder=folder)
                    wrong += missing(command.shown, output)
    if wrong:
        sys.exit("\n".join(["README.md shows what was not printed:", *wrong]))
    print("README.md is right: its commands printed what it shows")


if __name__ == "__main__":
    main()
