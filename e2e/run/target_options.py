"""pytest's options for the app under test (the target), its users and their inboxes.

The option `--base-url` is pytest-playwright's.
"""

import argparse

import pytest

from bluebar.e2e.run.deadline_options import add_deadline_option
from bluebar.e2e.scenarios.offered_rows import SECURITY
from bluebar.e2e.targets.browser_sessions import STORAGE_STATE, BrowserSession
from bluebar.fixtures.inbox.inbox_from_options import PASSWORD
from bluebar.reports.secrets.redaction import SHORTEST

ALL_OFFERED = "--all-offered"
"""The option with which a row that does not judge the app is an error instead of a skip."""

START_SERVERS = "--start-servers"
"""The option that makes a call of pytest a run even if all its tests are outside of the suite."""


def long_enough(password: str) -> str:
    """Check that a password is long enough to be removed from reports, and return the password.

    An empty text is allowed, because it is the option's default.

    Raises:
        argparse.ArgumentTypeError: the password has fewer than `SHORTEST` characters.
    """
    if password and len(password) < SHORTEST:
        raise argparse.ArgumentTypeError(
            f"the password has {len(password)} characters; use at least {SHORTEST}, so that "
            "bluebar can remove the password from reports: a shorter text occurs there by chance"
        )
    return password


def add_target_options(parser: pytest.Parser) -> None:
    """Add the options that choose the app under test, its users and their inboxes."""
    group = parser.getgroup("bluebar: target (the app under test; --base-url is its address)")
    group.addoption(
        "--target",
        default="reference",
        metavar="NAME",
        help="the app under test: the name of an included app, or path/to/file.py:Class of an "
        "adapter (default: reference, bluebar's own example app)",
    )
    group.addoption(
        "--allow-writes",
        metavar="HOST",
        help="the host of --base-url once more, to confirm that bluebar may sign users up and "
        "connect mailboxes there. Without this option, a run against another machine stops before "
        "anything starts; an app on this machine needs no permission (no default)",
    )
    add_deadline_option(group)
    group.addoption(
        STORAGE_STATE,
        metavar="FILE",
        default="",
        help="the browser session with which all tests start, as Playwright's storage state "
        "(cookies and local storage, in JSON), for an adapter that declares signs_in_by_hand or "
        "renew_session. All tests are then the same person, one after the other "
        "(default: the session that `bluebar login` has saved in .bluebar, if the adapter needs "
        "one)",
    )
    _add_users(group)
    group.addoption(
        SECURITY,
        action="store_true",
        help="also run scenarios that try to get past the app's protections; ask the app's owner "
        "first. Without this option they are not offered, unless the adapter sets is_ours = True",
    )
    group.addoption(
        ALL_OFFERED,
        action="store_true",
        help="report a scenario that is not offered, or that looked at nothing, as an error: for "
        "an app that every scenario should judge. Without this option such a scenario is skipped",
    )
    group.addoption(
        START_SERVERS,
        action="store_true",
        help="start the mail server and the app also for tests outside of bluebar's own suite; "
        "`bluebar run` sets this option. Without this option, only bluebar's own suite starts them",
    )


def require_use(session: BrowserSession) -> None:
    """Check that the target uses a session if the run names one.

    Raises:
        pytest.UsageError: the run names a session, and the target's adapter signs in by itself.
    """
    if session.is_given and not session.is_used:
        raise pytest.UsageError(
            f"{STORAGE_STATE} {session.file}: the adapter of {session.target.name} signs a user in "
            "for each test and would not use this session. If a person signs in, declare "
            "`signs_in_by_hand = True` and `is_signed_in(page)` in the adapter "
            "(docs/single-sign-on.md); if not, leave the option out"
        )


def _add_users(group: pytest.OptionGroup) -> None:
    group.addoption(
        "--mailbox-password",
        type=long_enough,
        default="",
        metavar="TEXT",
        help="one password for all mailboxes, 8 characters or more: to try a password with special "
        "characters in every scenario, or to search the app's logs for the password after the run "
        "(default: a new password for each mailbox)",
    )
    group.addoption(
        "--inbox",
        default="",
        metavar="URL",
        help="the inbox in which the app's mail to its users arrives, if the app sends its mail "
        "elsewhere than to bluebar: imaps://USER@HOST:993 or mailpit+http://HOST:8025. The "
        f"environment variable {PASSWORD} is the password of USER (default: bluebar's own mail "
        "server)",
    )
    group.addoption(
        "--inbox-address",
        default="",
        metavar="ADDRESS",
        help="with --inbox: the address with which users sign up, and to which the app sends their "
        "mail, e.g. qa+{unique}@example.com; {unique} becomes another text for each user "
        "(default: addresses on bluebar's own mail server)",
    )
