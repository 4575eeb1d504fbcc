"""Write docs/adapter-reference.md from the docstrings of the adapter protocol."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields
from textwrap import indent
from types import ModuleType
from typing import Any, get_args, get_type_hints

from bluebar.commands.coverage_estimate import suite_rows
from bluebar.e2e.outcome.verdict import Verdict
from bluebar.e2e.protocol import (
    account_capabilities,
    admin_capabilities,
    capabilities,
    declarations,
    list_capabilities,
    shown_capabilities,
    target,
    user_capabilities,
)
from bluebar.e2e.protocol.capability_checks import CAPABILITIES
from bluebar.e2e.protocol.checked_target import results_of, type_in_words
from bluebar.e2e.targets import app_process, base_adapter, paged_lists
from bluebar.fixtures.oracle.counting_rules import (
    AddressHeader,
    ContactName,
    CountingRules,
    MessageIdentity,
)
from docs.docstrings import Docstring, attribute_docs, cell, parse
from docs.reasons import reasons

INTRODUCTION = """\
# Adapter reference

Everything that an adapter has or may have. [Write an adapter](write-an-adapter.md) is the way
to a first verdict, [recipes](adapter-recipes.md) are for forms that are not simple. Names are
imported from [`bluebar.api`](../bluebar/api.py). Written by `python -m docs.generate` from the
docstrings.

| You look for | Section |
|---|---|
| what an adapter must have | [The adapter](#the-adapter) |
| the parts of the form, and which may be left out | [The form](#the-form-connectform) |
| what `verdict` returns | [Verdicts](#verdicts), [Reasons](#reasons), [The wording](#the-wording) |
| how to start the app | [The running app](#the-running-app) |
| how long bluebar waits | [Deadlines](#deadlines) |
| what may be declared | [Declarations](#declarations), [Capabilities](#capabilities) |
| what counts | [Counting rules](#counting-rules), [counting](counting.md) |
"""

RULES_AS_A_FUNCTION = """\
If data cannot express the rules, `rules` is a function of the plan and the user's addresses:

```python
from bluebar.api import Adapter, CountingRules, ExpectedImport, Plan, expected_import


def rules_of_crm(plan: Plan, own: frozenset[str]) -> ExpectedImport:
    midnight = plan.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return expected_import(plan, CountingRules(months=3), own, at=midnight)


class Crm(Adapter):
    rules = staticmethod(rules_of_crm)
```

If several rows fail by the same folders or contacts, first compare `rules` with those of the app.
"""

VALUES = (target.FormInput, target.AppUser, target.Surroundings)

MODULES: Mapping[ModuleType, str] = {
    capabilities: "Accounts, lists and syncs",
    user_capabilities: "Users, their sessions and data, and mail to them",
    account_capabilities: "Connected accounts",
    list_capabilities: "Lists with more than one column, and lists of several pages",
    shown_capabilities: "Texts on pages and in mail",
    admin_capabilities: "Administrators and logs",
}
"""The modules of the capabilities, and what is in each."""


def adapter_reference() -> str:
    """Return the content of docs/adapter-reference.md."""
    sections = (
        _adapter(),
        _form(),
        _values("Values that bluebar passes", *VALUES),
        _running_app(),
        _verdicts(),
        reasons(),
        _functions("The wording", base_adapter.wait_for_verdict, base_adapter.wait_visible),
        _deadlines(),
        _counting_rules(),
        _functions("Lists on several pages", paged_lists.texts_of_pages),
        _declarations(),
        _capabilities(),
    )
    return INTRODUCTION + "\n" + "\n".join(sections)


def _adapter() -> str:
    has = parse(target.Target).entries["Attributes"]
    defaults = vars(base_adapter.Adapter)
    rows = [
        f"| `{name}` | {_default(defaults, name)} | {cell(text)} |" for name, text in has.items()
    ]
    return (
        "## The adapter\n\n"
        "A class that derives from `Adapter` has these members. What has no default must be in the "
        "class.\n\n"
        "| Attribute | Default | Meaning |\n|---|---|---|\n" + "\n".join(rows) + "\n\n"
        + "\n".join(
            _method(target.Target, name, default=name in defaults)
            for name in results_of(target.Target)
        )
    )  # fmt: skip


def _default(defaults: Mapping[str, object], name: str) -> str:
    if name not in defaults:
        return "–"
    value = defaults[name]
    return "`CountingRules()`" if value == CountingRules() else f"`{cell(repr(value))}`"


def _form() -> str:
    told = parse(target.ConnectForm)
    rows = [
        f"| `{each.name}` | {_required(each)} | {cell(told.entries['Attributes'][each.name])} |"
        for each in fields(target.ConnectForm)
    ]
    return (
        f"## The form: `ConnectForm`\n\n{told.text}\n\n"
        "| Part | Must be given | Meaning |\n|---|---|---|\n" + "\n".join(rows) + "\n\n"
        "A locator may be of any kind that Playwright has, and must find one element. "
        "`bluebar check`\nsays which locator does not.\n"
    )


def _required(each: "Field[Any]") -> str:
    if each.default is MISSING and each.default_factory is MISSING:
        return "**yes**"
    if callable(each.default):
        return "no"
    return "no" if each.default in (None, frozenset(), "") else f"no: `{each.default}`"


def _values(title: str, *classes: type) -> str:
    return f"## {title}\n\n" + "\n".join(_value(each) for each in classes)


def _value(kind: type) -> str:
    """Return a heading for a dataclass, its docstring, and a line for each attribute."""
    hints, docs = get_type_hints(kind), attribute_docs(kind)
    lines = [
        f"- `{each.name}` ({type_in_words(hints[each.name])}): {docs[each.name]}"
        for each in fields(kind)
    ]
    return f"**`{kind.__name__}`**: {parse(kind).text}\n\n" + "\n".join(lines) + "\n"


def _running_app() -> str:
    return (
        "## The running app\n\n"
        + _value(target.Instance)
        + "\n"
        + _function(app_process.app_process)
    )


def _verdicts() -> str:
    lines = [
        f"- `{kind.__name__}({', '.join(each.name for each in fields(kind))})`: {_line(kind)}"
        for kind in get_args(Verdict)
    ]
    return (
        "## Verdicts\n\n`verdict` returns one of these. *Connected* without a login that the "
        "server accepted is a false\nsuccess, whatever a row expects.\n\n" + "\n".join(lines) + "\n"
    )


def _line(kind: type) -> str:
    return " ".join(parse(kind).text.split())


def _deadlines() -> str:
    return "## Deadlines\n\n" + _value(target.Deadlines)


def _counting_rules() -> str:
    choices = "".join(
        f"- `{kind.__name__}`: "
        + "; ".join(f"`{each.name}` ({each.value})" for each in kind)
        + "\n"
        for kind in (MessageIdentity, ContactName, AddressHeader)
    )
    return f"## Counting rules\n\n{_value(CountingRules)}\n{choices}\n{RULES_AS_A_FUNCTION}"


def _declarations() -> str:
    rows = [
        f"| `{name} = True` | `{kind.__name__}` | {cell(parse(kind).text)} |"
        for kind in _classes(declarations)
        for name in kind.__annotations__
    ]
    return (
        "## Declarations\n\nAn adapter states one by a class attribute.\n\n"
        "| Attribute | Capability | Meaning |\n|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def _capabilities() -> str:
    uses = [uses for _, uses in suite_rows()]
    parts = [
        "## Capabilities\n\n"
        "An adapter has a capability by having all of its members. The rows that need a capability "
        "are counted;\nmore rows look at it besides their point.\n"
    ]
    for module, title in MODULES.items():
        parts.append(f"### {title}\n")
        parts += [_value(each) for each in _dataclasses(module)]
        for kind in _classes(module):
            rows = sum(kind in each for each in uses)
            parts.append(_capability(kind, rows))
    return "\n".join(parts)


def _capability(kind: type, rows: int) -> str:
    docs = attribute_docs(kind)
    values = [
        f"- `{name}` ({type_in_words(hint)}): {docs[name]}\n"
        for name, hint in get_type_hints(kind).items()
    ]
    methods = [_method(kind, name) for name in results_of(kind)]
    count = f" {rows} row{'s need' if rows > 1 else ' needs'} it." if rows else ""
    return f"#### `{kind.__name__}`\n\n{parse(kind).text}{count}\n\n" + "".join(values + methods)


def _method(kind: type, name: str, *, default: bool = False) -> str:
    method = getattr(kind, name)
    arguments = ", ".join([*inspect.signature(method).parameters][1:])
    result = type_in_words(get_type_hints(method)["return"])
    has_default = " (`Adapter` has a default)" if default else ""
    return f"- `{name}({arguments})` → `{result}`{has_default}: " + _told(parse(method)) + "\n"


def _functions(title: str, *functions: Callable[..., object]) -> str:
    wording = ""
    if title == "The wording":
        wording = inspect.cleandoc(_doc_of_wording()) + "\n\n"
    return f"## {title}\n\n{wording}" + "\n".join(_function(each) for each in functions)


def _doc_of_wording() -> str:
    """Return the text below the name `Wording` in base_adapter.py."""
    source = inspect.getsource(base_adapter)
    return source.partition("Wording = ")[2].split('"""')[1]


def _function(function: Callable[..., object]) -> str:
    told = parse(function)
    arguments = ", ".join(inspect.signature(function).parameters)
    return f"**`{function.__name__}({arguments})`**: {told.text}\n\n" + _details(told) + "\n"


def _told(doc: Docstring) -> str:
    """Return a docstring as the text of a list item, with a nested list."""
    return "\n".join([doc.text.replace("\n\n", " "), indent(_details(doc), "  ")]).rstrip()


def _details(doc: Docstring) -> str:
    """Return a list of a docstring's arguments, result and errors."""
    lines = [f"- `{name}`: {text}" for name, text in doc.entries.get("Args", {}).items()]
    lines += [f"- {doc.result_name}: {doc.result}"] if doc.result else []
    lines += [f"- raises `{name}`: {text}" for name, text in doc.entries.get("Raises", {}).items()]
    return "".join(f"{line}\n" for line in lines)


def _classes(module: ModuleType) -> list[type]:
    """Return the capabilities of a module, in the order of the source."""
    return [each for each in CAPABILITIES.values() if each.__module__ == module.__name__]


def _dataclasses(module: ModuleType) -> Iterable[type]:
    for each in vars(module).values():
        if (
            inspect.isclass(each)
            and each.__module__ == module.__name__
            and hasattr(each, "__dataclass_fields__")
        ):
            yield each
