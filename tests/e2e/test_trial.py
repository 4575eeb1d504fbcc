"""A trial of an adapter calls every part that is declared, and tells what each returned."""

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.reading import Reading
from bluebar.e2e.outcome.verdict import Connected, NoVerdict, Reason, Rejected, Verdict
from bluebar.e2e.protocol.capability_checks import CAPABILITIES
from bluebar.e2e.protocol.checked_target import checked
from bluebar.e2e.protocol.target import Imported, Instance
from bluebar.e2e.subjects.baseline import Baseline
from bluebar.e2e.trial.connected_trial import judge_verdict
from bluebar.e2e.trial.findings import Findings
from bluebar.e2e.trial.part_calls import (
    AT_CONNECT,
    AT_SIGN_IN,
    NEVER_TRIED,
    PARTS,
    Situation,
    Stage,
)
from bluebar.e2e.trial.parts_trial import not_tried, stages_of, try_parts, try_values
from tests.e2e import wrong_adapters
from tests.e2e.test_blame import WAITED

ADDRESS = "ann@x.test"
ALL = frozenset(Stage)


class Complete(wrong_adapters.Right):
    """An adapter with parts of every stage, which return what each test wants."""

    is_ours = True
    settings = frozenset({"PAGE_ROWS"})
    listed: tuple[str, ...] = (ADDRESS,)

    def version(self) -> str:
        return "2.1"

    def accounts(self, page: Any) -> list[str]:
        assert page == ["a", "b"]
        return list(self.listed)

    def cancel(self, page: Any) -> None: ...

    def trying(self, page: Any) -> Any:  # noqa: ARG002
        raise PlaywrightTimeout(WAITED)

    def disconnect(self, page: Any, address: str) -> None: ...


def situation(target: Any) -> Situation:
    """Return a connected mailbox, with a mailbox in which two messages count."""
    connection = SimpleNamespace(
        mailbox=SimpleNamespace(connected_address=ADDRESS),
        user=SimpleNamespace(baseline=Baseline()),
        expected=SimpleNamespace(
            contacts=frozenset("c"),
            messages=frozenset({"m1", "m2"}),
            difference=lambda subjects: "" if subjects == ["a", "b"] else "not in the app: 'a'",
        ),
    )
    page: Any = ["a", "b"]
    return Situation(
        target=checked(target),
        page=page,
        instance=Instance(base_url=""),
        person=SimpleNamespace(email="uma@x.test"),  # type: ignore[arg-type]
        connection=connection,  # type: ignore[arg-type]
    )


def tried(target: Any, stages: frozenset[Stage] = ALL) -> Findings:
    findings = Findings()
    try_parts(situation(target), stages, findings)
    return findings


def test_every_method_of_every_capability_has_its_place_in_a_trial() -> None:
    methods = [
        name
        for capability in CAPABILITIES.values()
        for name, member in vars(capability).items()
        if callable(member) and not name.startswith("_")
    ]
    placed = [*(part.method for part in PARTS), *AT_SIGN_IN, *AT_CONNECT, *NEVER_TRIED]
    # Two capabilities share `is_signed_in`.
    assert sorted(placed) == sorted({*methods})


def without_seconds(lines: list[str]) -> list[str]:
    return [line.partition(", after ")[0] for line in lines]


def test_each_method_gets_a_line_with_the_type_and_the_result() -> None:
    findings = tried(wrong_adapters.Right())
    assert without_seconds(findings.done) == [
        "messages returned list[str], 2 in it: 'a', 'b'",
        "sync_now returned Imported(contacts=None, messages=2)",
    ]
    assert (findings.odd, findings.missing) == ([], [])


def test_only_methods_of_the_stages_are_called() -> None:
    assert without_seconds(tried(Complete(), frozenset({Stage.FORM})).done) == [
        "version returned str, '2.1'"
    ]


@pytest.mark.parametrize(
    ("target", "missing"),
    [
        (
            wrong_adapters.ForgetsToReturn(),
            "sync_now: ForgetsToReturn.sync_now returned None; the adapter is at fault",
        ),
        (
            wrong_adapters.ReturnsText(),
            "messages: ReturnsText.messages returned \"['a', 'b']\"; the adapter is at fault",
        ),
        (
            wrong_adapters.LacksAnAttribute(),
            "sync_now: AttributeError: 'LacksAnAttribute' object has no attribute 'data'",
        ),
        (
            Complete(),
            "trying: TimeoutError: Locator.inner_text: Timeout 500ms exceeded., waiting for "
            'locator("td")',
        ),
    ],
    ids=["nothing returned", "another type", "an exception", "a locator that never matched"],
)
def test_a_mistake_of_the_adapter_is_missing_and_the_other_parts_are_tried(
    target: Any, missing: str
) -> None:
    findings = tried(target)
    (line,) = findings.missing
    assert line.startswith(missing)
    assert findings.done


def fails(*_: object) -> Imported:
    raise AppFailure("the sync should end; the page says 'busy'")


@pytest.mark.parametrize(
    ("changes", "odd"),
    [
        ({"listed": ()}, "is not on the list once"),
        ({"messages": lambda _: ["a"]}, "not as the adapter's rules count: not in the app: 'a'"),
        (
            {"sync_now": lambda *_: Imported(contacts=None, messages=3)},
            "3 messages, where the adapter's rules count 2",
        ),
        ({"sync_now": fails}, "sync_now: the sync should end; the page says 'busy'"),
        ({}, "disconnect returned nothing, after 0.0 s; ann@x.test is still on the list"),
    ],
    ids=["no account", "a list", "a count", "a failure of the app", "still connected"],
)
def test_a_result_that_is_not_as_expected_is_to_be_looked_at(
    changes: dict[str, Any], odd: str
) -> None:
    target = Complete()
    vars(target).update(changes)
    assert any(odd in line for line in tried(target).odd)


def test_values_are_checked_for_their_type() -> None:
    findings = Findings()
    try_values(Complete(), findings)
    assert findings.done == ["settings: frozenset({'PAGE_ROWS'})"]
    wrong: Any = Complete()
    wrong.settings = ["PAGE_ROWS"]
    try_values(wrong, findings)
    assert findings.missing == ["settings: it is ['PAGE_ROWS'], and must be frozenset[str]"]


def test_what_is_not_tried_is_said_with_the_option_that_tries_it() -> None:
    target: Any = Complete()
    assert not_tried(target, stages_of(target)) == [
        "not tried: cancel (it needs a mail server that answers late)",
        "not tried without a mailbox: sync_now, disconnect; --connect connects one and tries them",
    ]
    assert len(not_tried(target, ALL)) == 1


def test_nobody_is_signed_in_without_a_mailbox_if_signing_in_connects() -> None:
    target: Any = wrong_adapters.Right()
    target.signing_in_connects = True
    assert stages_of(target) == {Stage.FORM}
    assert "messages, sync_now; --connect" in not_tried(target, stages_of(target))[0]


WRONG = Rejected(Reason.WRONG_CREDENTIALS)


@pytest.mark.parametrize(
    ("shown", "where", "line"),
    [
        (WRONG, "done", "a password: Rejected(wrong credentials), read from 'No'; the page says"),
        (Rejected(Reason.UNSPECIFIED), "odd", "none of the adapter's words is in this text"),
        (Rejected(Reason.NO_ANSWER), "odd", "expected Rejected(wrong credentials)"),
        (Connected(), "odd", "a false success: app said Connected; the wire says that no login"),
        (NoVerdict(within=9), "missing", "verdict: a password: NoVerdict(within 9 s)"),
    ],
    ids=str,
)
def test_a_verdict_gets_a_line(shown: Verdict, where: str, line: str) -> None:
    door = SimpleNamespace(conversations=[])
    connection: Any = SimpleNamespace(
        verdict=shown,
        message="No.",
        said=Reading(text="No.", words="No"),
        typed=SimpleNamespace(username="ann"),
        mailbox=SimpleNamespace(endpoint=SimpleNamespace(door=door, route="front door")),
    )
    findings = Findings()
    assert judge_verdict("a password", connection, WRONG, findings) is (where == "done")
    (said,) = getattr(findings, where)
    assert line in said
    assert len(findings.done + findings.odd + findings.missing) == 1
