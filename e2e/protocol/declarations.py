"""What a target says of itself by yes or no: optional parts that have one attribute each.

An adapter has such a part by saying True; one that says False has not
(`declares` in e2e/outcome/failure.py).
"""

from typing import Protocol, runtime_checkable


@runtime_checkable
class IsOurs(Protocol):
    """The target is your own app: rows may try to get past its protection.

    Somebody else's app gets these rows only with `--security`, which needs its owner's consent.
    """

    is_ours: bool


@runtime_checkable
class VerifiesNoCertificates(Protocol):
    """The target verifies no certificates: rows that present bad ones are not offered."""

    verifies_no_certificates: bool


@runtime_checkable
class HasNoDeadline(Protocol):
    """The target has no deadline for a silent server: rows that need one are not offered."""

    has_no_deadline: bool


@runtime_checkable
class FetchesOnce(Protocol):
    """The target sends one FETCH in a connection, e.g. for the page of a list that is shown."""

    fetches_once: bool


@runtime_checkable
class TellsFacts(Protocol):
    """The target's refusals tell the facts: what the server said, both names, the day, advice."""

    tells_facts: bool


@runtime_checkable
class RefusesOldCiphers(Protocol):
    """The target goes beyond what standards ask for: it refuses ciphers of old in TLS 1.2."""

    refuses_old_ciphers: bool


@runtime_checkable
class UpgradesByItself(Protocol):
    """The target takes STARTTLS where a server offers it, though nobody asked for SSL."""

    upgrades_by_itself: bool


@runtime_checkable
class SharedByATeam(Protocol):
    """The target's accounts are a team's: all its users see, by design, what comes from them."""

    is_a_teams: bool


@runtime_checkable
class FollowsTheTick(Protocol):
    """The target's port follows its SSL tick, between the two usual ones."""

    port_follows_the_tick: bool
