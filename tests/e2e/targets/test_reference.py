"""The reference app's verdict is read where it answers, not where a sync has failed since."""

from tests.e2e.targets.browsers import seen_on

BANNER = '<div role="status" class="banner">Your email account is connected.</div>'
CARD = """<article class="card"><h3>ann@example.org</h3><div role="alert" class="alert">
<strong>The last sync failed.</strong> The server closed the connection.</div></article>"""
FORM = """<section class="card">{}<form><label>Email password <input type="password"></label>
</form></section>"""
REFUSED = '<div role="alert" class="alert"><strong>The connection was refused.</strong></div>'


def test_a_sync_that_has_failed_by_then_does_not_belie_the_banner() -> None:
    pages = [BANNER + CARD, FORM.format(REFUSED), CARD + FORM.format(REFUSED)]
    refused = "Rejected(refused)"
    assert seen_on("reference", pages) == ["Connected", refused, refused]
