"""The mail that an app sent to a user, as texts to search for passwords."""

from collections.abc import Collection, Iterator

from bluebar.e2e.environment.password_leaks import Place
from bluebar.e2e.subjects.user import User
from bluebar.fixtures.errors import MailboxUnreadable


def mail_places(user: User, addresses: Collection[str]) -> Iterator[Place]:
    """Yield each mail that came to the user's inbox in this test.

    A shared inbox also receives mail of other tests. Only its mail that names a mailbox of this
    test is searched, and the record says so. The record also says if the inbox cannot be read.

    Args:
        user: the user.
        addresses: the addresses of the test's mailboxes.
    """
    if user.shares_inbox:
        user.attempt.note_not_looked_at(
            "passwords in mail that does not name the mailbox: the inbox is shared"
        )
    try:
        mails = user.inbox.all(
            lambda mail: not user.shares_inbox or any(map(mail.mentions, addresses))
        )
    except MailboxUnreadable as error:
        user.attempt.note_not_looked_at(f"passwords in the app's mail: {error.happened}")
        return
    for mail in mails:
        yield Place(f"the mail {mail.subject!r} to {user.person.email}", mail.all_text())
