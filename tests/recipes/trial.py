"""Drive every recipe in one browser, as bluebar drives an app; print the results as JSON.

    python -m tests.recipes.trial

A separate process, because sync Playwright leaves a running event loop behind.
"""

import json
import sys
from dataclasses import replace
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bluebar.e2e.protocol.form_controls import control
from bluebar.e2e.protocol.target import AppUser, FormInput, Instance, Target
from bluebar.e2e.run.browser import choose_browser
from bluebar.e2e.steps.form import fill_in, read_settings
from bluebar.e2e.steps.open_form import open_form
from bluebar.e2e.subjects.user import User
from bluebar.e2e.targets.registry import load_target
from bluebar.e2e.trial import form_trial
from bluebar.e2e.trial.findings import Findings
from bluebar.reports.record.attempt import Attempt
from tests.recipes.server import FOLDER, RIGHT, RecipeServer
from tests.served import served

RECIPES = sorted(each.parent.name for each in FOLDER.glob("*/adapter.py"))
SECONDS = 5
WRONG = FormInput(
    email_address="ann@mail.test",
    username="ann@mail.test",
    password="not-that-one",
    server="imap.mail.test",
    port="993",
    use_ssl=True,
)
TYPED = {
    "Rejected(wrong credentials)": WRONG,
    "Connected": replace(WRONG, username="ann", password=RIGHT, port="143", use_ssl=False),
    "Rejected(host not found)": replace(WRONG, server="nohost.mail.test"),
}
"""What is typed into each form, one after the other in the same page, by the verdict."""

STARTTLS = replace(WRONG, password=RIGHT, starttls=True)
"""What is typed last into a form with an option for STARTTLS."""


def typed_into(recipe: str) -> list[FormInput]:
    """Return what is typed into the form of a recipe, in order."""
    return [*TYPED.values(), *([STARTTLS] if recipe == "custom_select" else [])]


def adapter_of(recipe: str) -> Target:
    """Return the adapter of a recipe; its class has the recipe's name."""
    name = "".join(word.capitalize() for word in recipe.split("_"))
    return load_target(f"{FOLDER / recipe / 'adapter.py'}:{name}")


def drive(recipe: str, page: Page, server: RecipeServer) -> dict[str, Any]:
    """Return what a recipe's adapter read, and what the page sent to the server."""
    target = adapter_of(recipe)
    instance = Instance(base_url=f"{server.url}/{recipe}/page.html")
    person: Any = AppUser(name="Ann", email="ann@kontor.test", password="sesame-77")
    nothing: Any = None
    user = User(
        person=person,
        page=page,
        inbox=nothing,
        target=target,
        attempt=Attempt(recipe),
        instance=instance,
    )
    target.sign_in(page, instance, person)
    server.sent.clear()
    verdicts, held = [], []
    for typed in typed_into(recipe):
        form = open_form(user, typed)
        fill_in(form, typed)
        held += [name for name, (is_, was) in read_settings(form, typed).items() if is_ != was]
        control(form, "connect").click()
        verdicts.append(str(target.verdict(page, typed, SECONDS)))
    # A check begins at a new page.
    target.sign_in(page, instance, person)
    findings = Findings()
    form_trial.try_form(target, page, findings)
    lists = getattr(target, "messages", None)
    return {
        "verdicts": verdicts,
        "not held": held,
        "sent": list(server.sent),
        "missing": findings.missing,
        "messages": lists(page) if lists else None,
    }


def main() -> None:
    """Print the results by recipe."""
    # A picture of each page, and a long glance at each, would take most of the time.
    vars(form_trial).update(GLANCE=0.05, locator_screenshot=lambda *_: b"")
    with sync_playwright() as playwright, served(RecipeServer()) as server:
        launch: dict[str, Any] = choose_browser().launch_arguments
        browser = playwright.chromium.launch(**launch)
        results = {}
        for recipe in RECIPES:
            page = browser.new_page()
            page.set_default_timeout(SECONDS * 1000)
            results[recipe] = drive(recipe, page, server)
            page.close()
        browser.close()
    sys.stdout.write(json.dumps(results))


if __name__ == "__main__":
    main()
