"""Try an adapter up to the form: sign in, open the form, fill it in, and read it back.

Connect is not clicked. The values that are typed belong to nobody.
"""

from collections.abc import Mapping
from contextlib import suppress

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bluebar.e2e.outcome.verdict import NoVerdict
from bluebar.e2e.protocol.form_controls import control, is_ssl_chosen
from bluebar.e2e.protocol.target import AppUser, ConnectForm, FormInput, Instance, Target
from bluebar.e2e.steps.form import FieldNotTaken, fill_in, read_back
from bluebar.e2e.steps.open_form import require_known_server
from bluebar.e2e.targets.browser_sessions import BrowserSession
from bluebar.e2e.trial.findings import Findings, step
from bluebar.e2e.trial.locator_screenshot import locator_screenshot

TYPED = FormInput(
    email_address="nobody@mail.test",
    username="nobody@mail.test",
    password="no-password",  # noqa: S106 - not a real one
    server="imap.mail.test",
    port="993",
    use_ssl=True,
)
"""The values to type into the form. The domain .test belongs to nobody (RFC 2606)."""

FORM_SECONDS = 5
"""Timeout in seconds for the form to appear, and for each control to take its value."""

GLANCE = 0.5
"""The seconds that the adapter gets to read a verdict.

It must read none, because Connect was not clicked.
"""

CONTROLS = {
    "email address": "email_address",
    "user name": "username",
    "password": "password",
    "server": "server",
    "port": "port",
    "SSL": "use_ssl",
    "Connect": "connect",
}
"""The names of the controls in the output, and the attribute of `ConnectForm` for each."""


def try_sign_in(
    session: BrowserSession, page: Page, instance: Instance, person: AppUser, findings: Findings
) -> None:
    """Sign a person in, as a run does.

    Raises:
        Stopped: the adapter raised an exception.
    """
    with step("sign_in", findings):
        session.enter(page, instance, person)


def try_form(target: Target, page: Page, findings: Findings) -> ConnectForm:
    """Open the form, fill it in, and read a verdict, which must be none.

    Raises:
        Stopped: the adapter raised an exception, or the form has no field for the server.
    """
    with step("open_connect_form", findings):
        form = target.open_connect_form(page)
        require_known_server(target, form, TYPED)
    findings.done.append(f"the form: {page.url}")
    there = controls_of(form)
    with suppress(PlaywrightTimeout):
        form.username.first.wait_for(timeout=FORM_SECONDS * 1000)
    # The later steps of a form can be shown only after the first one is filled in.
    counted = _counted(there) if form.show_field is None else {}
    for name, count in counted.items():
        findings.missing.append(
            f"{name}: its locator finds {count or 'nothing'}, and must find one control"
        )
    if not counted:
        _fill(form, findings)
    findings.done.append(f"its controls: {', '.join(there)}")
    findings.picture = locator_screenshot(page, there)
    with step("verdict", findings):
        verdict = target.verdict(page, TYPED, GLANCE)
    if not isinstance(verdict, NoVerdict):
        findings.missing.append(
            f"verdict: it reads {verdict} before Connect was clicked, from an element that says "
            "something else"
        )
    return form


def _counted(controls: Mapping[str, Locator]) -> dict[str, int]:
    """Return the numbers of elements that locators find, for those that do not find one."""
    counts = {name: each.count() for name, each in controls.items()}
    return {name: count for name, count in counts.items() if count != 1}


def controls_of(form: ConnectForm) -> dict[str, Locator]:
    """Return the locators of a form by the names of the controls."""
    controls = {name: getattr(form, attribute) for name, attribute in CONTROLS.items()}
    return {name: each for name, each in controls.items() if each is not None}


def _fill(form: ConnectForm, findings: Findings) -> None:
    """Fill the form in as a run does; add each field with another value to the findings."""
    form.username.page.set_default_timeout(FORM_SECONDS * 1000)
    with step("filling the form in", findings):
        with suppress(FieldNotTaken):
            fill_in(form, TYPED)
        held = read_back(form, TYPED)
        differs = {name: (is_, was) for name, (is_, was) in held.items() if is_ != was}
        for name, (is_, was) in differs.items():
            shown = "something else" if name == "password" else repr(is_)
            findings.missing.append(f"{name}: {was!r} was typed, the field holds {shown}")
        if form.use_ssl is not None and not is_ssl_chosen(form):
            findings.missing.append("SSL: it was chosen, but the form does not show it")
        if not control(form, "connect").is_enabled():
            findings.missing.append("Connect: it cannot be clicked though the form is filled in")
    if not differs:
        findings.done.append(f"filled in and read back: {', '.join(held)}")
