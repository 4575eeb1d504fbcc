"""Turn docstrings in Google's style into Markdown."""

import ast
import inspect
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

SECTION = re.compile(r"^(Args|Attributes|Returns|Yields|Raises):$")


@dataclass(frozen=True)
class Docstring:
    """The parts of a docstring.

    Attributes:
        text: the paragraphs before the first section; the lines of a paragraph are joined.
        entries: the entries of the sections Args, Attributes and Raises, by section and name.
        result: the text of the section Returns or Yields; empty if there is none.
        result_name: "returns", or "the context has" for a function that yields.
    """

    text: str
    entries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    result: str = ""
    result_name: str = "returns"


def parse(documented: object) -> Docstring:
    """Return the parts of the docstring of a class or a function."""
    blocks: dict[str, list[str]] = {"": []}
    name = ""
    for line in (inspect.getdoc(documented) or "").splitlines():
        if found := SECTION.match(line):
            name = found[1]
            blocks[name] = []
        else:
            blocks[name].append(line)
    entries: dict[str, dict[str, str]] = {
        each: _entries(blocks[each]) for each in ("Args", "Attributes", "Raises") if each in blocks
    }
    result = _joined([line.strip() for line in blocks.get("Returns", blocks.get("Yields", []))])
    named = "the context has" if "Yields" in blocks else "returns"
    return Docstring(_joined(blocks[""]), entries, result, named)


def attribute_docs(kind: type) -> dict[str, str]:
    """Return what a class says about its attributes, by name.

    The source is the section Attributes of the docstring, and texts below the attributes.
    """
    (source,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(source, ast.ClassDef)
    below = {
        one.target.id: _joined(inspect.cleandoc(text.value.value).splitlines())
        for one, text in pairwise(source.body)
        if isinstance(one, ast.AnnAssign)
        and isinstance(one.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }
    found = below | dict(parse(kind).entries.get("Attributes", {}))
    return {name: " ".join(text.split()) for name, text in found.items()}


def _joined(lines: list[str]) -> str:
    """Join the lines of each paragraph; keep lists and empty lines between paragraphs."""
    text = "\n".join(lines).strip()
    return re.sub(r"(?<!\n)\n(?!\n|- |\d\. )\s*", " ", text)


def _entries(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in inspect.cleandoc("\n".join(lines)).splitlines():
        if begins := re.match(r"(\w+): (.*)", line):
            name = begins[1]
            found[name] = begins[2]
        elif name:
            found[name] = f"{found[name]} {line.strip()}".strip()
    return found


def cell(text: str) -> str:
    """Return a text for a table's cell, with the characters | and < escaped."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
