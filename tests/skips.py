"""The reasons for which bluebar's own tests may skip; conftest.py fails any other skip."""

NO_DOCKER = "no Docker here: "
NO_MOUNT_NAMESPACE = "no mount namespace here: "
NO_NETWORK_NAMESPACE = "no network namespace here: "
NO_IMAGE = "no image here: "
NO_RUNTIME = "not on this machine: "
NO_OPENSSL = "openssl is not on this machine"
NOT_LINUX = "psutil's start times move with the clock on Linux only"
POSTPONED = "postponed, as an example for the report"
UNSEEN = "not looked at: no page of Fable shows folders"

ALLOWED = (
    NO_DOCKER,
    NO_MOUNT_NAMESPACE,
    NO_NETWORK_NAMESPACE,
    NO_IMAGE,
    NO_RUNTIME,
    NO_OPENSSL,
    NOT_LINUX,
    POSTPONED,
    UNSEEN,
)
"""How the reasons begin."""
