"""Install django-helpdesk:  python -m bluebar.e2e.targets.helpdesk."""

from bluebar.e2e.targets.helpdesk.install import HOME, install
from bluebar.e2e.targets.installing import install_with_progress

install_with_progress("helpdesk", install, HOME)
