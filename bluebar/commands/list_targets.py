"""`bluebar list`: the included apps."""

import inspect

import click

from bluebar.e2e.targets.registry import BUNDLED, bundled_class


@click.command("list")
def list_targets() -> None:
    """List the included apps.

    A name in the list is a value of `--target`.
    """
    width = max(map(len, BUNDLED))
    for name in BUNDLED:
        summary = (inspect.getdoc(bundled_class(name)) or "").partition("\n")[0]
        click.echo(f"{name:{width}}  {summary}")
