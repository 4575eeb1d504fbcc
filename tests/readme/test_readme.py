"""What README.md says: numbers, versions, links, commands, and how long its sentences are."""

import re
import tomllib

import pytest

from bluebar.commands.main import COMMANDS
from bluebar.e2e.run.registration import MARKERS
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.scenarios.field_failures import FAILURES
from bluebar.e2e.scenarios.model import Group
from tests.readme.__main__ import ROOT, commands_in, edited, edits_in, missing, section

README = (ROOT / "README.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CI = (ROOT / ".ci" / "run").read_text("utf-8")
MOST_LINES, MOST_WORDS, MOST_BYTES = 165, 20, 1_000_000


def prose() -> str:
    """Return the text without code, tables, pictures and addresses of links."""
    text = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"^(?:\||<|!\[).*$", "", text, flags=re.MULTILINE)
    return re.sub(r"\]\([^)]*\)", "]", text)


def sentences() -> list[str]:
    paragraphs = re.split(r"\n\s*\n|\n(?=- |#)", prose())
    return [each for part in paragraphs for each in re.split(r"(?<=[.:;?!])\s+", part)]


def heading_of(line: str) -> str:
    """Return the anchor that GitHub gives to a heading."""
    return re.sub(r"[^\w -]", "", line.lower()).strip().replace(" ", "-")


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= MOST_LINES


@pytest.mark.parametrize("sentence", sentences())
def test_a_sentence_has_at_most_twenty_words(sentence: str) -> None:
    assert len(re.findall(r"[\w'/.-]+", sentence)) <= MOST_WORDS


def test_version_licence_and_python_are_those_of_the_package() -> None:
    python = PROJECT["requires-python"].removeprefix(">=")
    line = f"Version {PROJECT['version']}, {PROJECT['license']} licence, Python {python} or newer."
    assert line in README


def test_the_numbers_are_those_of_the_tables() -> None:
    assert f"{len(FAILURES)} failures" in README
    assert re.findall(r"(\d+) (?:scenarios \||deselected)", README) == ["317", str(len(ALL))]
    judged, not_offered = re.findall(r"(\d+) will be judged, (\d+) are not offered", README)[0]
    assert int(judged) + int(not_offered) == len(ALL)


def test_every_group_is_a_marker_that_selects_all_its_rows() -> None:
    markers = {line.partition(":")[0] for line in MARKERS}
    assert {mark.name for row in ALL for mark in row.marks} == markers
    for row in ALL:
        assert row.group.value in {mark.name for mark in row.marks}, row.id
    assert set(re.findall(r"^\| `([a-z-]+)` \| \d+ \|", README, re.MULTILINE)) == set(Group)


def test_every_page_of_the_docs_is_linked() -> None:
    linked = set(re.findall(r"\]\((docs/[\w-]+\.md)", README))
    assert linked == {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")}


def test_every_link_leads_to_a_file_and_a_heading() -> None:
    for link in re.findall(r'(?:\]\(|src="|srcset=")([^)"]+)', README):
        file, _, anchor = link.partition("#")
        assert (ROOT / file).is_file(), link
        if anchor:
            text = (ROOT / file).read_text("utf-8")
            headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
            assert anchor in map(heading_of, headings), link


def test_the_pictures_are_small() -> None:
    pictures = re.findall(r'docs/pictures/[^)"]+', README)
    assert len(pictures) == 3
    assert all((ROOT / each).stat().st_size < MOST_BYTES for each in pictures)


def test_every_command_and_marker_exists() -> None:
    assert set(re.findall(r"(?:^|\$ |`)bluebar ([a-z]+)", code(), re.MULTILINE)) <= {*COMMANDS}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"\bmake ([a-z0-9-]+)", code()):
        assert f"\n{target}:" in makefile
    markers = {line.partition(":")[0] for line in MARKERS}
    assert set(re.findall(r"(?:bluebar run|ARGS=').*-m ([a-z-]+)", code())) <= markers


def test_every_target_of_make_is_on_one_of_two_pages() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z0-9-]+):.*## ", makefile, re.MULTILINE))
    pages = [(ROOT / name).read_text("utf-8") for name in ("CONTRIBUTING.md", "docs/commands.md")]
    told = [set(re.findall(r"`make ([a-z0-9-]+)", page)) for page in pages]
    assert targets - told[0] - told[1] <= {"browser", "clean"}


def code() -> str:
    """Return all code of the page: blocks and words in backticks."""
    return "\n".join(re.findall(r"^```.*?^```$|`[^`\n]+`", README, re.MULTILINE | re.DOTALL))


def test_the_systems_are_those_that_the_gate_runs() -> None:
    assert "Debian 12 and 13; the image" in README
    assert "bookworm" in CI
    assert "trixie" in CI
    assert ".ci/image" in CI


def test_the_section_of_fifteen_minutes_has_four_commands_and_three_edits() -> None:
    blocks = section()
    commands = [each for language, block in blocks if not language for each in commands_in(block)]
    assert [each.line.split()[1] for each in commands] == ["ca", "new", "check", "run"]
    (diff,) = [block for language, block in blocks if language == "diff"]
    assert len(edits_in(diff)) == 3


def test_an_edit_that_does_not_fit_and_a_line_that_is_not_printed_are_noticed() -> None:
    edits = edits_in("-one\n+two\n …\n-three\n-…\n+3\n five\n")
    assert edited("one\nthree\nfour\nfive\n", edits) == "two\n3\nfive\n"
    with pytest.raises(ValueError, match="substring"):
        edited("three\nfive\n", edits)
    assert missing(["a…c", "d", "a"], "abc\nd\n") == ["a"]
