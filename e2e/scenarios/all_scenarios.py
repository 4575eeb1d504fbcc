"""The table of all rows, in the order in which `pytest e2e` without further options runs them."""

from bluebar.e2e.scenarios import (
    account,
    article,
    certificates,
    content,
    counts,
    credentials,
    real_mail,
    refusals,
    security,
    shown_account,
    shown_ages,
    shown_lists,
    shown_summary,
    shown_to_others,
    ssl_port,
    sync,
    timeouts,
)
from bluebar.e2e.scenarios.model import Scenario

ALL: tuple[Scenario, ...] = (
    *article.ROWS,
    *ssl_port.ROWS,
    *certificates.ROWS,
    *counts.ROWS,
    *account.ROWS,
    *refusals.ROWS,
    *credentials.ROWS,
    *timeouts.ROWS,
    *sync.ROWS,
    *security.ROWS,
    *content.ROWS,
    *real_mail.ROWS,
    *shown_lists.ROWS,
    *shown_account.ROWS,
    *shown_summary.ROWS,
    *shown_ages.ROWS,
    *shown_to_others.ROWS,
)
