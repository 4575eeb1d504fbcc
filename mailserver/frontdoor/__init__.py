"""The front door: the host, ports and certificate at which one test's account is reached.

A proxy in front of the run's one mail server that passes bytes through or ends TLS, and keeps the
conversation. It changes no byte.
"""

from mailserver.frontdoor.addresses import network_of_doors, why_not_real_ports
from mailserver.frontdoor.conversation import Conversation, Line, Login, TlsFacts
from mailserver.frontdoor.porter import OpenDoor, Porter
from mailserver.frontdoor.values import USUAL_PORTS, Certificate, FrontDoor, Listener

__all__ = [
    "USUAL_PORTS",
    "Certificate",
    "Conversation",
    "FrontDoor",
    "Line",
    "Listener",
    "Login",
    "OpenDoor",
    "Porter",
    "TlsFacts",
    "network_of_doors",
    "why_not_real_ports",
]
