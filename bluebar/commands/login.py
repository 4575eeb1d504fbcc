"""`bluebar login`: sign in once, and keep the browser's session for the tests.

This is for apps with single sign-on or a second factor. A person signs in, in a window; or the
adapter does, without a window (`renew_session`). The command never prints the session.
"""

from urllib.parse import urlsplit

import click
import pytest

from bluebar.commands.target_browser import (
    browsing,
    instance_of,
    open_page,
    target_options,
    usage_errors_of,
    wait_for_a_person,
)
from bluebar.e2e.protocol.pool import people_of
from bluebar.e2e.targets.browser_sessions import BrowserSession
from bluebar.e2e.targets.registry import load_target
from bluebar.e2e.trial.findings import in_a_line
from bluebar.mailserver.errors import HarnessError


class NoSession(HarnessError):
    """The tests of the target do not start with a session, so there is nothing to keep."""


class NotRenewed(HarnessError):
    """The adapter's `renew_session` raised an exception."""


@click.command()
@target_options
@click.option(
    "--renew",
    is_flag=True,
    help="Let the adapter sign in by its `renew_session`, without a window and without a person, "
    "e.g. in a CI.",
)
def login(name: str, base_url: str | None, storage_state: str, *, renew: bool) -> int:
    """Sign in once, and keep the browser session for the tests.

    A browser window opens. Sign in, then press Enter in the terminal: bluebar keeps the session in
    the folder .bluebar, for later runs and for `bluebar check`. TARGET is path/to/file.py:Class of
    an adapter that has signs_in_by_hand = True, or renew_session; without TARGET, the target of
    bluebar.toml is used.

    \b
    Examples:
      bluebar login adapter.py:Crm --base-url https://crm.example
      bluebar login adapter.py:Crm --base-url https://crm.example --renew
    """
    with usage_errors_of(name):
        session = BrowserSession.of(load_target(name), base_url=base_url or "", file=storage_state)
        require_session(session, renew=renew)
        return renew_session(session) if renew else keep_session(session)


def require_session(session: BrowserSession, *, renew: bool) -> None:
    """Check that the target's tests use a session, and that the adapter can renew it if asked to.

    Raises:
        NoSession: they do not, or the adapter cannot.
    """
    if not session.is_used:
        raise NoSession(
            wanted="to keep the session of a person",
            happened="the adapter does not declare `signs_in_by_hand`, and has no `renew_session`",
            where=session.target.name,
            next_step="if only a person can sign in, declare `signs_in_by_hand = True` and "
            "`is_signed_in(page)` in the adapter; otherwise `sign_in` does all, without `login`",
        )
    if renew and not session.can_be_renewed:
        raise NoSession(
            wanted="to sign in without a person (--renew)",
            happened="the adapter has no `renew_session(page, instance)`",
            where=session.target.name,
            next_step="write it (docs/single-sign-on.md), or sign in yourself: leave --renew out",
        )


def keep_session(session: BrowserSession) -> int:
    """Open the app, wait for the person, and keep the browser's session.

    Raises:
        NotSignedIn: nobody is signed in when Enter is pressed or the window is closed.
    """
    target = session.target
    with (
        instance_of(target, session.base_url, _host(session)) as instance,
        browsing(headed=True, session={}) as context,
    ):
        open_page(context, instance.base_url)
        click.echo(
            f"Sign in to {target.name} in the window; then press Enter here, or close the window."
        )
        wait_for_a_person(context)
        if not session.is_signed_in(open_page(context, instance.base_url)):
            raise session.error("nobody has signed in")
        session.save(context.storage_state(indexed_db=True))
    return _saved(session)


def renew_session(session: BrowserSession) -> int:
    """Let the adapter sign in without a window, and keep the browser's session.

    Raises:
        NotRenewed: the adapter's code raised an exception.
        NotSignedIn: nobody is signed in afterwards.
    """
    target = session.target
    (person,) = people_of(target)
    with (
        instance_of(target, session.base_url, _host(session)) as instance,
        browsing(headed=False, session={}) as context,
    ):
        try:
            session.renew(context.new_page(), instance, person)
        except (HarnessError, pytest.UsageError):
            raise
        except Exception as error:
            raise NotRenewed(
                wanted=f"to sign in to {target.name} by `renew_session`",
                happened=in_a_line(error),
                where=instance.base_url,
                next_step="correct `renew_session` in the adapter, or the credentials in the "
                "environment",
            ) from error
    return _saved(session)


def _host(session: BrowserSession) -> str | None:
    # No --allow-writes is needed: this command writes nothing to the app.
    return urlsplit(session.base_url).hostname


def _saved(session: BrowserSession) -> int:
    click.echo(f"The session is in {session.file}; only you can read the file.")
    return 0
