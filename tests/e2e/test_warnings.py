"""Warnings of other code are shown in `pytest e2e` without a failure; in these tests they fail."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from bluebar.reports.report_folder import read_records
from tests.child_pytest import QUICK

ROOT = Path(__file__).parents[2]
ROW = "article/imap-143/whole-address"
PLUGIN = """
import warnings, pytest
def pytest_configure():
    warnings.warn(pytest.PytestDeprecationWarning("old at the start"))
"""
SHOWN = (
    "DeprecationWarning: old when imported",
    "FutureWarning: old when started",
    "DeprecationWarning: old in sign_in",
    "UserWarning: old in verdict",
    "ResourceWarning: unclosed <socket",
    "OSError: failed in a thread",
    "OSError: failed while deleted",
)


@pytest.mark.parametrize(
    ("options", "environment"),
    [
        ((), {}),
        (("-n", "1", "-p", "an_old_plugin"), {"PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "1"}),
    ],
    ids=["alone", "with a worker, an old plugin, and a strict Python"],
)
def test_warnings_of_an_adapter_are_shown_and_fail_nothing(
    tmp_path: Path, options: tuple[str, ...], environment: dict[str, str]
) -> None:
    (tmp_path / "an_old_plugin.py").write_text(PLUGIN)
    command = [
        sys.executable, "-m", "pytest", "e2e", "--mailserver", "jvm", "--tracing=off", "-k", ROW,
        "--target", "tests/e2e/warns.py:Careless", "--reports", str(tmp_path / "out"), *options,
        *QUICK,
    ]  # fmt: skip
    ran = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(tmp_path)} | environment,
    )  # fmt: skip
    said = ran.stdout + ran.stderr
    assert ran.returncode == 0, said
    (record,) = read_records(tmp_path / "out" / "latest")
    assert (record.name, record.outcome) == (ROW, "passed")
    summary = ran.stdout.partition("warnings summary")[2]
    assert [each for each in SHOWN if each not in summary] == [], said


def test_a_warning_is_an_error_in_these_tests() -> None:
    with pytest.raises(DeprecationWarning, match="old"):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


def test_an_error_in_a_thread_or_a_finalizer_is_an_error_in_these_tests(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Errors in threads and in finalizers are warnings of pytest."""
    # tests/conftest.py imports from `tests`.
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeconftest((ROOT / "tests" / "conftest.py").read_text("utf-8"))
    pytester.makepyprojecttoml((ROOT / "pyproject.toml").read_text("utf-8"))
    pytester.makepyfile(
        test_it="""
        import threading

        class Unraisable:
            def __del__(self):
                raise OSError("failed while deleted")

        def test_deleted():
            Unraisable()

        def test_left_open():
            open(__file__)

        def test_thread():
            thread = threading.Thread(target=lambda: 1 / 0)
            thread.start()
            thread.join()
        """
    )
    for workers in ((), ("-n", "2")):
        ran = pytester.runpytest_subprocess(*workers, ".")
        assert ran.parseoutcomes() == {"failed": 3}


def test_no_module_of_bluebar_warns_when_imported() -> None:
    """Plugins are imported before pytest reads the conftest.py that makes warnings errors."""
    plugins = ("mailserver.plugin", "fixtures.plugin", "reports.plugin", "e2e.plugin")
    imports = f"import conftest, {', '.join(f'bluebar.{each}' for each in plugins)}"
    imports += ", bluebar.e2e.run.run_plugin"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", imports],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
