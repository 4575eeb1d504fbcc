"""Mutants as replacements of text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.mutants.mutant import Mutant, MutantResult, changed_block, score

LINES = st.lists(st.sampled_from(["a\n", "b\n", "if x:\n", "    return 1\n", "\n"]), min_size=1)


@given(LINES, LINES)
@example(["a\n", "a\n", "b\n", "a\n"], ["a\n", "a\n", "a\n", "b\n"])
def test_the_block_turns_the_original_into_the_mutant(before: list[str], after: list[str]) -> None:
    original, mutated = "".join(before), "".join(after)
    if original == mutated:
        with pytest.raises(ValueError, match="does not differ"):
            changed_block(original, mutated)
        return
    _, old, new = changed_block(original, mutated)
    assert original.find(old) == original.rfind(old)
    assert original.replace(old, new) == mutated


def test_a_mutant_shows_its_change() -> None:
    line, old, new = changed_block("a = 1\nb = 2\nc = 3\n", "a = 1\nb = -2\nc = 3\n")
    mutant = Mutant(file="app/x.py", operator="core/NumberReplacer", line=line, old=old, new=new)
    assert str(mutant) == "app/x.py:2 NumberReplacer: b = 2 → b = -2"


def test_the_score_counts_the_mutants_that_a_row_notices() -> None:
    mutant = Mutant(file="app/x.py", operator="core/NumberReplacer", line=1, old="1", new="2")
    tested = [
        MutantResult(mutant=mutant, noticed_by=["failed a"]),
        MutantResult(mutant=mutant, noticed_by=[]),
    ]
    assert score(tested) == "1 of 2 mutants noticed (50%)"
    assert score([]) == "0 of 0 mutants noticed"
