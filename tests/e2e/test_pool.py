"""Each test gets users of a pool for itself, in any worker."""

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import pytest

from bluebar.e2e.environment import user_pool as pool
from bluebar.e2e.environment.user_pool import PoolBusy, UserPool
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.pool import SIGNED_IN, people_of
from bluebar.e2e.protocol.target import AppUser
from bluebar.e2e.run.options import limit_workers
from bluebar.e2e.run.run_facts import _users
from bluebar.e2e.targets.env_credentials import from_environment
from bluebar.e2e.targets.reference.adapter import Reference

ANA, BEN = (
    AppUser(name=name, email=f"{name}@kontor.test", password="p") for name in ("ana", "ben")
)


@pytest.mark.parametrize("worker", ["gw0", "gw1", "gw7"])
def test_no_test_gets_a_user_of_another_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worker: str
) -> None:
    here, there = UserPool([ANA, BEN], tmp_path), UserPool([ANA, BEN], tmp_path)
    first = here.take()
    monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
    assert {first.name, there.take().name} == {"ana", "ben"}


def test_workers_start_with_different_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw1")
    assert UserPool([ANA, BEN], tmp_path).take() is BEN


def test_a_test_waits_for_a_user_to_be_given_back(tmp_path: Path) -> None:
    here, there = UserPool([ANA], tmp_path), UserPool([ANA], tmp_path)
    taken, given_back = threading.Event(), threading.Event()

    def borrow() -> None:
        there.take()
        taken.set()
        given_back.wait(10)
        there.give_back()

    other = threading.Thread(target=borrow)
    other.start()
    assert taken.wait(10)
    threading.Timer(0.3, given_back.set).start()
    assert here.take() is ANA
    assert given_back.is_set()
    other.join()


def test_a_pool_without_a_free_user_is_bluebars_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "PATIENCE", 0.1)
    here = UserPool([ANA], tmp_path)
    here.take()
    with pytest.raises(PoolBusy, match="fewer workers"):
        UserPool([ANA], tmp_path).take()


def test_more_users_than_the_pool_has_is_not_offered(tmp_path: Path) -> None:
    here = UserPool([ANA, BEN], tmp_path)
    assert here.take() != here.take()
    with pytest.raises(NotOffered, match="this scenario needs 3 users; the pool has 2"):
        here.take()


class Pooled(Reference):
    users: Literal["made", "pool"] = "pool"


class WithPassword(Pooled):
    def pool(self) -> list[AppUser]:
        return [AppUser(name="ana", email=ANA.email, password=from_environment("CRM_PASSWORD"))]


def test_the_passwords_of_a_pool_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert people_of(Reference()) == ()
    with pytest.raises(pytest.UsageError, match="needs the environment variable CRM_PASSWORD"):
        people_of(WithPassword())
    monkeypatch.setenv("CRM_PASSWORD", "crm-secret")
    assert [person.password for person in people_of(WithPassword())] == ["crm-secret"]


def test_an_empty_pool_is_a_usage_error() -> None:
    with pytest.raises(pytest.UsageError, match="but the pool is empty"):
        people_of(Pooled())


class WithoutAddress(Pooled):
    def pool(self) -> list[AppUser]:
        return [ANA, AppUser(name="ben", email="ben", password="")]


def test_a_user_whose_email_is_no_address_is_a_usage_error() -> None:
    with pytest.raises(pytest.UsageError, match="returns the email 'ben', which has no @: give"):
        people_of(WithoutAddress())


class ByHand(Reference):
    signs_in_by_hand = True

    def is_signed_in(self, page: object) -> bool:  # noqa: ARG002
        return True


class WithoutSummary(ByHand):
    is_summary = None  # type: ignore[assignment]


class NamedByHand(ByHand):
    users: Literal["made", "pool"] = "pool"
    people: tuple[AppUser, ...] = (ANA,)

    def pool(self) -> tuple[AppUser, ...]:
        return self.people


class TwoByHand(NamedByHand):
    people = (ANA, BEN)


def test_the_person_of_a_session_is_a_pool_of_one() -> None:
    assert people_of(NamedByHand()) == (ANA,)
    assert people_of(WithoutSummary()) == (SIGNED_IN,)
    with pytest.raises(pytest.UsageError, match=r"session of one person, but pool\(\) returns 2"):
        people_of(TwoByHand())


def test_the_person_must_be_named_if_the_adapter_reads_mail_to_the_person() -> None:
    with pytest.raises(pytest.UsageError, match="does not say who the signed-in person is"):
        people_of(ByHand())


@pytest.mark.parametrize(
    ("people", "given", "left"),
    [(1, ["popen", "popen"], ["popen"]), (1, [], []), (2, ["popen"] * 3, ["popen"] * 3)],
)
def test_one_person_needs_one_worker(people: int, given: list[str], left: list[str]) -> None:
    config: Any = SimpleNamespace(option=SimpleNamespace(tx=given))
    limit_workers(config, people)
    assert config.option.tx == left


def test_the_header_says_that_one_person_needs_one_worker() -> None:
    session = (
        "one person with one browser session, so one worker runs the tests one after the other"
    )
    assert _users(NamedByHand()).startswith(session)
    assert _users(Reference()) == ""
