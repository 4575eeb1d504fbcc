"""Install django-helpdesk:  python -m bluebar.e2e.targets.helpdesk."""

from bluebar.e2e.targets.helpdesk.install import HOME, install
from bluebar.e2e.targets.installing import bring

bring("helpdesk", install, HOME)
