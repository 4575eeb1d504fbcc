"""The front door: the host, ports and certificate at which one test's account is reached.

A proxy in front of the run's one mail server that passes bytes through or ends TLS, and keeps the
conversation. It changes no byte.
"""

from mailserver.frontdoor.conversation import Conversation, Line, Login, TlsFacts
from mailserver.frontdoor.porter import OpenDoor, Porter
from mailserver.frontdoor.values import Certificate, FrontDoor, Listener

__all__ = [
    "Certificate",
    "Conversation",
    "FrontDoor",
    "Line",
    "Listener",
    "Login",
    "OpenDoor",
    "Porter",
    "TlsFacts",
]
