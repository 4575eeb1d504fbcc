"""docs/reach-your-app.md names options that exist, and files that are there."""

import re
import subprocess
import sys
from pathlib import Path

from tests.reach.running import PAGE, ROOT

TEXT = PAGE.read_text("utf-8")
OWN_APP = ROOT / "docs" / "compose" / "own-app.yaml"


def program(name: str, *arguments: str) -> str:
    """Run a program of this environment; return its output."""
    ended = subprocess.run(
        [Path(sys.executable).with_name(name), *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_the_compose_file_has_the_schema() -> None:
    program("check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(OWN_APP))


def test_every_option_of_a_run_exists() -> None:
    known = set(re.findall(r"--[a-z-]+", program("bluebar", "run", "--help-all")))
    commands = re.findall(r"^bluebar run (.*)$", TEXT, re.MULTILINE)
    commands += re.findall(r"`((?:--(?:proxy|base|allow|inbox|mail)[a-z-]+)[^`]*)`", TEXT)
    commands.append(
        OWN_APP.read_text("utf-8").partition("bluebar run\n")[2].partition("volumes")[0]
    )
    used = {option for each in commands for option in re.findall(r"(?<!\w)--[a-z-]+", each)}
    assert {"--proxy-ports", "--proxy-cert", "--proxy-ca"} <= used <= known


def test_every_link_leads_to_a_file_or_a_heading() -> None:
    headings = {
        re.sub(r"[^a-z -]", "", each.lower()).replace(" ", "-")
        for each in re.findall(r"^#+ (.*)$", TEXT, re.MULTILINE)
    }
    for link in re.findall(r"\]\(([^)]+)\)", TEXT):
        file, _, heading = link.partition("#")
        assert (PAGE.parent / file).exists()
        assert file or heading in headings, link
