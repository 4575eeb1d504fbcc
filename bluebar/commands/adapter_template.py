"""Write the source of a new adapter: a page's controls, and a TODO for each open decision."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from bluebar.commands.form_detection import Certainty, DetectedForm, FoundField
from bluebar.commands.page_controls import py_literal

LACKING = {
    "username": "which field is it?",
    "password": "which field is it?",
    "server": "or omit it, if an administrator sets the server, and define `arrange`",
    "connect": "which button is it?",
    "port": "or omit it, if `server_text` states how the server's field takes the port",
    "use_ssl": "or omit it, if there is none; `always_ssl=True` if the app always uses SSL",
}
"""The required fields of `ConnectForm`, in their order in a form.

Each text says what a person has to do if `bluebar new` does not find the field.
"""

ADAPTER = '''\
"""How to drive and read {called}.

Written by `{command}`.
Each TODO is a decision of a person: docs/write-an-adapter.md explains them.
"""

from urllib.parse import urljoin

from playwright.sync_api import Page

from bluebar.api import (
    Adapter,
    AppUser,
    ConnectForm,
    CountingRules,
    Deadlines,
    FormInput,
    Instance,
    Reason,
    Verdict,
    wait_for_verdict,
)

WORDING = (
    # TODO: the app's own words, and the reason of each (docs/adapter-reference.md#reasons).
    ("wrong password", Reason.WRONG_CREDENTIALS),
    ("connection refused", Reason.REFUSED),
    ("timed out", Reason.NO_ANSWER),
    # When the list is complete, add ANYTHING_ELSE: other words are then the app's failure.
)


class {name}(Adapter):
    """{called}, at the address in --base-url."""

    name = "{lower}"
    # Whether tests may try to get past its protection: True only for an app of your own.
    is_ours = {is_ours}
    # TODO: what the app counts (docs/counting.md); default: everything.
    rules = CountingRules()
    # TODO: in seconds, each longer than the app's own timeout.
    deadlines = Deadlines(verdict=75.0, sync=60.0, summary=60.0)
{by_hand}
    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:
        # TODO: sign the person in, with a password from the environment; or use `bluebar login`.
        page.goto(instance.base_url)

    def open_connect_form(self, page: Page) -> ConnectForm:
        # TODO: walk to the form by links and buttons, as a person does.
        page.goto(urljoin(page.url, {path}))
        return ConnectForm(
{controls}
        )

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:
        # TODO: the elements of the verdict; never any toast.
        return wait_for_verdict(
            connected=page.get_by_role("status"),
            refused=page.get_by_role("alert"),
            wording=WORDING,
            within=within,
        )
'''

BY_HAND = """\

    signs_in_by_hand = True

    def is_signed_in(self, page: Page) -> bool:
        # TODO: wait for an element that only signed-in people see, or that only others see.
        return not page.get_by_label("Password").is_visible()
"""


def adapter(
    found: DetectedForm,
    *,
    url: str,
    title: str,
    name: str,
    by_hand: bool,
    is_ours: bool,
    command: str = "",
) -> str:
    """Return the Python source of an adapter.

    Args:
        found: the controls that were found in the form.
        url: the URL of the page with the form.
        title: the title of this page.
        name: the name of the adapter's class.
        by_hand: whether a person signs in, instead of the adapter.
        is_ours: whether tests may try to get past the app's protection.
        command: the command that writes the adapter; `bluebar new` if empty.
    """
    parts = urlsplit(url)
    path = parts._replace(scheme="", netloc="").geturl() or "/"
    called = re.sub(r'[\\"\s]+', " ", title).strip() or name
    return ADAPTER.format(
        called=called,
        command=command or f"bluebar new {url}",
        name=name,
        lower=name.lower(),
        path=py_literal(path),
        controls="\n".join(f"            {line}" for line in _controls(found)),
        by_hand=BY_HAND if by_hand else "",
        is_ours=is_ours,
    )


def _controls(found: DetectedForm) -> list[str]:
    lines: list[str] = []
    for field in ("email_address", *LACKING):
        one = found.fields.get(field)
        if one is None:
            if field in LACKING:
                lines.append(f"# TODO: not found; {LACKING[field]}")
                lines.append(f'{field}=page.get_by_label("TODO"),')
            continue
        lines += [*_doubts(one), f"{field}={one.control.found_by},"]
        if field == "use_ssl" and one.control.type not in ("checkbox", "switch"):
            options = list(one.control.options) or "those of the open list"
            if found.ssl_options is None:
                lines.append(f"# TODO: with SSL, and without; there are {options}.")
            with_ssl, without = map(py_literal, found.ssl_options or ("TODO", "TODO"))
            lines.append(f"ssl_options=({with_ssl}, {without}),")
            starttls = next((each for each in one.control.options if "STARTTLS" in each), "")
            lines += [f"starttls_option={py_literal(starttls)},"] if starttls else []
    return lines


def _doubts(one: FoundField) -> list[str]:
    """Return comments that say how sure it is that a control is the one; none if it is sure."""
    if one.certainty is Certainty.SURE:
        return []
    task = "TODO: check it. It is " if one.certainty is Certainty.GUESS or one.others else ""
    also = f"; there is also {', '.join(map(repr, one.others))}" if one.others else ""
    return [f"# {task}{one}{also}."]


def class_name(url: str, title: str) -> str:
    """Return a name for the adapter's class, made of the URL's host name.

    If the host is an IP address or a name without a dot, the name is made of the page's title.
    """
    host = urlsplit(url).hostname or ""
    words = re.findall(r"[A-Za-z][A-Za-z0-9]*", title)[:3]
    if _is_named(host):
        # The first label of the host: `crm` of `crm.example`, `MyCrm` of `my-crm.example`.
        words = re.findall(r"[A-Za-z][A-Za-z0-9]*", host.removeprefix("www.").split(".")[0])
    return "".join(word.capitalize() for word in words) or "MyApp"


def _is_named(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return "." in host
    return False
