"""What bluebar's configuration of Dovecot makes of every Dovecot."""

from bluebar.mailserver.server import ServerFacts

FACTS = ServerFacts(delimiter="/", starttls=True, multiappend=True)
