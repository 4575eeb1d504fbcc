"""Read pages in a browser as adapters and commands do; print the results as JSON.

    python -m tests.e2e.targets.pages TASK < pages.json      # a list of HTML; TASKS are below

A separate process, because sync Playwright leaves a running event loop behind, with which
asyncio tests of the same process fail.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bluebar.commands.adapter_template import adapter
from bluebar.commands.form_detection import detect_form
from bluebar.e2e.outcome.verdict import AlreadyConnected, Reason
from bluebar.e2e.protocol.target import ConnectForm, FormInput
from bluebar.e2e.run.browser import choose_browser
from bluebar.e2e.steps.browser_validation import browsers_refusal
from bluebar.e2e.steps.page_words import words_of
from bluebar.e2e.steps.stop_loading import stop_loading
from bluebar.e2e.targets.base_adapter import wait_for_verdict
from bluebar.e2e.targets.reference.adapter import Reference

WORDING = (
    ("already here", AlreadyConnected()),
    ("wrong password", Reason.WRONG_CREDENTIALS),
    ("password", Reason.MISSING_FIELD),
)


def found(page: Page) -> dict[str, Any]:
    """Return what the detection finds in the page's form, and the source of an adapter for it."""
    form = detect_form(page)
    source = adapter(
        form,
        url="https://crm.example/a?b#c",
        title=page.title(),
        name="Crm",
        by_hand=False,
        is_ours=False,
    )
    return {
        "names": {field: one.control.name for field, one in form.fields.items()},
        "others": {field: list(one.others) for field, one in form.fields.items() if one.others},
        "sure": {field: str(one) for field, one in form.fields.items()},
        "ids": {
            field: eval(one.control.found_by, {"page": page}).get_attribute("data-it")  # noqa: S307
            for field, one in form.fields.items()
        },
        "ssl": form.ssl_options,
        "source": source,
    }


def verdict(page: Page) -> str:
    """Return the verdict of an adapter that finds successes in #yes and refusals in .no."""
    read = wait_for_verdict(
        connected=page.locator("#yes"), refused=page.locator(".no"), wording=WORDING, within=1.5
    )
    return str(read)


def reference(page: Page) -> str:
    """Return the verdict of the reference app's adapter."""
    typed = FormInput(email_address="", username="", password="", server="", port="", use_ssl=True)
    return str(Reference().verdict(page, typed, 1.5))


def validation(page: Page) -> str:
    """Click Connect; return the browser's refusal of the port, or "sent"."""
    form = ConnectForm(
        username=page.get_by_label("User name"),
        password=page.get_by_label("Password"),
        port=page.get_by_label("Port"),
        connect=page.get_by_role("button", name="Connect"),
    )
    form.connect.click()
    refusal = browsers_refusal(form, "port")
    return f"{refusal[0]}: {refusal[1].text}" if refusal else "sent"


def waiting(page: Page) -> list[Any]:
    """Click Connect; return the browser's refusal, whether the page was waiting, and its words."""
    port = page.get_by_label("Port")
    form = ConnectForm(
        username=port, password=port, port=port, connect=page.get_by_role("button", name="Connect")
    )
    form.connect.click(no_wait_after=True)
    return [browsers_refusal(form, "port"), stop_loading(page), words_of(page)]


TASKS: dict[str, Callable[[Page], Any]] = {
    "find": found, "verdict": verdict, "reference": reference, "validation": validation,
    "waiting": waiting,
}  # fmt: skip


def main(task: str) -> None:
    """Print the list of results."""
    with sync_playwright() as playwright:
        launch: dict[str, Any] = choose_browser().launch_arguments
        page = playwright.chromium.launch(**launch).new_page()
        seen = []
        for html in json.load(sys.stdin):
            page.set_content(html)
            seen.append(TASKS[task](page))
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
