"""Read the controls of an open page: their labels, attributes and places."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from playwright.sync_api import Frame, Locator

BOXES = (
    ":is(input:not([type=hidden], [type=radio], [type=file], [type=submit], [type=button], "
    "[type=reset], [type=image]), textarea, select, "
    "[role=textbox], [role=combobox], [role=checkbox], [role=switch])"
)
BUTTONS = ":is(button, input[type=submit], input[type=button], [role=button])"
IN_SIGHT = ":visible:not([disabled])"

FACTS = """(element, boxes) => {
    const around = "form, dialog, [role=dialog]";
    const read = names => names.map(name => element.getAttribute(name) || "").join(" ").trim();
    const isTick = element.matches("[type=checkbox], [role=checkbox], [role=switch]");
    // The text before the control, or after a tick box, up to the next control.
    const beside = (next, node) => {
        for (let level = 0; level < 3 && node && !node.matches(`${around}, body`); level++) {
            for (let near = node[next]; near; near = near[next]) {
                const isBox = near.nodeType === 1;
                if (isBox && (near.matches(boxes) || near.querySelector(boxes))) return "";
                const text = (near.textContent || "").trim();
                if (text) return text.slice(0, 40);
            }
            node = node.parentElement;
        }
        return "";
    };
    return {
        type: element.localName === "select" ? "select"
            : element.getAttribute("role") || element.type || "",
        isLabelled: Boolean(element.labels?.length
            || read(["aria-label", "aria-labelledby"]) || !element.matches(boxes)),
        hints: read(["placeholder", "title"]),
        testId: read(["data-testid", "data-test-id", "data-test", "data-qa", "data-cy"]),
        attributes: read(["name", "id", "autocomplete"]),
        value: isTick || element.type === "password" ? "" : element.value || "",
        beside: isTick && beside("nextSibling", element) || beside("previousSibling", element),
        isBox: element.matches(boxes),
        form: [...document.querySelectorAll(around)].indexOf(element.closest(around)),
        options: [...(element.options || [])].map(each => each.label),
    };
}"""

CALLED = re.compile(r'^- \'?(\w+) ("(?:[^"\\]|\\.)*")')
"""Matches the role and the accessible name in Playwright's snapshot of one element."""

PASSING = re.compile(r'locator\("#[^"]*\d[^"]*"\)$|get_by_text\([^()]*\)$')
"""Matches a locator that may find nothing later.

Such a locator is by an id with a number, which a framework may give at each start, or by the text
that a list shows only now.
"""


class Sign(StrEnum):
    """By what a control can be recognized, in the order in which the signs are believed."""

    LABEL = "label"
    HINT = "placeholder"
    TEST_ID = "test id"
    ATTRIBUTE = "name attribute"
    OPTIONS = "options"
    TYPE = "type"
    VALUE = "value"
    BESIDE = "text beside it"


@dataclass(frozen=True, kw_only=True)
class Control:
    """A control on the page.

    Attributes:
        name: the accessible name; empty if the control has no label.
        signs: the texts by which the control can be recognized, by the kind of sign.
        type: the type of an input, the role of another element, or "select".
        is_box: whether a person types or chooses something in the control; else it is a button.
        form: the number of the form or dialog that contains the control; -1 if none does.
        options: the options of a select; empty for other controls.
        found_by: Python code of a locator that finds the control.
    """

    name: str
    signs: dict[Sign, str]
    type: str
    is_box: bool
    form: int
    options: tuple[str, ...]
    found_by: str

    @property
    def words(self) -> str:
        """Return the words of the label, the attributes and the type, in lower case."""
        written = (Sign.LABEL, Sign.HINT, Sign.TEST_ID, Sign.ATTRIBUTE)
        texts = [*(self.signs.get(each, "") for each in written), self.type]
        return words_in(" ".join(texts))


def controls_in(frame: Frame) -> list[Control]:
    """Return the visible controls of a page or of an iframe, from top to bottom."""
    found = frame.locator(f"{BOXES}{IN_SIGHT}, {BUTTONS}{IN_SIGHT}").all()
    return [_control(frame, each) for each in found]


def _control(frame: Frame, element: Locator) -> Control:
    facts: dict[str, Any] = element.evaluate(FACTS, BOXES)
    called = CALLED.match(element.aria_snapshot())
    name = json.loads(called[2]) if called else ""
    is_labelled = bool(name) and facts["isLabelled"]
    signs = {
        Sign.LABEL: name if is_labelled else "",
        Sign.HINT: facts["hints"] or ("" if is_labelled else name),
        Sign.TEST_ID: facts["testId"],
        Sign.ATTRIBUTE: facts["attributes"],
        Sign.OPTIONS: " ".join(facts["options"]),
        Sign.TYPE: facts["type"],
        Sign.VALUE: facts["value"],
        Sign.BESIDE: facts["beside"],
    }
    return Control(
        name=name if is_labelled else "",
        signs={sign: text for sign, text in signs.items() if text},
        type=facts["type"],
        is_box=facts["isBox"],
        form=facts["form"],
        options=tuple(facts["options"]),
        found_by=_locator(frame, element, name, facts, is_labelled=is_labelled),
    )


def _locator(
    frame: Frame, element: Locator, name: str, facts: dict[str, Any], *, is_labelled: bool
) -> str:
    """Return Python code of a locator that finds the control alone, e.g. `page.get_by_label(…)`."""
    normalized = str(element.normalize())
    inside = ""
    if frame.parent_frame is not None:
        inside = normalized.partition("content_frame.")[0] + "content_frame."
    # If a label encloses a list, the label's text contains the options of the list, too.
    by_role = frame.get_by_role("combobox", name=name, exact=True)
    if facts["type"] == "select" and name and by_role.count() == 1:
        return f'page.{inside}get_by_role("combobox", name={py_literal(name)}, exact=True)'
    by_hint = frame.get_by_placeholder(name, exact=True)
    if name and not is_labelled and by_hint.count() == 1:
        return f"page.{inside}get_by_placeholder({py_literal(name)}, exact=True)"
    if facts["isBox"] and PASSING.search(normalized):
        return f"page.{inside}{_by_kind(frame, element, facts['type'])}"
    return f"page.{normalized}"


def _by_kind(frame: Frame, element: Locator, kind: str) -> str:
    """Return code that finds the control by its type or role, or else by its place."""
    for code in ("[type=password]", "[role=combobox]", "[type=checkbox]"):
        if kind in code and frame.locator(f"{code}:visible").count() == 1:
            return f'locator("{code}:visible")'
    return _by_place(frame, element)


def _by_place(frame: Frame, element: Locator) -> str:
    """Return code that finds the control by its place among all visible elements of its tag."""
    tag: str = element.evaluate("element => element.localName")
    place: int = frame.locator(f"{tag}:visible").evaluate_all(
        "(all, wanted) => all.indexOf(wanted)", element.element_handle()
    )
    return f'locator("{tag}:visible").nth({place})'


def py_literal(text: str) -> str:
    """Return a text as a string literal in Python source."""
    return json.dumps(text, ensure_ascii=False)


def words_in(text: str) -> str:
    """Split a text into words in lower case, separated by one space.

    Identifiers are split, too: `imapHost` and `imap_host` become `imap host`.
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return " ".join(re.findall(r"\w+", spaced.replace("_", " ").lower()))


def texts_of(controls: Sequence[Control]) -> tuple[str, ...]:
    """Return a short text for each control, to tell a person which one is meant."""
    return tuple(each.name or each.words or each.found_by for each in controls)
