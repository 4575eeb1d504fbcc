"""`bluebar list`: the included apps."""

import inspect

import click

from bluebar.e2e.targets.registry import BUNDLED


@click.command("list")
def list_targets() -> None:
    """List the included apps.

    A name in the list is a value of `--target`.
    """
    width = max(map(len, BUNDLED))
    for name, adapter in BUNDLED.items():
        click.echo(f"{name:{width}}  {(inspect.getdoc(adapter) or '').partition(chr(10))[0]}")
