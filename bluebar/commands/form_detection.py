"""Find the controls of a connect form on an open page by their labels, as a person does."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

BOXES = (
    ":is(input:not([type=hidden], [type=radio], [type=file], [type=submit], [type=button], "
    "[type=reset], [type=image]), textarea, select, "
    "[role=textbox], [role=combobox], [role=checkbox], [role=switch])"
)
BUTTONS = ":is(button, input[type=submit], input[type=button], [role=button])"
IN_SIGHT = ":visible:not([disabled])"

FACTS = """(element, boxes) => {
    const around = "form, dialog, [role=dialog]";
    const attributes = ["name", "id", "placeholder", "autocomplete", "title"];
    return {
        type: element.localName === "select" ? "select"
            : element.getAttribute("role") || element.type || "",
        written: attributes.map(each => element.getAttribute(each) || "").join(" "),
        box: element.matches(boxes),
        form: [...document.querySelectorAll(around)].indexOf(element.closest(around)),
        options: [...(element.options || [])].map(each => each.label),
    };
}"""

CALLED = re.compile(r'^- \'?(\w+) ("(?:[^"\\]|\\.)*")')
"""Role and accessible name in Playwright's snapshot of one element."""


@dataclass(frozen=True, kw_only=True)
class Control:
    """A control on the page.

    Attributes:
        name: the accessible name; empty without a label.
        words: name, attributes and type, in lower case, for the rules.
        type: the type of an input, or the role, or "select".
        is_box: whether a person types or chooses in it; else it is a button.
        form: the number of the form or dialog around it; -1 for none.
        options: the options of a select.
        found_by: the locator that Playwright recommends, as Python.
    """

    name: str
    words: str
    type: str
    is_box: bool
    form: int
    options: tuple[str, ...]
    found_by: str


@dataclass(frozen=True, kw_only=True)
class FieldRule:
    """How to recognize one control of the connect form.

    Attributes:
        field: the attribute of `ConnectForm`.
        words: patterns of its words, the most specific first.
        types: the types that it may have; None: any type for text.
        never: a pattern of other controls that match `words`, too.
    """

    field: str
    words: Sequence[str]
    types: frozenset[str] | None = None
    never: str = r"\b(smtp|outgoing|search)\b"

    def among(self, controls: Sequence[Control]) -> list[Control]:
        """Return the controls that match the most specific pattern."""
        fitting = [
            each
            for each in controls
            if (each.type in self.types if self.types else each.type not in NOT_TYPED_INTO)
            and not re.search(self.never, each.words)
        ]
        for words in self.words:
            if called_so := [each for each in fitting if re.search(words, each.words)]:
                return called_so
        return []


NOT_TYPED_INTO = frozenset({"checkbox", "switch", "select", "password"})
BUTTON_TYPES = frozenset({"submit", "button"})

PASSWORD = FieldRule(field="password", words=[""], types=frozenset({"password"}))
KINDS = (
    PASSWORD,
    FieldRule(field="port", words=[r"imap.* port|port .*imap", r"\bport\b"]),
    FieldRule(
        field="use_ssl",
        words=[r"\bimap\b.*\b(ssl|tls)\b", r"\b(ssl|tls)\b", r"encrypt|secur"],
        types=frozenset({"checkbox", "switch", "select"}),
        never=r"\b(smtp|outgoing|verify|certificates?)\b",
    ),
    FieldRule(
        field="server", words=[r"imap.* (server|host)", r"server|\bhost", r"\bimap\b|incoming"]
    ),
    FieldRule(field="username", words=[r"\buser", r"\blog ?in\b|\baccount\b"]),
    FieldRule(field="email_address", words=[r"\be ?mail\b", r"\baddress\b"]),
)
CONNECT = FieldRule(
    field="connect",
    words=[
        r"\bconnect\b",
        r"\b(test|verify)\b",
        r"\b(save|add|sign ?in|log ?in|continue|next)\b",
        r"\bsubmit\b",
    ],
    types=BUTTON_TYPES,
    never=r"\b(cancel|close|forgot|delete|remove|search|show|sign ?out|log ?out)\b",
)
WITH_SSL = re.compile(r"\b(ssl|tls|imaps)\b", re.IGNORECASE)
WITHOUT_SSL = re.compile(r"\b(none|no|off|plain|never|without|unencrypted)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class DetectedField:
    """The controls of a connect form.

    Attributes:
        controls: by attribute of `ConnectForm`, the controls that were found.
        others: by attribute, the names of other controls that match.
    """

    controls: dict[str, Control]
    others: dict[str, tuple[str, ...]]

    @property
    def ssl_options(self) -> tuple[str, str] | None:
        """Return the options of a list for SSL and for no SSL; None if they are unclear."""
        options = self.controls["use_ssl"].options if "use_ssl" in self.controls else ()
        with_ssl = next(filter(WITH_SSL.search, options), "")
        without = next(filter(WITHOUT_SSL.search, options), "")
        return (with_ssl, without) if with_ssl and without else None


def detect_form(page: Page) -> DetectedField:
    """Find the controls; of several forms, in the one that has most of them."""
    shown = [
        _control(page, each)
        for each in page.locator(f"{BOXES}{IN_SIGHT}, {BUTTONS}{IN_SIGHT}").all()
    ]
    boxes = [each for each in shown if each.is_box]
    buttons = [each for each in shown if not each.is_box]
    forms = {each.form: [box for box in boxes if box.form == each.form] for each in boxes}
    number = max(forms, key=lambda each: _how_much(forms[each]), default=-1)
    controls: dict[str, Control] = {}
    others: dict[str, tuple[str, ...]] = {}
    mine = forms.get(number, [])
    # A dialog may have its buttons beside its form, and an app may have no form element.
    near = [each for each in buttons if each.form == number] or buttons
    if passwords := PASSWORD.among(mine):
        near = sorted(near, key=lambda each: shown.index(each) < shown.index(passwords[0]))
    for kind, among in (*((kind, mine) for kind in KINDS), (CONNECT, near)):
        free = [each for each in among if each not in controls.values()]
        if fitting := kind.among(free):
            controls[kind.field], *more = fitting
            others[kind.field] = tuple(each.name or each.words for each in more)
    if "username" not in controls and "email_address" in controls:
        controls["username"] = controls.pop("email_address")
        others["username"] = others.pop("email_address")
    return DetectedField(controls=controls, others=others)


def _how_much(boxes: Sequence[Control]) -> tuple[bool, int]:
    """Return how many controls of a connect form these are; a password counts most."""
    kinds = [kind for kind in KINDS if kind.among(boxes)]
    return PASSWORD in kinds, len(kinds)


def _control(page: Page, element: Locator) -> Control:
    facts: dict[str, Any] = element.evaluate(FACTS, BOXES)
    called = CALLED.match(element.aria_snapshot())
    name = json.loads(called[2]) if called else ""
    found_by = str(element.normalize())
    by_role = page.get_by_role("combobox", name=name, exact=True)
    # A label around a list contains the list's options, too.
    if facts["type"] == "select" and name and by_role.count() == 1:
        found_by = f'get_by_role("combobox", name={py_literal(name)}, exact=True)'
    return Control(
        name=name,
        words=_apart(f"{name} {facts['written']} {facts['type']}"),
        type=facts["type"],
        is_box=facts["box"],
        form=facts["form"],
        options=tuple(facts["options"]),
        found_by=f"page.{found_by}",
    )


def py_literal(text: str) -> str:
    """Return a text as a Python literal."""
    return json.dumps(text, ensure_ascii=False)


def _apart(text: str) -> str:
    """Return the words of a text, also in identifiers such as `imapHost` and `imap_host`."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return " ".join(re.findall(r"\w+", spaced.replace("_", " ").lower()))
