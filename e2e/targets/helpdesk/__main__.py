"""Install django-helpdesk:  python -m e2e.targets.helpdesk."""

from e2e.targets.bringing import bring
from e2e.targets.helpdesk.install import HOME, install

bring("helpdesk", install, HOME)
