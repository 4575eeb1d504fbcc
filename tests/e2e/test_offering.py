"""Rows that try to get past a protection are offered to your own app, or with --security."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bluebar.commands.coverage_estimate import estimate_coverage
from bluebar.e2e.environment.app_users import AppUsers
from bluebar.e2e.environment.environment import NO_LOG, Environment
from bluebar.e2e.environment.password_leaks import PasswordShown, Place
from bluebar.e2e.expect.connect_verdict import expect_form_kept
from bluebar.e2e.outcome.failure import AppFailure, FailureKind
from bluebar.e2e.outcome.known_failures import DeclaresKnownFailures
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.outcome.verdict import OF_CERTIFICATES, Rejected
from bluebar.e2e.protocol.capabilities import ShowsCounts
from bluebar.e2e.protocol.capability_checks import has_capability
from bluebar.e2e.protocol.declarations import HasNoDeadline, IsOurs, VerifiesNoCertificates
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.scenarios.model import Scenario
from bluebar.e2e.scenarios.offered_rows import NOT_OURS, SECURITY, may_probe, require_offered
from bluebar.e2e.targets.registry import BUNDLED, load_target
from bluebar.mailserver.accounts import Account
from bluebar.reports.record.attempt import Attempt
from tests.child_pytest import QUICK
from tests.e2e.targets.browsers import MAX_SECONDS
from tests.e2e.test_preflight import RUNNING

ROOT = Path(__file__).parents[2]
PROBING = [row for row in ALL if row.conditions.probes_protection]
THEIRS: Any = SimpleNamespace(name="theirs")
SAID_NO: Any = SimpleNamespace(name="said no", is_ours=False)
OURS: Any = SimpleNamespace(name="ours", is_ours=True)
PASSWORD = "sesame-77"

FOREIGN = """
from tests.liar.adapter import Liar

class Foreign(Liar):
    is_ours = False
"""


def is_offered(row: Scenario, target: Any, *, asked: bool = False) -> bool:
    """Say whether a row is offered to a target that has every required capability."""
    parts: dict[str, Any] = {
        name: True for each in row.conditions.requires for name in each.__annotations__
    }
    parts |= {
        name: print for each in row.conditions.requires for name in vars(each) if name[0] != "_"
    }
    having: Any = SimpleNamespace(**parts | vars(target))
    try:
        require_offered(row, having, probes=may_probe(having, asked=asked))
    except NotOffered:
        return False
    return True


@pytest.mark.parametrize("row", PROBING, ids=lambda row: row.id)
def test_a_probing_row_is_offered_to_your_own_app_or_by_option(row: Scenario) -> None:
    assert is_offered(row, OURS)
    assert not is_offered(row, THEIRS)
    assert not is_offered(row, SAID_NO)
    assert is_offered(row, THEIRS, asked=True)
    assert is_offered(row, SAID_NO, asked=True)


def test_every_other_row_is_offered_to_any_app() -> None:
    assert all(is_offered(row, THEIRS) for row in ALL if not row.conditions.probes_protection)


def test_the_reason_names_the_attribute_and_the_option() -> None:
    with pytest.raises(NotOffered) as raised:
        require_offered(PROBING[0], THEIRS, probes=False)
    assert "is_ours = True" in str(raised.value)
    assert SECURITY in str(raised.value)


def test_a_row_whose_test_needs_more_is_not_offered() -> None:
    row = next(each for each in ALL if each.id == "article/imaps-993/whole-address")
    require_offered(row, THEIRS, probes=False)
    with pytest.raises(NotOffered, match="lacks the capability ShowsCounts"):
        require_offered(row, THEIRS, probes=False, uses=(ShowsCounts,))


def test_rows_that_try_to_get_past_a_protection_are_marked() -> None:
    for pattern in (
        r"security/(?!starttls/required$|no-autofill$)", r"private-address", r"login-disabled$",
        r"script-in-subject$", r"hostile-attachment$",
    ):  # fmt: skip
        rows = [row for row in ALL if re.search(pattern, row.id)]
        assert rows
        assert [row.id for row in rows if not row.conditions.probes_protection] == []


def test_a_probing_row_cites_no_app() -> None:
    assert [row.id for row in PROBING if row.sources.cited] == []


@pytest.mark.parametrize("name", BUNDLED)
def test_only_the_reference_app_is_ours(name: str) -> None:
    target = load_target(name)
    assert has_capability(target, IsOurs) is (name == "reference")
    offers = estimate_coverage(target, is_started=True)
    assert offers.lacking.get("IsOurs", 0) == (0 if name == "reference" else len(PROBING))


@pytest.mark.parametrize("name", [name for name in BUNDLED if name != "reference"])
def test_known_failures_of_other_apps_reveal_no_vulnerability(name: str) -> None:
    target = load_target(name)
    assert isinstance(target, DeclaresKnownFailures)
    kinds = {finding.kind for finding in target.known_failures}
    assert kinds.isdisjoint(
        {FailureKind.UNVERIFIED, FailureKind.SENT_IN_CLEAR, FailureKind.PASSWORD_SHOWN}
    )
    probed = {
        row.id for row in PROBING for finding in target.known_failures if finding.covers(row.id)
    }
    assert probed == set()
    links = {finding.link for finding in target.known_failures}
    assert len(links) >= 6


class TestACapabilityThatIsFalse:
    def test_is_not_declared(self) -> None:
        assert has_capability(OURS, IsOurs)
        assert not has_capability(SAID_NO, IsOurs)
        assert not has_capability(THEIRS, IsOurs)


class TestAnAppThatVerifiesNoCertificates:
    target: Any = SimpleNamespace(name="trusting", is_ours=True, verifies_no_certificates=True)

    def test_is_not_offered_rows_with_bad_certificates(self) -> None:
        bad = [
            row for row in ALL
            if isinstance(verdict := row.expected.verdict, Rejected)
            and verdict.reason in OF_CERTIFICATES
        ]  # fmt: skip
        assert len(bad) == 14
        for row in bad:
            assert VerifiesNoCertificates in row.conditions.skip_if_supports
            assert not is_offered(row, self.target)
            assert is_offered(row, OURS)

    def test_is_offered_all_other_rows(self) -> None:
        left_out = [row for row in ALL if not is_offered(row, self.target)]
        assert all(VerifiesNoCertificates in row.conditions.skip_if_supports for row in left_out)
        assert len(left_out) == 17


class TestAnAppThatUpgradesByItself:
    target: Any = SimpleNamespace(name="eager", is_ours=True, upgrades_by_itself=True)

    def test_may_refuse_a_bad_certificate_that_nobody_asked_for(self) -> None:
        left_out = {row.id for row in ALL if not is_offered(row, self.target)}
        unasked = {row.id for row in ALL if row.id.endswith("/143-starttls/no-ssl")}
        assert len(unasked) == 6
        assert unasked - left_out == {"certificates/good/143-starttls/no-ssl"}


class TestAnAppWithoutADeadline:
    target: Any = SimpleNamespace(name="patient", is_ours=True, has_no_deadline=True)

    def test_is_not_offered_silent_servers(self) -> None:
        left_out = {row.id for row in ALL if not is_offered(row, self.target)}
        assert left_out == {
            row.id for row in ALL if HasNoDeadline in row.conditions.skip_if_supports
        }
        assert {"timeouts/silent/ssl", "timeouts/never-accepts", "timeouts/http/ssl"} < left_out
        # Where SSL is not ticked at a port that waits for it, nobody speaks first.
        wanted = {row.id for row in ALL if str(row.expected.verdict) == "Rejected(SSL wanted here)"}
        assert wanted < left_out


def environment(*, probes: bool, written: Mapping[str, str] | None = None) -> Any:
    shown = Place("the page http://app.test/", f"<p>{PASSWORD}")
    return SimpleNamespace(
        probes=probes,
        attempt=Attempt("t"),
        app=SimpleNamespace(target=OURS, written=lambda: written or {"the app's log": ""}),
        _app_users=SimpleNamespace(places=lambda _: [shown]),
        _mailboxes=[],
        _new_passwords=[],
        _doors=[],
        _accounts={"ann@x.test": Account(address="ann@x.test", login="ann", password=PASSWORD)},
    )


def test_only_your_own_app_is_searched_for_passwords() -> None:
    with pytest.raises(PasswordShown, match=r"http://app\.test/"):
        Environment.expect_no_password_shown(environment(probes=True))
    theirs = environment(probes=False)
    Environment.expect_no_password_shown(theirs)
    assert theirs.attempt.not_looked_at == [f"passwords in pages and in the app's log: {NOT_OURS}"]


def test_a_log_that_the_adapter_reads_is_searched_for_passwords() -> None:
    ours = environment(probes=True, written={"docker logs crm": f"IMAP login {PASSWORD}"})
    ours._app_users = SimpleNamespace(places=lambda _: [])
    with pytest.raises(PasswordShown, match="the mailbox's password is in docker logs crm"):
        Environment.expect_no_password_shown(ours)


def test_a_log_that_nobody_can_read_is_noted() -> None:
    ours = environment(probes=True)
    ours._app_users = SimpleNamespace(places=lambda _: [])
    ours.app.written = dict
    Environment.expect_no_password_shown(ours)
    assert ours.attempt.not_looked_at == [NO_LOG]


def refused(*, may_be_probed: bool, redrawn: bool = True, **declared: bool) -> Any:
    boxes = {"username": "ann", "password": PASSWORD, "server": "h"}
    form = {
        name: SimpleNamespace(input_value=lambda held=held: held, evaluate=lambda _: not redrawn)
        for name, held in boxes.items()
    }
    return SimpleNamespace(
        user=SimpleNamespace(
            attempt=Attempt("t"),
            target=SimpleNamespace(**vars(THEIRS), **declared),
            may_be_probed=may_be_probed,
        ),
        form=SimpleNamespace(
            **form,
            port=None,
            use_ssl=None,
            email_address=None,
            server_text=lambda typed: typed.server,
            username_text=lambda typed: typed.username,
            show_field=None,
        ),
        typed=SimpleNamespace(username="ann", server="h"),
    )


def test_only_the_form_of_your_own_app_is_checked_for_the_password() -> None:
    with pytest.raises(AppFailure, match="the password should be ''; it is something"):
        expect_form_kept(refused(may_be_probed=True))
    theirs = refused(may_be_probed=False)
    expect_form_kept(theirs)
    assert theirs.user.attempt.not_looked_at == [f"the password in the form: {NOT_OURS}"]


def test_a_password_may_stay_in_a_form_that_is_not_drawn_again() -> None:
    same = refused(may_be_probed=True, redrawn=False)
    expect_form_kept(same)
    why = "the app did not draw the form again"
    assert same.user.attempt.not_looked_at == [f"the password in the form: {why}"]


def test_a_password_may_stay_in_a_sign_in_form() -> None:
    signing_in = refused(may_be_probed=True, signing_in_connects=True)
    expect_form_kept(signing_in)
    why = "the form is the sign-in form"
    assert signing_in.user.attempt.not_looked_at == [f"the password in the form: {why}"]


@pytest.mark.parametrize("probes", [True, False])
def test_the_users_of_a_test_know_whether_their_app_may_be_probed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, probes: bool
) -> None:
    nothing: Any = None
    page: Any = SimpleNamespace(context=SimpleNamespace(on=lambda *_: None, pages=[]))
    target = load_target("reference")
    monkeypatch.setattr(target, "sign_in", lambda *_: None)
    monkeypatch.setattr("bluebar.e2e.environment.app_users.accounts_on", lambda _: None)
    monkeypatch.setattr("bluebar.e2e.environment.environment.accounts_on", lambda _: None)
    monkeypatch.setattr(AppUsers, "_next", lambda *_: (None, None))
    monkeypatch.setattr(Environment, "_plan", lambda *_: None)
    made = Environment(
        running=RUNNING, target=target, scenario=ALL[0], attempt=Attempt("t"), proxy_server=nothing,
        test_id="t", folder=tmp_path, probes=probes,
    )  # fmt: skip
    assert made.user(page).may_be_probed is probes


def test_the_security_option_offers_probing_rows(tmp_path: Path) -> None:
    (tmp_path / "foreign.py").write_text(FOREIGN)
    ended = subprocess.run(
        [
            sys.executable, "-m", "pytest", "e2e", "--target", f"{tmp_path}/foreign.py:Foreign",
            "--mailserver", "jvm", "-k", "server-text-is-text", "-rs", "-p", "no:cacheprovider",
            "--reports", str(tmp_path / "out"), SECURITY, *QUICK,
        ],
        cwd=ROOT, capture_output=True, text=True, timeout=MAX_SECONDS, check=False,
    )  # fmt: skip
    # It is judged, and this app lies.
    assert re.search(r"\b1 failed, \d+ deselected", ended.stdout), ended.stdout
    assert f" {SECURITY}\n" in ended.stdout
