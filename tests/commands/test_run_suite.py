"""The arguments with which `bluebar run` starts pytest."""

from pathlib import Path

import pytest

from bluebar.commands.run_suite import CHECKOUT, SETTINGS, pytest_arguments
from bluebar.e2e.suite import SUITE

TEST = "e2e/test_article.py::test_it[chromium-article/imaps-993/whole-address]"


def arguments(folder: Path, *given: str, only: bool = False) -> list[str]:
    return pytest_arguments(given, only=only, folder=folder)


def test_a_run_has_bluebars_tests_then_the_paths_that_are_given(tmp_path: Path) -> None:
    assert arguments(tmp_path, "mine", "-k", "article")[-4:] == [
        str(SUITE),
        "mine",
        "-k",
        "article",
    ]


def test_only_leaves_bluebars_tests_out(tmp_path: Path) -> None:
    made = arguments(tmp_path, "mine", only=True)
    assert str(SUITE) not in made
    assert "--start-servers" in made


def test_the_name_of_a_test_in_a_report_runs_that_test_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = arguments(tmp_path, TEST, "--seed", "7")
    assert made[-3:] == [f"{CHECKOUT / TEST}", "--seed", "7"]
    assert str(SUITE) not in made


def test_a_folder_e2e_of_another_project_keeps_its_own_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "e2e").mkdir()
    (tmp_path / "e2e" / "test_article.py").write_text("")
    own = f"./{TEST}"
    assert arguments(tmp_path, own)[-1] == own
    assert str(SUITE) not in arguments(tmp_path, own)


def test_an_expression_with_colons_is_not_taken_for_a_test(tmp_path: Path) -> None:
    assert str(SUITE) in arguments(tmp_path, "-k", "article::imaps")


def test_another_folders_configuration_is_not_read(tmp_path: Path) -> None:
    made = arguments(tmp_path)
    assert f"-c{SETTINGS}" in made
    assert f"--rootdir={tmp_path}" in made
    assert f"--confcutdir={tmp_path}" in made
    assert SETTINGS.is_file()


def test_the_checkout_has_its_own_configuration() -> None:
    assert not any(each.startswith("-c") for each in arguments(CHECKOUT))
