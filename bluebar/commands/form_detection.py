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
"""Matches the role and the accessible name in Playwright's snapshot of one element."""


@dataclass(frozen=True, kw_only=True)
class Control:
    """A control on the page.

    Attributes:
        name: the accessible name; empty if the control has no label.
        words: the words of the name, the attributes and the type, in lower case. The rules search
            these words.
        type: the type of an input, the role of another element, or "select".
        is_box: whether a person types or chooses something in the control; else it is a button.
        form: the number of the form or dialog that contains the control; -1 if none does.
        options: the options of a select; empty for other controls.
        found_by: Python code of a locator that finds the control.
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
        field: the attribute of `ConnectForm` that stands for the control.
        words: patterns to search for in the control's words, the most specific pattern first.
        types: the types that the control may have; None allows every type except NOT_TYPED_INTO.
        never: a pattern for the words of controls that are something else, e.g. the SMTP server.
    """

    field: str
    words: Sequence[str]
    types: frozenset[str] | None = None
    never: str = r"\b(smtp|outgoing|search)\b"

    def among(self, controls: Sequence[Control]) -> list[Control]:
        """Return the controls that match the first pattern that any control matches."""
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
    """The controls that were found in a connect form.

    Attributes:
        controls: the found controls, by the attribute of `ConnectForm`.
        others: the names of other controls that match the same rule, by the attribute.
    """

    controls: dict[str, Control]
    others: dict[str, tuple[str, ...]]

    @property
    def ssl_options(self) -> tuple[str, str] | None:
        """Return the option of a list for SSL, and the one for no SSL; None if unclear."""
        options = self.controls["use_ssl"].options if "use_ssl" in self.controls else ()
        with_ssl = next(filter(WITH_SSL.search, options), "")
        without = next(filter(WITHOUT_SSL.search, options), "")
        return (with_ssl, without) if with_ssl and without else None


def detect_form(page: Page) -> DetectedField:
    """Find the controls of the connect form on a page.

    If the page has several forms, the one with most controls of a connect form is used.
    """
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
    """Return how likely the boxes of a form are those of a connect form: the greater, the likelier.

    The first value says whether there is a password, and the second one how many kinds of control
    of a connect form there are.
    """
    kinds = [kind for kind in KINDS if kind.among(boxes)]
    return PASSWORD in kinds, len(kinds)


def _control(page: Page, element: Locator) -> Control:
    facts: dict[str, Any] = element.evaluate(FACTS, BOXES)
    called = CALLED.match(element.aria_snapshot())
    name = json.loads(called[2]) if called else ""
    found_by = str(element.normalize())
    by_role = page.get_by_role("combobox", name=name, exact=True)
    # If a label encloses a list, the label's text contains the options of the list, too.
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
    """Return a text as a string literal in Python source."""
    return json.dumps(text, ensure_ascii=False)


def _apart(text: str) -> str:
    """Split a text into words in lower case, separated by one space.

    Identifiers are split, too: `imapHost` and `imap_host` become `imap host`.
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return " ".join(re.findall(r"\w+", spaced.replace("_", " ").lower()))
