"""`running` yields a running app; another value or exception is an error of the adapter."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bluebar.e2e.outcome.adapter_error import AdapterError
from bluebar.e2e.protocol.target import Instance
from bluebar.e2e.run.context import RunContext, make_surroundings
from bluebar.e2e.run.run_plugin import RunPlugin
from bluebar.e2e.run.running_app import started_app
from bluebar.mailserver.errors import HarnessError
from tests.e2e.test_preflight import RUNNING
from tests.e2e.wrong_adapters import Yields

SERVER: Any = SimpleNamespace(host="127.0.0.1", imap_port=3143, imaps_port=3993)


def run(tmp_path: Path, **changes: Any) -> Instance:
    target = Yields()
    vars(target).update(changes)
    with started_app(target, make_surroundings(SERVER, tmp_path / "app", ())) as instance:
        assert target.ended == 0
    assert target.ended == 1
    return instance


def test_the_folder_of_the_surroundings_is_there(tmp_path: Path) -> None:
    run(tmp_path)
    assert list((tmp_path / "app").iterdir()) == []


def test_the_url_has_no_slash_at_its_end_and_the_values_are_kept(tmp_path: Path) -> None:
    instance = run(tmp_path)
    assert instance.base_url == "http://127.0.0.1:7/crm"
    assert instance.values == {"admin": "sesame"}


@pytest.mark.parametrize(
    ("yielded", "said"),
    [
        (None, "Yields.running yielded None"),
        (..., "Yields.running yielded nothing"),
        ("http://127.0.0.1:7", "Yields.running yielded 'http://127.0.0.1:7'"),
        (Instance(base_url="127.0.0.1:7"), "yielded Instance(base_url='127.0.0.1:7'"),
        (FileNotFoundError(2, "No such file", "x.ini"), "FileNotFoundError: [Errno 2] No such"),
    ],
    ids=["None", "nothing", "a text", "no URL", "an exception"],
)
def test_anything_else_is_an_error_of_the_adapter(
    tmp_path: Path, yielded: object, said: str
) -> None:
    with pytest.raises(AdapterError) as raised:
        run(tmp_path, yielded=yielded)
    assert said in raised.value.happened
    assert "the adapter is at fault, not the app" in raised.value.next_step


def test_an_exception_names_the_line_of_the_adapter(tmp_path: Path) -> None:
    with pytest.raises(AdapterError, match=r"where: .*wrong_adapters\.py:\d+, in running"):
        run(tmp_path, yielded=KeyError("MYCRM"))


def test_an_app_that_does_not_start_is_told_as_it_is(tmp_path: Path) -> None:
    error = HarnessError(wanted="a", happened="b", where="c", next_step="d")
    with pytest.raises(HarnessError) as raised:
        run(tmp_path, yielded=error)
    assert raised.value is error


@pytest.mark.parametrize(
    ("sharing", "attached", "apps"),
    [
        ("worker", None, ["the run's", "app-gw1", "app-gw2"]),
        ("run", None, ["the run's"] * 3),
        ("worker", RUNNING.instance, ["the run's"] * 3),
    ],
    ids=["each worker has one", "all share one", "one that runs already"],
)
def test_each_worker_may_have_an_app_for_itself(
    tmp_path: Path, sharing: str, attached: Instance | None, apps: list[str]
) -> None:
    target = Yields()
    vars(target).update(sharing=sharing)
    running = replace(RUNNING, folder=str(tmp_path))
    with ExitStack() as stack:
        plugin: Any = SimpleNamespace(target=target, attached=attached, workers=0, stack=stack)
        contexts = [RunPlugin._context_of_worker(plugin, running, f"gw{n}") for n in range(3)]
        own = [each.instance.base_url == "http://127.0.0.1:7/crm" for each in contexts]
        assert own == [name.startswith("app-") for name in apps]
        assert [each.name for each in target.folders] == [
            n for n in apps if n in ("app-gw1", "app-gw2")
        ]
        assert all(folder.is_dir() for folder in target.folders)
        assert RunContext.from_json(contexts[2].to_json()) == contexts[2]
    assert target.ended == len(target.folders)
