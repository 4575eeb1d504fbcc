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
    """Return a rendered template.

    A page extends `page.html`, which has the blocks `title`, `style` and `body`. A page contains
    no script and loads nothing from another address.

    Args:
        template_name: file name in `templates/`.
        values: variables of the template. Text is escaped; only `markupsafe.Markup` is not.

    Raises:
        jinja2.UndefinedError: the template uses a variable that is missing.
    """
    return _ENVIRONMENT.get_template(template_name).render(values)
