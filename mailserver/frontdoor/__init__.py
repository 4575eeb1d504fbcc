"""The front door: the host, ports and certificate at which one test's account is reached.

A proxy in front of the run's one mail server that passes bytes through, ends TLS, speaks STARTTLS,
misbehaves as told, and keeps the conversation.
"""

from mailserver.frontdoor.addresses import Stand
from mailserver.frontdoor.certificates import Certificates, Issuer
from mailserver.frontdoor.conversation import Conversation, Line, Login, TlsFacts
from mailserver.frontdoor.open_door import OpenDoor
from mailserver.frontdoor.porter import Porter
from mailserver.frontdoor.values import (
    USUAL_PORTS,
    Certificate,
    FrontDoor,
    Listener,
    SignIn,
    StartTls,
    TlsVersions,
    UserNames,
)

__all__ = [
    "USUAL_PORTS",
    "Certificate",
    "Certificates",
    "Conversation",
    "FrontDoor",
    "Issuer",
    "Line",
    "Listener",
    "Login",
    "OpenDoor",
    "Porter",
    "SignIn",
    "Stand",
    "StartTls",
    "TlsFacts",
    "TlsVersions",
    "UserNames",
]
