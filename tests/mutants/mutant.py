"""Mutants as replacements of text, and the score of a run."""

import difflib
from collections.abc import Sequence

import msgspec

CONTEXT = 2
"""The number of unchanged lines that are kept before and after a change, at least."""


class Mutant(msgspec.Struct, frozen=True, kw_only=True):
    """A mutant: in `file` the text `old` becomes `new`.

    Attributes:
        file: the path in the repository.
        operator: the name of cosmic-ray's operator.
        line: the number of the first changed line, from 1.
        old: the changed lines, with lines of context.
        new: the text in the place of `old`.
    """

    file: str
    operator: str
    line: int
    old: str
    new: str

    def __str__(self) -> str:
        before, after = self.old.splitlines(), self.new.splitlines()
        changed = [
            line[2:].strip()
            for line in difflib.ndiff(before, after)
            if line.startswith(("- ", "+ "))
        ]
        return f"{self.file}:{self.line} {self.operator.rpartition('/')[2]}: {' → '.join(changed)}"


class MutantResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one mutant.

    Attributes:
        mutant: the mutant.
        noticed_by: the rows that failed, or the end of pytest's output; empty if the mutant
            survived.
    """

    mutant: Mutant
    noticed_by: list[str]


def changed_block(original: str, mutated: str) -> tuple[int, str, str]:
    """Return the first changed line, and the changed lines before and after with context.

    The context grows until the old text occurs exactly once in the original.

    Raises:
        ValueError: the texts are equal.
    """
    if original == mutated:
        raise ValueError("the mutant does not differ from the original")
    old, new = original.splitlines(keepends=True), mutated.splitlines(keepends=True)
    changes = [
        each
        for each in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
        if each[0] != "equal"
    ]
    first, last = changes[0], changes[-1]
    for context in range(CONTEXT, len(old) + CONTEXT + 1):
        start, end = max(0, first[1] - context), min(len(old), last[2] + context)
        block = "".join(old[start:end])
        if original.find(block) == original.rfind(block):  # str.count skips what overlaps
            break
    shift = len(new) - len(old)
    return first[1] + 1, block, "".join(new[start : end + shift])


def score(tested: Sequence[MutantResult]) -> str:
    """Return the number of noticed mutants, of all, and their ratio."""
    noticed = sum(bool(each.noticed_by) for each in tested)
    ratio = f" ({noticed / len(tested):.0%})" if tested else ""
    return f"{noticed} of {len(tested)} mutants noticed{ratio}"
