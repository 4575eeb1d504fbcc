"""The app does what the help article says; docs/article.md lists the article's statements."""

import pytest

from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.expect.bar import expect_banner_gone, expect_blue_bar
from bluebar.e2e.expect.connect_verdict import expect_connected, expect_form_kept, expect_refused
from bluebar.e2e.expect.imported import expect_import, expect_import_if_shown
from bluebar.e2e.expect.shown_page import (
    expect_ages_in_words_of_article,
    expect_facts,
    expect_offer,
)
from bluebar.e2e.expect.stored import expect_nothing_stored
from bluebar.e2e.expect.summary_email import expect_one_summary, expect_summary
from bluebar.e2e.protocol.capabilities import (
    OffersTheOtherForm,
    ShowsAges,
    ShowsBanner,
    ShowsCounts,
)
from bluebar.e2e.protocol.user_capabilities import SendsSummary
from bluebar.e2e.scenarios import article
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import connect, retry, take_the_offer
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@pytest.fixture(autouse=True)
def _front_page(user: User, environment: Environment) -> None:
    """Open the app's front page, so that the test clicks Settings and Email (S7, S8).

    Other tests start on the page that the sign-in has opened.
    """
    user.page.goto(environment.app.instance.base_url, wait_until="domcontentloaded")


@scenarios(*article.CONNECTS)
def test_a_mailbox_connects_and_is_imported_as_in_the_article(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import_if_shown(connection)


@scenarios(article.BLUE_BAR, uses=(ShowsBanner,))
def test_a_blue_bar_names_the_address_and_is_gone_on_the_next_visit(
    user: User, mailbox: Mailbox
) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_blue_bar(connection)
    user.page.reload()
    expect_banner_gone(connection)


@scenarios(article.SUMMARY, uses=(ShowsCounts, SendsSummary))
def test_an_email_has_the_numbers_of_contacts_and_messages(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_summary(connection)
    expect_import(connection)
    expect_one_summary(connection)


@scenarios(*article.TRY_THE_OTHER)
def test_the_other_form_of_the_user_name_connects_in_the_same_form(
    user: User, mailbox: Mailbox
) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_form_kept(refused)
    connection = retry(refused, username=mailbox.other_user_name)
    expect_connected(connection)
    expect_import_if_shown(connection)


@scenarios(*article.TAKE_THE_OFFER, uses=(OffersTheOtherForm,))
def test_the_app_offers_the_other_form_of_the_user_name(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_offer(refused, mailbox.other_user_name)
    connection = take_the_offer(refused)
    expect_connected(connection)
    expect_import_if_shown(connection)


@scenarios(*article.POP_ACCOUNTS)
def test_a_pop_account_is_named_with_the_articles_advice(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_facts(refused)
    expect_nothing_stored(refused)


@scenarios(article.LAST_SYNCED, uses=(ShowsCounts, ShowsAges))
def test_times_are_shown_in_the_articles_words(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import(connection)
    expect_ages_in_words_of_article(connection)
