"""The reference app's verdict comes from the banner or the form, not from an account's card."""

from tests.e2e.targets.browsers import read_pages

BANNER = '<div role="status" class="banner">Your email account is connected.</div>'
CARD = """<article class="card"><h3>ann@example.org</h3><div role="alert" class="alert">
<strong>The last sync failed.</strong> The server closed the connection.</div></article>"""
FORM = """<section class="card">{}<form><label>Email password <input type="password"></label>
</form></section>"""
REFUSED = '<div role="alert" class="alert"><strong>The connection was refused.</strong></div>'


def test_a_failed_sync_on_a_card_does_not_change_the_verdict() -> None:
    pages = [BANNER + CARD, FORM.format(REFUSED), CARD + FORM.format(REFUSED)]
    refused = "Rejected(refused)"
    assert read_pages("reference", pages) == ["Connected", refused, refused]
