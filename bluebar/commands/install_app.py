"""`bluebar install`: install an included app into `.targets`."""

from importlib import import_module

import click

from bluebar.e2e.targets.installing import install_with_progress

APPS = ("roundcube", "helpdesk")


@click.command()
@click.argument("app", type=click.Choice(APPS))
def install(app: str) -> None:
    """Install an included app.

    \b
    roundcube  from Debian's packages
    helpdesk   django-helpdesk, from PyPI

    The app goes into the folder .targets of the current folder. Odoo is not installed by bluebar:
    docs/findings/odoo.md explains how to start it.

    \b
    Example:
      bluebar install roundcube && bluebar run --target roundcube
    """
    module = import_module(f"bluebar.e2e.targets.{app}.install")
    install_with_progress(app, module.install, module.HOME)
