"""Capabilities that are a yes or no: each has one attribute, which the adapter sets to True.

An adapter that lacks the attribute, or sets it to False, does not have the capability.
"""

from typing import Protocol, runtime_checkable


@runtime_checkable
class IsOurs(Protocol):
    """The target is your own app, so rows may try to get past its protections.

    Any other app gets these rows only with `--security`. Use it with the app owner's consent.
    """

    is_ours: bool


@runtime_checkable
class VerifiesNoCertificates(Protocol):
    """The target verifies no certificates: rows with bad certificates are not offered."""

    verifies_no_certificates: bool


@runtime_checkable
class HasNoDeadline(Protocol):
    """The target has no deadline for a silent server: rows that need a deadline are not offered."""

    has_no_deadline: bool


@runtime_checkable
class FetchesOnce(Protocol):
    """The target sends one FETCH per connection, so rows that need a second one are not offered."""

    fetches_once: bool


@runtime_checkable
class ShowsFacts(Protocol):
    """The target's refusals state facts, e.g. the server's text, or when a certificate expired."""

    shows_facts: bool


@runtime_checkable
class RefusesOldCiphers(Protocol):
    """The target refuses old ciphers in TLS 1.2, which the standards still allow."""

    refuses_old_ciphers: bool


@runtime_checkable
class UpgradesByItself(Protocol):
    """The target uses STARTTLS if the server offers STARTTLS, even if SSL is not ticked."""

    upgrades_by_itself: bool


@runtime_checkable
class RetriesLogin(Protocol):
    """The target's IMAP library repeats a refused login by itself, as the library c-client does."""

    retries_login: bool


@runtime_checkable
class SharedByATeam(Protocol):
    """The target's accounts belong to a team, so all users may see the imported mail."""

    is_a_teams: bool


@runtime_checkable
class FollowsTheTick(Protocol):
    """The target's form changes the port to 993 if SSL is ticked, and to 143 if it is unticked."""

    port_follows_the_tick: bool


@runtime_checkable
class SortsContacts(Protocol):
    """The target's list of contacts is sorted by address, from a to z."""

    contacts_by_address: bool


@runtime_checkable
class SortsMessages(Protocol):
    """The target's list of messages is sorted by the time of receipt, newest first."""

    messages_newest_first: bool


@runtime_checkable
class SignInConnects(Protocol):
    """Signing in to the target connects the mailbox: the sign-in form is the connect form.

    The checks of a connect form differ for such a form: a browser may fill in the form, the form
    may keep the password, and the form need not propose an address.
    """

    signing_in_connects: bool


@runtime_checkable
class HidesPassword(Protocol):
    """The target's form hides the password while a person types it."""

    hides_password: bool


@runtime_checkable
class KeepsDeletedMail(Protocol):
    """The target keeps an imported message even if the message is later deleted on the server.

    Rows that delete a message are offered only to such a target.
    """

    keeps_deleted_mail: bool
