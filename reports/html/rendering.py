"""Render HTML pages from the Jinja templates in `templates/`; every value is escaped."""

from jinja2 import Environment, PackageLoader, StrictUndefined

_ENVIRONMENT = Environment(
    loader=PackageLoader("bluebar.reports.html"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template_name: str, **values: object) -> str:
    """Render a template, and return the HTML.

    A page extends `page.html`, which has the blocks `title`, `style` and `body`. A page contains
    no script and loads nothing from another address.

    Args:
        template_name: the name of the template's file in `templates/`.
        values: the values of the template's variables. Every text is escaped, except
            `markupsafe.Markup`.

    Raises:
        jinja2.UndefinedError: the template uses a variable that is missing.
    """
    return _ENVIRONMENT.get_template(template_name).render(values)
