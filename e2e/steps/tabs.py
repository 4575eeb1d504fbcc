"""Use the app in two tabs of one browser, in which the same user is signed in."""

from dataclasses import replace

from bluebar.e2e.protocol.form_controls import control
from bluebar.e2e.steps.form import fill_in
from bluebar.e2e.steps.open_form import open_form
from bluebar.e2e.steps.read_verdict import read_verdict
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


def new_tab(user: User) -> User:
    """Open the URL of the user's page in another tab; return the user with the new tab's page."""
    page = user.page.context.new_page()
    page.goto(user.page.url)
    return replace(user, page=page)


def connect_in_two_tabs(user: User, mailbox: Mailbox) -> tuple[Connection, Connection]:
    """Fill in the form in two tabs, click Connect in both, and then read both verdicts."""
    tabs = (user, new_tab(user))
    typed = mailbox.typed()
    with user.attempt.phase("fill in the form in two tabs"):
        forms = [open_form(tab, typed) for tab in tabs]
        for form in forms:
            fill_in(form, typed)
    user.attempt.clicked = True
    with user.attempt.phase("connect in two tabs"):
        for form in forms:
            control(form, "connect").click(no_wait_after=True)
        verdicts = [read_verdict(tab, typed) for tab in tabs]
    first, second = (
        Connection(
            user=tab,
            mailbox=mailbox,
            form=form,
            typed=typed,
            verdict=verdict,
            said=said,
            expected=mailbox.expected_import(tab),
        )
        for tab, form, (verdict, said) in zip(tabs, forms, verdicts, strict=True)
    )
    return first, second


def go_back(user: User) -> None:
    """Press the browser's Back button, and wait until the former page is loaded."""
    with user.attempt.phase("go back"):
        user.page.go_back(wait_until="load")
