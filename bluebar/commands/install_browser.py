"""`bluebar browser`: find or install the browser of the tests."""

import click

from bluebar.e2e.run.browser import install_browser


@click.command()
def browser() -> None:
    """Find or install the browser of the tests.

    bluebar uses Playwright's own Chromium, else a Chromium or Chrome of this machine. If there is
    none, Playwright's is downloaded; as root on Debian or Ubuntu, the package chromium is installed
    if the download fails. BLUEBAR_BROWSER names the program of another Chromium.
    """
    click.echo(f"browser: using {install_browser().name}")
