"""Find the controls of a connect form on an open page, and say how sure each one is.

Controls are found by their labels, as a person finds them. Where labels fail, they are found by
their placeholder, test id, attributes, options or value, by the text beside them, or by their place
in the form.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from playwright.sync_api import Page

from bluebar.commands.page_controls import Control, Sign, controls_in, texts_of, words_in


class Certainty(StrEnum):
    """How sure it is that a control is the one that it is taken for."""

    SURE = "sure"
    LIKELY = "likely"
    GUESS = "a guess"


@dataclass(frozen=True, kw_only=True)
class FieldRule:
    """How to recognize one control of the connect form.

    Attributes:
        field: the attribute of `ConnectForm` that stands for the control.
        words: patterns to search for in a control's signs, the most specific pattern first.
        types: the types that the control may have; None allows every type except NOT_TYPED_INTO.
        never: a pattern for the words of controls that are something else, e.g. the SMTP server.
        value: a pattern for the text that the control contains on a new page, e.g. a port.
    """

    field: str
    words: Sequence[str]
    types: frozenset[str] | None = None
    never: str = r"\b(smtp|outgoing|search)\b"
    value: str = r"(?!)"

    def fits(self, control: Control) -> bool:
        """Say whether the control may be this field, by its type and by words that rule it out."""
        types = control.type in self.types if self.types else control.type not in NOT_TYPED_INTO
        return types and not re.search(self.never, control.words)

    def among(self, controls: Sequence[Control]) -> list[tuple[Control, Sign]]:
        """Return the controls that match the first pattern that any control matches.

        Each is returned with the sign by which it matches. The text beside a control is not
        considered here.
        """
        fitting = [each for each in controls if self.fits(each)]
        for words in self.words:
            signs = [(each, self._sign(each, words)) for each in fitting]
            if matching := [(each, sign) for each, sign in signs if sign is not None]:
                return matching
        return []

    def beside(self, controls: Sequence[Control]) -> Iterator[tuple[Control, Sign]]:
        """Yield the controls that match by the text beside them or by their value."""
        for control in filter(self.fits, controls):
            text = words_in(control.signs.get(Sign.BESIDE, ""))
            if re.search(self.value, control.signs.get(Sign.VALUE, "")):
                yield control, Sign.VALUE
            elif any(re.search(words, text) for words in self.words if text):
                yield control, Sign.BESIDE

    @staticmethod
    def _sign(control: Control, pattern: str) -> Sign | None:
        """Return the most certain sign that matches a pattern; None if none does."""
        for sign in WRITTEN:
            if re.search(pattern, words_in(control.signs.get(sign, ""))):
                return sign
        return Sign.ATTRIBUTE if re.search(pattern, control.words) else None


WRITTEN = (Sign.LABEL, Sign.HINT, Sign.TEST_ID, Sign.ATTRIBUTE, Sign.OPTIONS, Sign.TYPE)
"""The signs of the control itself, the most certain first."""

NOT_TYPED_INTO = frozenset({"checkbox", "switch", "select", "password"})
BUTTON_TYPES = frozenset({"submit", "button"})

PASSWORD = FieldRule(field="password", words=[""], types=frozenset({"password"}))
USERNAME = FieldRule(field="username", words=[r"\buser", r"\blog ?in\b|\baccount\b"])
SERVER = FieldRule(
    field="server", words=[r"imap.* (server|host)", r"server|\bhost", r"\bimap\b|incoming"]
)
PORT = FieldRule(
    field="port",
    words=[r"imap.* port|port .*imap", r"\bport\b", r"^(993|143)$"],
    value=r"^(993|143)$",
)
USE_SSL = FieldRule(
    field="use_ssl",
    words=[r"\bimap\b.*\b(ssl|tls)\b", r"\b(ssl|tls)\b", r"encrypt|secur"],
    types=frozenset({"checkbox", "switch", "select", "combobox"}),
    never=r"\b(smtp|outgoing|verify|certificates?)\b",
)
KINDS = (
    PASSWORD, PORT, USE_SSL, SERVER, USERNAME,
    FieldRule(field="email_address", words=[r"\be ?mail\b", r"\baddress\b"]),
)  # fmt: skip
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
class FoundField:
    """A control that was taken for a field of the form.

    Attributes:
        control: the control.
        certainty: how sure it is that the control is this field.
        why: by what it was recognized, in words.
        others: short texts of other controls that match as well.
    """

    control: Control
    certainty: Certainty
    why: str
    others: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.certainty}, by {self.why}"


@dataclass(kw_only=True)
class DetectedForm:
    """The controls that were found in a connect form.

    Attributes:
        fields: what was found, by the attribute of `ConnectForm`.
    """

    fields: dict[str, FoundField] = field(default_factory=dict)

    @property
    def ssl_options(self) -> tuple[str, str] | None:
        """Return the option of a list for SSL, and the one for no SSL; None if unclear."""
        options = self.fields["use_ssl"].control.options if "use_ssl" in self.fields else ()
        with_ssl = next(filter(WITH_SSL.search, options), "")
        without = next(filter(WITHOUT_SSL.search, options), "")
        return (with_ssl, without) if with_ssl and without else None

    def free(self, controls: Sequence[Control]) -> list[Control]:
        """Return the controls that are not yet taken for a field."""
        taken = [each.control for each in self.fields.values()]
        return [each for each in controls if each not in taken]


def detect_form(page: Page) -> DetectedForm:
    """Find the controls of the connect form on a page, or in one of its iframes.

    If there are several forms, the one with most controls of a connect form is used.
    """
    best = max((_likeliest(controls_in(frame)) for frame in page.frames), key=_how_much_in)
    shown, boxes = best
    buttons = [each for each in shown if not each.is_box]
    number = boxes[0].form if boxes else -1
    # A dialog may have its buttons beside its form, and an app may have no form element.
    near = [each for each in buttons if each.form == number] or buttons
    if passwords := PASSWORD.among(boxes):
        first = shown.index(passwords[0][0])
        near = sorted(near, key=lambda each: shown.index(each) < first)
    form = DetectedForm()
    for kind, among in (*((kind, boxes) for kind in KINDS), (CONNECT, near)):
        if fitting := kind.among(form.free(among)):
            form.fields[kind.field] = _found(kind, fitting)
    _let_address_be_user_name(form)
    _let_port_be_server(form)
    _find_beside(form, boxes)
    _let_address_be_user_name(form)
    _find_by_place(form, boxes, near)
    return form


def _let_address_be_user_name(form: DetectedForm) -> None:
    """Take the field for the email address for the user name's, if there is no other."""
    if "username" not in form.fields and "email_address" in form.fields:
        form.fields["username"] = form.fields.pop("email_address")


def _let_port_be_server(form: DetectedForm) -> None:
    """Take a field whose words name port and host for the server's, if there is no other."""
    port = form.fields.get("port")
    if port and "server" not in form.fields and SERVER.among([port.control]):
        form.fields["server"] = form.fields.pop("port")


def _found(kind: FieldRule, fitting: Sequence[tuple[Control, Sign]]) -> FoundField:
    (control, sign), *more = fitting
    others = texts_of([each for each, _ in more])
    if kind is PASSWORD:
        return FoundField(
            control=control,
            certainty=Certainty.LIKELY if others else Certainty.SURE,
            why="its type password",
            others=others,
        )
    certainty = Certainty.SURE if sign is Sign.LABEL and not others else Certainty.LIKELY
    return FoundField(control=control, certainty=certainty, why=_why(control, sign), others=others)


def _why(control: Control, sign: Sign) -> str:
    text = " ".join(control.signs.get(sign, "").split())
    return f"its {sign} {text!r}" if sign is not Sign.BESIDE else f"the {sign}, {text!r}"


def _find_beside(form: DetectedForm, boxes: Sequence[Control]) -> None:
    """Find fields that no label or attribute names by the text beside them, or by their value."""
    for kind in KINDS:
        fitting = next(kind.beside(form.free(boxes)), None)
        if fitting and kind.field not in form.fields:
            form.fields[kind.field] = FoundField(
                control=fitting[0], certainty=Certainty.LIKELY, why=_why(*fitting)
            )


def _find_by_place(
    form: DetectedForm, boxes: Sequence[Control], buttons: Sequence[Control]
) -> None:
    """Guess the fields that are still missing by their place in a usual connect form.

    The usual place of the user name is before the password; that of the server is before the port,
    or else first after the password; that of the port is after the server. The only tick box or
    list is SSL, and the last button of the form is Connect.
    """

    def guess(kind: FieldRule, among: Sequence[Control], why: str) -> None:
        free = [each for each in form.free(among) if kind.fits(each)]
        if free and kind.field not in form.fields:
            form.fields[kind.field] = FoundField(
                control=free[0], certainty=Certainty.GUESS, why=f"its place: {why}"
            )

    guess(USERNAME, _before(form, "password", boxes), "before the password")
    guess(SERVER, _before(form, "port", boxes), "before the port")
    guess(SERVER, _after(form, "password", boxes), "after the password")
    guess(PORT, _after(form, "server", boxes), "after the server")
    ticks = [each for each in form.free(boxes) if USE_SSL.fits(each)]
    guess(USE_SSL, ticks if len(ticks) == 1 else [], "the only tick box or list")
    last = [each for each in reversed(buttons) if CONNECT.fits(each)]
    guess(CONNECT, last, "the last button")


def _before(form: DetectedForm, name: str, boxes: Sequence[Control]) -> list[Control]:
    """Return the box directly before a field that was found; empty if there is none."""
    return _after(form, name, boxes[::-1])


def _after(form: DetectedForm, name: str, boxes: Sequence[Control]) -> list[Control]:
    """Return the box directly after a field that was found; empty if there is none."""
    if name not in form.fields:
        return []
    place = boxes.index(form.fields[name].control)
    return list(boxes[place + 1 : place + 2])


def _likeliest(shown: list[Control]) -> tuple[list[Control], list[Control]]:
    """Return all controls of a frame, and the boxes of the likeliest form in the frame."""
    boxes = [each for each in shown if each.is_box]
    forms = {each.form: [box for box in boxes if box.form == each.form] for each in boxes}
    return shown, max(forms.values(), key=_how_much, default=[])


def _how_much_in(frame: tuple[list[Control], list[Control]]) -> tuple[bool, int]:
    return _how_much(frame[1])


def _how_much(boxes: Sequence[Control]) -> tuple[bool, int]:
    """Return how likely the boxes of a form are those of a connect form: the greater, the likelier.

    The first value says whether there is a password, and the second one how many kinds of control
    of a connect form there are.
    """
    kinds = [kind for kind in KINDS if kind.among(boxes)]
    return any(kind is PASSWORD for kind in kinds), len(kinds)
