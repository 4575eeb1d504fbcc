"""The table: every row, in the order in which a bare `pytest e2e` runs them."""

from e2e.scenario import Scenario
from e2e.scenarios import account, article, counts, refusals, ssl_port

ALL: tuple[Scenario, ...] = (
    *article.ROWS,
    *ssl_port.ROWS,
    *counts.ROWS,
    *account.ROWS,
    *refusals.ROWS,
)
