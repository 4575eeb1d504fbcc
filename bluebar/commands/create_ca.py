"""`bluebar ca`: create the CA of the proxy before the first run."""

from pathlib import Path

import click

from bluebar.mailserver.authority import Authority


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def ca(folder: Path) -> None:
    """Create the CA of the proxy, so that an app can trust it.

    Give the same FOLDER to `bluebar run --proxy-ca`, and the file FOLDER/ca.pem to your app. A CA
    that is in the folder already is kept. Keep FOLDER/ca-key.pem secret: its owner can sign
    certificates that your app trusts.

    \b
    Examples:
      bluebar ca .bluebar/ca
      bluebar run --proxy-ca .bluebar/ca --proxy-host tests.example
    """
    click.echo(Authority.at(folder).ca_file)
