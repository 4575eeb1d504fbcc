"""Try an adapter with a mailbox: a wrong password, the right one, and every part that is declared.

`bluebar check --connect` runs this file as a test. Its findings are for the adapter's author, so
the test does not fail because of them.
"""

from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.expect.wire import Wire
from bluebar.e2e.outcome.verdict import Connected, NoVerdict, Reason, Rejected, Verdict
from bluebar.e2e.plugin import MakeUser
from bluebar.e2e.scenarios.model import Group, Scenario, scenarios
from bluebar.e2e.steps.connect import connect
from bluebar.e2e.steps.open_form import arrange
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User
from bluebar.e2e.trial.findings import Findings, Stopped, step
from bluebar.e2e.trial.form_trial import try_form
from bluebar.e2e.trial.locator_screenshot import locator_screenshot
from bluebar.e2e.trial.part_calls import Situation, Stage
from bluebar.e2e.trial.parts_trial import try_parts, try_values

WAIT_SECONDS = 10
"""Timeout in seconds for what the adapter waits for without a deadline of its own.

Playwright's default of 30 s would make a check of an adapter with several mistakes slow."""

WRONG = "not-{password}"

ROW = Scenario(
    id="check/every-declared-part",
    group=Group.ARTICLE,
    why="A wrong password is refused, the right one connects, and every declared part works.",
)


@scenarios(ROW)
def test_every_declared_part_works(
    findings: Findings, make_user: MakeUser, environment: Environment
) -> None:
    """Collect the findings of a trial; pytest keeps its trace and its record."""
    try:
        with step("sign_in", findings):
            user = make_user()
        try_adapter(user, environment.mailbox(), findings)
    except Stopped:
        pages = environment.pages
        findings.picture = findings.picture or (locator_screenshot(pages[0], {}) if pages else b"")


def try_adapter(user: User, mailbox: Mailbox, findings: Findings) -> None:
    """Try the form, a wrong and the right password, and every declared part.

    Raises:
        Stopped: a step failed, so the next ones could not be tried.
    """
    try_values(user.target, findings)
    with step("arrange", findings):
        arrange(user, mailbox.typed())
    situation = Situation(
        target=user.target, page=user.page, instance=user.instance, person=user.person
    )
    situation.form = try_form(user.target, user.page, findings)
    user.page.set_default_timeout(WAIT_SECONDS * 1000)
    try_parts(situation, {Stage.FORM}, findings)
    with step("a wrong password", findings):
        refused = connect(user, mailbox, mailbox.typed(password=WRONG))
    judge_verdict("a wrong password", refused, Rejected(Reason.WRONG_CREDENTIALS), findings)
    with step("the right password", findings):
        connection = connect(user, mailbox)
    if not judge_verdict("the right password", connection, Connected(), findings):
        findings.missing.append(
            "no mailbox is connected, so the parts that need one were not tried; "
            f"{Wire.of(connection).summary}"
        )
        raise Stopped
    situation.connection = connection
    try_parts(situation, {Stage.SIGNED_IN, Stage.CONNECTED}, findings)


def judge_verdict(name: str, connection: Connection, expected: Verdict, findings: Findings) -> bool:
    """Add a line for a verdict to the findings; say whether the verdict is the expected one.

    Args:
        name: what was typed, in words.
        connection: the connection with the verdict.
        expected: the verdict that an app without defects shows.
        findings: the findings so far.
    """
    shown, says = connection.verdict, connection.message
    false_success = Wire.of(connection).contradiction if shown == Connected() else ""
    line = f"{name}: {shown}"
    if connection.said.words:
        line += f", read from {connection.said.words!r}"
    if says:
        line += f"; the page says {says!r}"
    if false_success:
        findings.odd.append(f"{line}; a false success: {false_success}")
    elif isinstance(shown, NoVerdict):
        findings.missing.append(f"verdict: {line}")
    elif shown == Rejected(Reason.UNSPECIFIED):
        why = "none of the adapter's words is in this text" if says else "the page says nothing"
        findings.odd.append(f"{line}; {why}")
    elif shown == expected:
        findings.done.append(line)
        return True
    else:
        findings.odd.append(f"{line}; expected {expected}")
    return False
