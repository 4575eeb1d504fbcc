"""Capabilities that are a yes or no: each has one attribute, which the adapter sets to True.

An adapter that lacks the attribute, or sets it to False, does not have the capability.
"""

from typing import Protocol, runtime_checkable


@runtime_checkable
class IsOurs(Protocol):
    """The target is your own app: rows may try to get past its protection.

    Any other app gets these rows only with `--security`, with the consent of the app's owner.
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
    """The target sends one FETCH in a connection, e.g. for one page of a list."""

    fetches_once: bool


@runtime_checkable
class ShowsFacts(Protocol):
    """The target's refusals contain facts: the server's text, both names, the day, advice."""

    shows_facts: bool


@runtime_checkable
class RefusesOldCiphers(Protocol):
    """The target is stricter than the standards: it refuses old ciphers in TLS 1.2."""

    refuses_old_ciphers: bool


@runtime_checkable
class UpgradesByItself(Protocol):
    """The target uses STARTTLS if the server offers it, although SSL is not ticked."""

    upgrades_by_itself: bool


@runtime_checkable
class RetriesLogin(Protocol):
    """The target's IMAP library tries a refused login again by itself, as c-client does."""

    retries_login: bool


@runtime_checkable
class SharedByATeam(Protocol):
    """The target's accounts belong to a team: by design all users see the imported mail."""

    is_a_teams: bool


@runtime_checkable
class FollowsTheTick(Protocol):
    """The target's port changes with its SSL tick, between 143 and 993."""

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
    """Signing in to the target is the connection: the connect form is the sign-in form.

    Browsers may fill this form in, the form may keep the password, and it proposes no address.
    """

    signing_in_connects: bool


@runtime_checkable
class HidesPassword(Protocol):
    """The target's form hides the password while a person types it."""

    hides_password: bool


@runtime_checkable
class KeepsDeletedMail(Protocol):
    """The target keeps what it has imported, although the message is later deleted on the server.

    A row that deletes a message is offered only to a target with this rule.
    """

    keeps_deleted_mail: bool
