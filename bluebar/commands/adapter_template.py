"""The text of a new adapter: what was found on a page, and TODOs for what a page does not tell."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from bluebar.commands.form_detection import DetectedField, py_literal

LACKING = {
    "username": "which is it?",
    "password": "which is it?",
    "server": "which is it?",
    "connect": "which button is it?",
    "port": "or leave it out, where `server_text` says how the server's box takes it",
    "use_ssl": "or leave it out where there is none; `always_ssl=True` where it is SSL anyhow",
}
"""Fields of `ConnectForm` that should be there, in a form's order; what to do where one is not."""

ADAPTER = '''\
"""How {called} is driven and read.

Begun by `bluebar new {url}`.
What a person has to decide says TODO: docs/write-an-adapter.md tells how.
"""

from urllib.parse import urljoin

from playwright.sync_api import Page

from bluebar.e2e.targets.base_adapter import Adapter, verdict_at
from bluebar.e2e.protocol.target import ConnectForm, Deadlines, Instance, Person, Typed
from bluebar.e2e.outcome.verdict import Reason, Verdict
from bluebar.fixtures.oracle.counting_rules import CountingRules

WORDING = (
    # TODO: the app's own words, and the reason that each stands for (e2e/outcome/verdict.py).
    ("wrong password", Reason.WRONG_CREDENTIALS),
    ("connection refused", Reason.REFUSED),
    ("timed out", Reason.NO_ANSWER),
)


class {name}(Adapter):
    """{called}, at an address that --base-url names."""

    name = "{lower}"
    # Whether rows may try to get past its protection: True only for an app of your own.
    is_ours = {is_ours}
    # TODO: what it counts (docs/counting.md); as it stands here, everything.
    rules = CountingRules()
    # TODO: in seconds, each above what the app itself needs.
    deadlines = Deadlines(verdict=75.0, sync=60.0, summary=60.0)
{by_hand}
    def sign_in(self, page: Page, instance: Instance, person: Person) -> None:
        # TODO: bring the person in, with a password from the environment; or by hand, by `login`.
        page.goto(instance.base_url)

    def open_connect_form(self, page: Page) -> ConnectForm:
        # TODO: walk there by links and buttons, as a person does.
        page.goto(urljoin(page.url, {path}))
        return ConnectForm(
{controls}
        )

    def verdict(self, page: Page, typed: Typed, within: float) -> Verdict:
        # TODO: where the verdict stands; never wherever a toast comes up.
        return verdict_at(
            connected=page.get_by_role("status"),
            refused=page.get_by_role("alert"),
            wording=WORDING,
            within=within,
        )
'''

BY_HAND = """\

    signs_in_by_hand = True

    def is_signed_in(self, page: Page) -> bool:
        # TODO: wait for what only those see who are signed in, or for what only others see.
        return not page.get_by_label("Password").is_visible()
"""


def adapter(
    found: DetectedField, *, url: str, title: str, name: str, by_hand: bool, is_ours: bool
) -> str:
    """Return an adapter's source.

    Args:
        found: the form's controls.
        url: of the page that they stand on.
        title: of that page.
        name: the class's.
        by_hand: whether a person signs in.
        is_ours: whether rows may try to get past the app's protection.
    """
    parts = urlsplit(url)
    path = parts._replace(scheme="", netloc="").geturl() or "/"
    called = re.sub(r'[\\"\s]+', " ", title).strip() or name
    return ADAPTER.format(
        called=called,
        url=url,
        name=name,
        lower=name.lower(),
        path=py_literal(path),
        controls="\n".join(f"            {line}" for line in _controls(found)),
        by_hand=BY_HAND if by_hand else "",
        is_ours=is_ours,
    )


def _controls(found: DetectedField) -> list[str]:
    lines: list[str] = []
    for field in ("email_address", *LACKING):
        control = found.controls.get(field)
        if control is None:
            if field in LACKING:
                lines.append(f"# TODO: none found; {LACKING[field]}")
                lines.append(f'{field}=page.get_by_label("TODO"),')
            continue
        if others := found.others[field]:
            lines.append(f"# TODO: is it this one? There is also {', '.join(map(repr, others))}.")
        if not control.name:
            lines.append(
                "# TODO: it has no label: ask for one, people with a screen reader do too."
            )
        lines.append(f"{field}={control.found_by},")
        if field == "use_ssl" and control.options:
            if found.ssl_options is None:
                lines.append(f"# TODO: with SSL, and without; there are {list(control.options)}.")
            with_ssl, without = map(py_literal, found.ssl_options or ("TODO", "TODO"))
            lines.append(f"ssl_options=({with_ssl}, {without}),")
    return lines


def class_name(url: str, title: str) -> str:
    """Return a name for the adapter: from the host's, or the page's title where it has none."""
    host = urlsplit(url).hostname or ""
    words = re.findall(r"[A-Za-z][A-Za-z0-9]*", title)[:3]
    if _is_named(host):
        # The name that was registered, and what stands before it: `crm.example`, `my-crm.example`.
        words = re.findall(r"[A-Za-z][A-Za-z0-9]*", host.removeprefix("www.").split(".")[0])
    return "".join(word.capitalize() for word in words) or "MyApp"


def _is_named(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return "." in host
    return False
