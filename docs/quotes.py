"""Quote files of the repository in a page, so that the page cannot differ from them.

A page says `<!-- quote: PATH -->` before a code block, for a whole file; or names parts of it:

- of a Python file, functions and methods, e.g. `an_address SetByAdmin.arrange`
- of an HTML file, `markup` for what stands before the first script
"""

import ast
import re
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[1]
QUOTE = re.compile(r"^<!-- quote: (\S+)(.*?) -->\n```(\w+)\n.*?^```$", re.MULTILINE | re.DOTALL)


def quoting(page: str) -> str:
    """Return the content of a page of docs/, in which each quote is replaced by its file's text.

    Args:
        page: the path of the page from the root of the repository.
    """
    return QUOTE.sub(_quoted, (ROOT / page).read_text(encoding="utf-8"))


def _quoted(quote: re.Match[str]) -> str:
    path, names, language = quote.groups()
    text = (ROOT / path).read_text(encoding="utf-8")
    if names.split() == ["markup"]:
        text = text.partition("<script")[0]
    elif names:
        text = "\n\n\n".join(_part(text, name) for name in names.split())
    return f"<!-- quote: {path}{names} -->\n```{language}\n{text.rstrip()}\n```"


def _part(source: str, name: str) -> str:
    """Return the source of a function, or of a method as `Class.method`, without its indentation.

    Raises:
        KeyError: there is no such function.
    """
    found: list[ast.stmt] = ast.parse(source).body
    for word in name.split("."):
        named = {
            each.name: each for each in found if isinstance(each, ast.FunctionDef | ast.ClassDef)
        }
        node = named[word]
        found = node.body
    lines = source.splitlines()[node.lineno - 1 : node.end_lineno]
    return dedent("\n".join(lines))
