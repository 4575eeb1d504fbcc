"""Which calls of pytest are runs that need a mail server and an app."""

from pathlib import Path
from typing import Any

import pytest

from bluebar.e2e.run import registration
from bluebar.e2e.run.registration import is_run
from bluebar.e2e.run.target_options import START_SERVERS
from bluebar.e2e.suite import SUITE


def called(pytester: pytest.Pytester, *arguments: str) -> bool:
    return is_run(pytester.parseconfig("-p", "bluebar", *arguments))


def test_a_call_that_names_bluebars_tests_is_a_run(pytester: pytest.Pytester) -> None:
    assert called(pytester, str(SUITE))
    assert called(pytester, f"{SUITE / 'test_article.py'}::test_it")
    assert called(pytester, "--pyargs", "bluebar.e2e.test_article")


def test_a_call_that_names_other_tests_is_a_run_only_on_request(pytester: pytest.Pytester) -> None:
    (pytester.path / "e2e").mkdir()
    assert not called(pytester)
    assert not called(pytester, "e2e")
    assert called(pytester, START_SERVERS, "e2e")


def test_a_link_to_bluebars_tests_names_them(pytester: pytest.Pytester) -> None:
    (pytester.path / "linked").symlink_to(SUITE)
    assert called(pytester, "linked")


def test_a_path_that_does_not_exist_is_left_to_pytest(pytester: pytest.Pytester) -> None:
    assert not called(pytester, "nowhere")


def test_workers_start_without_the_current_folder_on_their_path() -> None:
    class Spec:
        popen: Any = True
        python = ""

    local, remote = Spec(), Spec()
    remote.popen = None
    registration._SafeWorkers().pytest_xdist_setupnodes([local, remote])
    assert local.python.endswith(" -P")
    assert remote.python == ""
    assert Path(local.python.removesuffix(" -P")).is_file()
